"""Public pages and the learner's screens that compose several apps."""

from django.urls import path

from cms.views import activities, courses, learning, names, offline, personal

app_name = "cms"

urlpatterns = [
    path("courses/", courses.catalogue, name="catalogue"),
    path("courses/<slug:slug>/", courses.course, name="course"),
    path("courses/<slug:slug>/conduct/", learning.conduct, name="conduct"),
    path("courses/<slug:slug>/name/", names.name, name="name"),
    path("courses/<slug:course>/<slug:slug>/", activities.exam, name="exam"),
    path("courses/<slug:course>/<slug:module>/<slug:slug>/", activities.activity, name="activity"),
    path("learn/", learning.learn, name="learn"),
    path("profile/data/", personal.your_data, name="your_data"),
    path("profile/data/archive.zip", personal.archive, name="archive"),
    path("profile/data/delete/", personal.delete, name="delete_account"),
    path("help/", courses.help_page, name="help"),
    path("sw.js", offline.worker, name="worker"),
    path("offline/<slug:language>/", offline.offline, name="offline"),
]
