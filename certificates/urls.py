"""Certificates and their public check."""

from django.urls import path

from certificates import views

app_name = "certificates"

urlpatterns = [
    path("certificates/for/<slug:slug>/", views.mine, name="mine"),
    path("certificates/<uuid:uuid>/", views.certificate, name="certificate"),
    path("certificates/<uuid:uuid>.pdf", views.document, {"kind": "pdf"}, name="pdf"),
    path("certificates/<uuid:uuid>.json", views.document, {"kind": "json"}, name="json"),
    path("certificates/<uuid:uuid>.png", views.document, {"kind": "png"}, name="png"),
    path("credentials/<uuid:uuid>", views.credential, name="credential"),
    path("achievements/<uuid:uuid>/", views.achievement, name="achievement"),
    path("achievements/<uuid:uuid>/badge.png", views.achievement_picture, name="achievement_picture"),
    path("status/<int:number>", views.status_list, name="status_list"),
    path(".well-known/did.json", views.did_document, name="did_document"),
    path("verify/", views.verify_form, name="verify_form"),
    path("verify/file/", views.verify_file, name="verify_file"),
    path("verify/seals.pem", views.seals, name="seals"),
    path("verify/<str:code>/", views.verify, name="verify"),
]
