"""Pages of the site's own tree, in the reader's language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import override
from wagtail import views
from wagtail.models import Page

# Where Wagtail keeps the page that it found for a request.
FOUND = "_wagtail_route_for_request"


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """As Wagtail does; what a language's tree lacks is served as it was written."""
    if Page.route_for_request(request, path) is None:
        delattr(request, FOUND)
        with override(settings.LANGUAGE_CODE):
            Page.route_for_request(request, path)
    return views.serve(request, path)
