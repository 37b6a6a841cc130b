"""A course with everything in it, and ways to send it off, bring it in and copy it as the studio does."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from cms.models import CourseParcel
from cms.package import export
from tests.cms.package.test_travel import furnish
from tests.cms.trees import Tree, fresh

PARCELS = "/cms/packages/"
EXPORT, LOAD = f"{PARCELS}export/", f"{PARCELS}load/"

Post = Callable[..., CourseParcel]


def address(parcel: CourseParcel, act: str = "") -> str:
    return f"{PARCELS}{parcel.uuid}/{act}"


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unzipped(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def tea(instructor: User, tree: Tree) -> Tree:
    """The instructor's course, with every kind of content."""
    tree.course.team.group.user_set.set([instructor])
    furnish(tree)
    tree.course = fresh(tree.course)
    return tree


@pytest.fixture
def package(tea: Tree) -> bytes:
    """It as a package."""
    return export.zipped(export.files(tea.course))


@pytest.fixture
def post(django_capture_on_commit_callbacks: Any) -> Post:
    """``post(client, address, **values)``: what a worker does with the parcel is done when it returns."""

    def send(client: Client, to: str, **values: Any) -> CourseParcel:
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(to, values)
        assert response.status_code == 302, response.content.decode()
        return CourseParcel.objects.get(uuid=response.url.rstrip("/").rsplit("/", 1)[-1])

    return send


@pytest.fixture
def bring(post: Post) -> Post:
    """``bring(client, content)``: upload a package; the report is there when it returns."""

    def send(client: Client, content: bytes, name: str = "tea.zip") -> CourseParcel:
        return post(client, LOAD, file=SimpleUploadedFile(name, content))

    return send
