"""Certificates and their public check."""

from django.urls import path

from certificates import views

app_name = "certificates"

urlpatterns = [
    path("certificates/for/<slug:slug>/", views.mine, name="mine"),
    path("certificates/<uuid:uuid>/", views.certificate, name="certificate"),
    path("certificates/<uuid:uuid>.pdf", views.certificate_pdf, name="pdf"),
    path("verify/", views.verify_form, name="verify_form"),
    path("verify/file/", views.verify_file, name="verify_file"),
    path("verify/seals.pem", views.seals, name="seals"),
    path("verify/<str:code>/", views.verify, name="verify"),
]
