"""Screens about oneself, under ``/profile/``."""

from django.urls import path

from accounts import notice_views, views

app_name = "accounts"

urlpatterns = [
    path("", views.profile, name="profile"),
    path("language/", views.choose_language, name="language"),
    path("notices/", notice_views.choices, name="notice_choices"),
    path("unsubscribe/<str:token>/", notice_views.unsubscribe, name="unsubscribe"),
]
