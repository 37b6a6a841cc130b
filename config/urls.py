"""The URL map. Wagtail's catch-all comes last."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.views import documents, pages
from config import dev_mail, health, styleguide
from config.media import media

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    # allauth's own list asks the database about each session.
    path("accounts/sessions/", RedirectView.as_view(pattern_name="accounts:sessions")),
    path("accounts/", include("allauth.urls")),
    path("profile/", include("accounts.urls")),
    path("learn/notices/", include("accounts.notice_urls")),
    path("cms/", include(wagtailadmin_urls)),
    re_path(r"^documents/(\d+)/(.*)$", documents.serve),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("certificates.urls")),
    path("", include("quizzes.urls")),
    path("", include("courses.urls")),
    path("", include("cms.urls")),
]

if settings.DEBUG:
    urlpatterns += [
        path("dev/mail/", dev_mail.messages, name="dev_mail"),
        path("dev/mail/<str:name>/", dev_mail.message, name="dev_message"),
        path("styleguide/", styleguide.styleguide, name="styleguide"),
        re_path(r"^media/(?P<path>.*)$", media, name="media"),
    ]

# The last of Wagtail's own answers with pages.
urlpatterns += [
    *wagtail_urls.urlpatterns[:-1],
    re_path(r"^(?P<path>(?:[\w\-]+/)*)$", pages.serve, name="wagtail_serve"),
]
