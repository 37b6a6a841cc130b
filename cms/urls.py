"""Public pages and the learner's screens that compose several apps."""

from django.urls import path

from cms.views import (
    activities,
    before_lessons,
    brand,
    checks,
    courses,
    learning,
    legal,
    names,
    notes,
    offline,
    personal,
    search,
    transcripts,
)

app_name = "cms"

urlpatterns = [
    path("courses/", courses.catalogue, name="catalogue"),
    path("courses/<slug:slug>/", courses.course, name="course"),
    path("courses/<slug:slug>/conduct/", learning.conduct, name="conduct"),
    path("courses/<slug:slug>/name/", names.name, name="name"),
    path("courses/<slug:course>/<slug:slug>/", activities.exam, name="exam"),
    path("courses/<slug:course>/<slug:module>/<slug:slug>/", activities.activity, name="activity"),
    path("courses/<slug:course>/<slug:module>/<slug:slug>/before/", before_lessons.before_lesson, name="before_lesson"),
    path("courses/<slug:course>/<slug:module>/<slug:slug>/checks/<uuid:question>/", checks.check, name="check"),
    path("learn/", learning.learn, name="learn"),
    path("learn/transcript/", transcripts.page, name="transcript"),
    path("learn/transcript.pdf", transcripts.document, name="transcript_pdf"),
    path("learn/transcript.csv", transcripts.table, name="transcript_csv"),
    path("learn/notes/", notes.courses, name="notes"),
    path("learn/notes/<uuid:uuid>/", notes.course, name="course_notes"),
    path("learn/notes/<uuid:uuid>.<slug:wanted>", notes.export, name="export_notes"),
    path("learn/lessons/<uuid:uuid>/notes/", notes.write, name="write_note"),
    path("learn/notes/<uuid:uuid>/change/", notes.change, name="change_note"),
    path("learn/notes/<uuid:uuid>/remove/", notes.remove, name="remove_note"),
    path("profile/data/", personal.your_data, name="your_data"),
    path("profile/data/archive.zip", personal.archive, name="archive"),
    path("profile/data/delete/", personal.delete, name="delete_account"),
    path("profile/data/withdraw/<str:subject>/", personal.withdraw, name="withdraw"),
    path("legal/<str:subject>/", legal.current, name="legal"),
    path("legal/<str:subject>/<str:language>/<int:number>/", legal.version, name="legal_version"),
    path("search/", search.search, name="search"),
    path("brand/<slug:digest>.css", brand.stylesheet, name="brand"),
    path("help/", courses.help_page, name="help"),
    path("sw.js", offline.worker, name="worker"),
    path("offline/<slug:language>/", offline.offline, name="offline"),
]
