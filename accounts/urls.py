"""Screens about oneself, under ``/profile/``."""

from django.urls import path

from accounts import notice_views, session_views, views

app_name = "accounts"

urlpatterns = [
    path("", views.profile, name="profile"),
    path("language/", views.choose_language, name="language"),
    path("sessions/", session_views.signed_in, name="sessions"),
    path("sessions/end-others/", session_views.end_others, name="end_other_sessions"),
    path("sessions/<int:pk>/end/", session_views.end, name="end_session"),
    path("notices/", notice_views.choices, name="notice_choices"),
    path("unsubscribe/<str:token>/", notice_views.unsubscribe, name="unsubscribe"),
]
