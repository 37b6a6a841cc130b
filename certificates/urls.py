"""Certificates and their public check."""

from django.urls import path

from certificates import holder_views, views

app_name = "certificates"

urlpatterns = [
    path("certificates/for/<slug:slug>/", views.mine, name="mine"),
    path("certificates/<uuid:uuid>/", views.certificate, name="certificate"),
    path("certificates/<uuid:uuid>.pdf", views.document, {"kind": "pdf"}, name="pdf"),
    path("certificates/<uuid:uuid>.json", views.document, {"kind": "json"}, name="json"),
    path("certificates/<uuid:uuid>.png", views.document, {"kind": "png"}, name="png"),
    path("certificates/<uuid:uuid>/listing/", views.list_publicly, name="list_publicly"),
    path("people/<uuid:uuid>/", views.person, name="person"),
    path("credentials/<uuid:uuid>", views.credential, name="credential"),
    path("achievements/<uuid:uuid>/", views.achievement, name="achievement"),
    path("achievements/<uuid:uuid>/badge.png", views.achievement_picture, name="achievement_picture"),
    path("status/<int:number>", views.status_list, name="status_list"),
    path(".well-known/did.json", views.did_document, name="did_document"),
    path("certificates/<uuid:uuid>/renewal/", holder_views.renewal, name="renewal"),
    path("certificates/<uuid:uuid>/renewal/begin/", holder_views.begin_renewal, name="begin_renewal"),
    path("certificates/<uuid:uuid>/renewal/hours/", holder_views.log_hours, name="log_hours"),
    path("certificates/<uuid:uuid>/renewal/renew/", holder_views.renew_by_hours, name="renew_by_hours"),
    path("certificates/<uuid:uuid>/correction/", holder_views.correction, name="correction"),
    path("evidence/<uuid:uuid>/", holder_views.evidence, name="evidence"),
    path("verify/", views.verify_form, name="verify_form"),
    path("verify/file/", views.verify_file, name="verify_file"),
    path("verify/seals.pem", views.seals, name="seals"),
    path("verify/<str:code>/", views.verify, name="verify"),
]
