"""The addresses of designs; ``wagtail_hooks`` registers them, and the Certificates menu leads to them."""

from django.urls import URLPattern, URLResolver, include, path

from cms.views.designs import screens

PATTERNS: list[URLPattern] = [
    path("", screens.index, name="index"),
    path("new/", screens.create, name="create"),
    path("<uuid:uuid>/", screens.design, name="design"),
    path("<uuid:uuid>/preview/", screens.preview, name="preview"),
    path("<uuid:uuid>/restore/<int:number>/", screens.restore, name="restore"),
    path("<uuid:uuid>/award/<uuid:achievement>/", screens.choose, name="choose"),
    path("pictures/<slug:sha256>.png", screens.picture, name="picture"),
]


def urls() -> list[URLResolver]:
    """Below the editor's address, which lets staff alone in."""
    return [path("certificates/designs/", include((PATTERNS, "designs")))]
