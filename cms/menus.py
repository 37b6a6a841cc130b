"""Entries of the editor's menu that lead to screens of ours."""

from typing import Protocol

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import Promise
from wagtail.admin.menu import MenuItem


class Screen(Protocol):
    """A module of views that says what its list is called."""

    @property
    def ICON(self) -> str:
        """Its symbol."""

    @property
    def TITLE(self) -> str | Promise:
        """What it is called."""


class PermittedItem(MenuItem):
    """Shown to those who may open it."""

    def __init__(self, screen: Screen, address: str, *, permission: str, order: int) -> None:
        name = address.rpartition(":")[2]
        super().__init__(screen.TITLE, reverse_lazy(address), name=name, icon_name=screen.ICON, order=order)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """By permission."""
        return bool(request.user.has_perm(self.permission))
