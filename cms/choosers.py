"""Choosers for rows that editors refer to, and a way to start any chooser without an inline script."""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

STARTER = (
    '{}<span hidden data-controller="starter" data-starter-name-value="{}" data-starter-arguments-value="{}"></span>'
)


def render_without_script(
    chooser: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None
) -> SafeString:
    """Takes the place of ``BaseChooser.render``, whose inline script our policy refuses."""
    value_data = chooser.get_value_data(value)
    arguments = [attrs["id"], chooser.get_js_init_options(attrs["id"], name, value_data)]
    html = chooser.render_html(name, value_data, attrs)
    return format_html(STARTER, html, chooser.js_constructor, json.dumps(arguments))


claim_chooser_viewset = ChooserViewSet(
    "claim_chooser",
    model="courses.Claim",
    icon="glasses",
    per_page=20,
    choose_one_text=_("Choose a claim"),
    choose_another_text=_("Choose another claim"),
    register_widget=False,
)

question_chooser_viewset = ChooserViewSet(
    "question_chooser",
    model="cms.QuestionSnippet",
    icon="clipboard-list",
    per_page=20,
    choose_one_text=_("Choose a question"),
    choose_another_text=_("Choose another question"),
    register_widget=False,
)


def start_without_scripts() -> None:
    """Once, when the apps are loaded."""
    BaseChooser.render = render_without_script
    AdminTaskChooser.js_constructor = "createTaskChooser"
