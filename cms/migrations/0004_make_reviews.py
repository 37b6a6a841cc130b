"""Content review, then editorial review: for questions, and for every page below the root."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

GROUPS = ["Reviewers", "Administrators"]
STEPS = ["Content review", "Editorial review"]
QUESTIONS, LESSONS = "Question review", "Lesson review"


def make_reviews(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Wagtail's own workflow asks a group that does not exist here, and goes."""
    tasks = [_task(apps, name) for name in STEPS]
    questions, lessons = (_workflow(apps, name, tasks) for name in (QUESTIONS, LESSONS))
    content_type = _content_type(apps, "questionsnippet")
    apps.get_model("wagtailcore", "WorkflowContentType").objects.update_or_create(
        content_type=content_type, defaults={"workflow": questions}
    )
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    apps.get_model("wagtailcore", "WorkflowPage").objects.update_or_create(page=root, defaults={"workflow": lessons})
    unused = {"workflow_states": None, "workflow_pages": None}
    apps.get_model("wagtailcore", "Workflow").objects.filter(name="Moderators approval", **unused).delete()
    leftover = apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name="Moderators approval")
    leftover.filter(task_states=None, workflow_tasks=None).delete()


def drop_reviews(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Only what nobody used."""
    workflows = apps.get_model("wagtailcore", "Workflow").objects.filter(name__in=[QUESTIONS, LESSONS])
    workflows.filter(workflow_states=None).delete()
    tasks = apps.get_model("cms", "ReviewTask").objects.filter(name__in=STEPS)
    tasks.filter(task_states=None, workflow_tasks=None).delete()


def _task(apps: StateApps, name: str) -> Any:
    content_type = _content_type(apps, "reviewtask")
    task, _ = apps.get_model("cms", "ReviewTask").objects.get_or_create(name=name, content_type=content_type)
    task.groups.set(apps.get_model("auth", "Group").objects.filter(name__in=GROUPS))
    return task


def _workflow(apps: StateApps, name: str, tasks: list[Any]) -> Any:
    workflow, _ = apps.get_model("wagtailcore", "Workflow").objects.get_or_create(name=name)
    steps = apps.get_model("wagtailcore", "WorkflowTask").objects
    for place, task in enumerate(tasks):
        steps.get_or_create(workflow=workflow, task_id=task.pk, defaults={"sort_order": place})
    return workflow


def _content_type(apps: StateApps, model: str) -> Any:
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="cms", model=model)
    return content_type


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0003_review_task"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(make_reviews, drop_reviews)]
