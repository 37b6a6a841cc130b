"""Drafts for the claims that are in the register, who may write and judge them, and their review in two steps."""

from typing import Any

from django.core.management.sql import emit_post_migrate_signal
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

WRITE = ["add_claimsnippet", "change_claimsnippet", "view_claimsnippet"]
JUDGE = ["publish_claimsnippet", "lock_claimsnippet", "unlock_claimsnippet"]
GRANTS = {"Instructors": WRITE, "Reviewers": [*WRITE, *JUDGE], "Administrators": [*WRITE, *JUDGE]}
STEPS = ["Content review", "Editorial review"]
REVIEW = "Claim review"
COPIED = ("ref", "statement", "heading", "kind", "label", "reason", "wording", "reviewed_on", "review_due")


def make(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are normally made after all migrations; these are needed now."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db=schema_editor.connection.alias)
    for name, codenames in GRANTS.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.add(*(_permission(apps, codename) for codename in codenames))
    _make_review(apps)
    pages = {page.translation_key: page for page in apps.get_model("cms", "CoursePage").objects.order_by("pk")}
    drafts = apps.get_model("cms", "ClaimSnippet").objects
    for claim in apps.get_model("courses", "Claim").objects.order_by("pk"):
        page = pages.get(claim.course_uuid)
        if page is not None and not drafts.filter(claim=claim).exists():
            facts = {name: getattr(claim, name) for name in COPIED}
            refs = claim.sources.order_by("ref").values_list("ref", flat=True)
            drafts.create(claim=claim, course=page, live=True, sources=", ".join(refs), **facts)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The register itself stays."""
    apps.get_model("wagtailcore", "WorkflowContentType").objects.filter(content_type=_kind(apps)).delete()
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=REVIEW, workflow_states=None).delete()


def _make_review(apps: StateApps) -> None:
    workflow, _ = apps.get_model("wagtailcore", "Workflow").objects.get_or_create(name=REVIEW)
    steps = apps.get_model("wagtailcore", "WorkflowTask").objects
    tasks = {task.name: task for task in apps.get_model("cms", "ReviewTask").objects.filter(name__in=STEPS)}
    for place, name in enumerate(STEPS):
        if name in tasks:
            steps.get_or_create(workflow=workflow, task_id=tasks[name].pk, defaults={"sort_order": place})
    apps.get_model("wagtailcore", "WorkflowContentType").objects.update_or_create(
        content_type=_kind(apps), defaults={"workflow": workflow}
    )


def _kind(apps: StateApps) -> Any:
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="cms", model="claimsnippet")
    return kind


def _permission(apps: StateApps, codename: str) -> Any:
    return apps.get_model("auth", "Permission").objects.get(content_type__app_label="cms", codename=codename)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0014_claim_register"),
        ("courses", "0005_judge_claims"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(make, drop)]
