"""The site's URLs as they are while DEBUG is on."""

from django.urls import path

from config import dev_mail
from config.urls import urlpatterns as site

urlpatterns = [
    path("dev/mail/", dev_mail.messages, name="dev_mail"),
    path("dev/mail/<str:name>/", dev_mail.message, name="dev_message"),
    *site,
]
