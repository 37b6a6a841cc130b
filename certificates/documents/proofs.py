"""Trial prints of a design before anybody earns it: the page with names that strain it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from certificates import designs
from certificates.documents import pdf

PIXELS_PER_INCH = 96


@dataclass(frozen=True)
class Holder:
    """Somebody who does not exist. ``key`` is for screens to put into words."""

    key: str
    name: str
    language: str


HOLDERS = (
    Holder("latin", "Zoë Łukasiewicz-Nguyễn", "en"),
    Holder("arabic", "محمد عبد الرحمن الفارسي", "ar"),
    Holder("chinese", "欧阳小明", "zh-Hans"),
    Holder("long", "Maria Alexandra Wilhelmina van den Berghe-Janssens de la Fontaine y Montgomery-R", "en"),
)


@dataclass(frozen=True)
class Trial:
    """A design as it was filled in, and what it would be awarded for: ``facts`` take the place of the sample's."""

    template: str
    options: Mapping[str, Any]
    signatories: list[dict[str, str]]
    pictures: Mapping[str, bytes]
    facts: Mapping[str, Any]

    def facts_for(self, holder: Holder) -> pdf.CertificateFacts:
        """Everything that would be printed for this holder."""
        sample = pdf.CertificateFacts.from_json(json.dumps(designs.load(self.template).sample()["facts"]))
        signatories = tuple(pdf.Signatory(**signatory) for signatory in self.signatories)
        named = {"recipient_name": holder.name, "language": holder.language, "signatories": signatories}
        return replace(sample, **{**self.facts, **named})


def check(trial: Trial, *, at: datetime) -> None:
    """Print for every holder and throw it away. Raises CannotSetText, TextTooLong."""
    for holder in HOLDERS:
        facts = trial.facts_for(holder)
        pdf.render(facts, design=trial.template, timestamp=at, options=trial.options, pictures=trial.pictures)


def draw(trial: Trial, holder: Holder) -> bytes:
    """The page as a PNG. A letter that no font has is not noticed here: check it first."""
    facts = trial.facts_for(holder)
    return pdf.draw(facts, design=trial.template, options=trial.options, pictures=trial.pictures, ppi=PIXELS_PER_INCH)
