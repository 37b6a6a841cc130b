"""What one was told, under ``/learn/notices/``."""

from django.urls import path

from accounts import notice_views

app_name = "notices"

urlpatterns = [
    path("", notice_views.listing, name="list"),
    path("read/", notice_views.read_all, name="read_all"),
    path("<uuid:uuid>/", notice_views.open_one, name="open"),
]
