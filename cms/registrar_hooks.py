"""The Certificates menu and its addresses; ``wagtail_hooks`` registers them."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from cms.menus import PermittedItem
from cms.views.designs import screens
from cms.views.registrar import batches, certificates, eligibility, register, requests, terms

PATTERNS: list[URLPattern] = [
    path("", register.RegisterView.as_view(), name="register"),
    path("results/", register.RegisterView.as_view(results_only=True), name="register_results"),
    path("eligibility/", eligibility.listing, name="eligibility"),
    path("eligibility/<uuid:course>/<uuid:learner>/", eligibility.person, name="person"),
    path("batches/", batches.listing, name="batches"),
    path("batches/new/", batches.upload, name="upload"),
    path("batches/<uuid:uuid>/", batches.batch, name="batch"),
    path("batches/<uuid:uuid>/result.csv", batches.result, name="batch_result"),
    path("batches/<uuid:uuid>/<slug:name>/", batches.act, name="batch_act"),
    path("names/", requests.listing, {"queue": "names"}, name="names"),
    path("names/<uuid:uuid>/", requests.decide, {"queue": "names"}, name="decide_names"),
    path("hours/", requests.listing, {"queue": "hours"}, name="hours"),
    path("hours/<uuid:uuid>/", requests.decide, {"queue": "hours"}, name="decide_hours"),
    path("renewal/", terms.listing, name="terms"),
    path("renewal/<uuid:uuid>/", terms.edit, name="edit_terms"),
    path("<uuid:uuid>/", certificates.detail, name="certificate"),
    path("<uuid:uuid>/documents/<slug:kind>/", certificates.document, name="document"),
    path("<uuid:uuid>/<slug:name>/", certificates.act, name="act"),
]


def urls() -> list[URLResolver]:
    """Below the editor's address, which lets staff alone in."""
    return [path("certificates/", include((PATTERNS, "registrar")))]


def menu() -> MenuItem:
    """One entry with a list; it hides when nothing in it may be opened."""
    items = [
        PermittedItem(register, "registrar:register", permission="certificates.view_certificate", order=10),
        PermittedItem(eligibility, "registrar:eligibility", permission="certificates.view_certificate", order=20),
        PermittedItem(requests, "registrar:names", permission="certificates.change_certificate", order=25),
        PermittedItem(terms, "registrar:terms", permission="certificates.view_certificate", order=80),
        PermittedItem(batches, "registrar:batches", permission="certificates.add_certificate", order=30),
        PermittedItem(screens, "designs:index", permission=screens.PERMISSION, order=90),
    ]
    return SubmenuMenuItem(_("Certificates"), Menu(items=items), name="certificates", icon_name="success", order=225)
