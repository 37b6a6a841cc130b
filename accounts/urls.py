"""Screens about oneself, under ``/profile/``."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.profile, name="profile"),
    path("language/", views.choose_language, name="language"),
]
