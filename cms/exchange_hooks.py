"""Addresses of questions that come in and go out, and of the bank as a whole; ``wagtail_hooks`` registers them."""

from django.urls import URLPattern, URLResolver, include, path

from cms.views import bank_checks, claims
from cms.views.exchange import exports, imports

PATTERNS: list[URLPattern] = [
    path("import/", imports.imports, name="imports"),
    path("import/<uuid:uuid>/", imports.report, name="import"),
    path("import/<uuid:uuid>/accept/", imports.accept, name="accept"),
    path("import/<uuid:uuid>/discard/", imports.discard, name="discard"),
    path("export/", exports.export, name="export"),
    path("checks/", bank_checks.checks, name="checks"),
]


def urls() -> list[URLPattern | URLResolver]:
    """Below the editor's address, which lets staff alone in."""
    entry = path("claims/<int:pk>/", claims.entry, name="claim_entry")
    return [path("questions/", include((PATTERNS, "exchange"))), entry]
