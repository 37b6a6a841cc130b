"""Learner actions on the outline."""

from django.urls import path

from courses import views

app_name = "courses"

urlpatterns = [
    path("courses/<slug:slug>/enrol/", views.enrol, name="enrol"),
    path("activities/<uuid:uuid>/complete/", views.complete_lesson, name="complete_lesson"),
    path("activities/<uuid:uuid>/place/", views.keep_place, name="keep_place"),
]
