"""The fields of a design as its package declares them. Pictures are judged by content; the page is printed on trial."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates import designs, pictures, wording
from certificates.actions import pictures as kept_pictures
from certificates.actions.designs import Filling
from certificates.documents import proofs
from certificates.models import DesignVersion
from cms.views.designs import words

READERS: dict[str, Callable[..., pictures.Picture]] = {
    "logo": pictures.read_logo,
    "signature": pictures.read_signature,
}
NOT_PICTURES = {
    "empty": gettext_lazy("The file is empty."),
    "large": gettext_lazy("Use a picture of at most 2 MB and 20 million pixels."),
    "kind": gettext_lazy("This is no PNG or JPEG that we could read, whatever its name says."),
    "small": gettext_lazy("The picture is too small to print: use one of at least 24 pixels on each side."),
    "blank": gettext_lazy("There is no ink in this picture."),
}


class NewDesignForm(forms.Form):
    """Another look, to begin with as its package comes."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120, help_text=gettext_lazy("For the staff alone."))
    template = forms.ChoiceField(
        label=gettext_lazy("Package"),
        choices=lambda: [(name, designs.load(name).label) for name in designs.names()],
        widget=forms.RadioSelect,
    )


class PictureSlot:
    """One picture in a form: what is kept, another file in its place, or none any more."""

    def __init__(self, form: "DesignForm", name: str, kind: str, field: Mapping[str, Any], digest: str) -> None:
        self.form, self.name, self.kind = form, name, kind
        self.within = (field["max_width"], field["max_height"])
        form.fields[name] = forms.CharField(required=False, initial=digest, widget=forms.HiddenInput)
        form.fields[f"{name}_file"] = forms.FileField(
            label=gettext_lazy("Signature") if kind == "signature" else gettext_lazy("Logo"),
            required=False,
            widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
            help_text=gettext_lazy("PNG or JPEG, at most 2 MB."),
        )
        form.fields[f"{name}_remove"] = forms.BooleanField(label=gettext_lazy("Remove the picture"), required=False)

    @property
    def kept(self) -> forms.BoundField:
        """The digest of the picture that is there."""
        return self.form[self.name]

    @property
    def shown(self) -> str:
        """The same where it can be one; somebody may have sent anything."""
        value = str(self.kept.value() or "")
        return value if designs.DIGEST.fullmatch(value) else ""

    @property
    def file(self) -> forms.BoundField:
        """Another in its place."""
        return self.form[f"{self.name}_file"]

    @property
    def remove(self) -> forms.BoundField:
        """Or none."""
        return self.form[f"{self.name}_remove"]

    def digest(self, cleaned: dict[str, Any]) -> str:
        """What the design would name. A new file is read, and waits in the form. Raises NotAPicture."""
        file: UploadedFile | None = cleaned.get(f"{self.name}_file")
        if file is None:
            return "" if cleaned.get(f"{self.name}_remove") else cleaned.get(self.name, "")
        if (file.size or 0) > pictures.LARGEST:
            raise pictures.NotAPicture("large")
        picture = READERS[self.kind](file.read(), within=self.within)
        self.form.brought[picture.sha256] = picture
        return picture.sha256


class DesignForm(forms.Form):
    """Valid when it can be printed. Then ``filling`` and ``trial`` are what was typed, ``brought`` its new pictures."""

    filling: Filling
    trial: proofs.Trial

    def __init__(self, version: DesignVersion, *sent: Any, facts: Mapping[str, Any], filling: Filling | None = None):
        super().__init__(*sent)
        self.template, self.facts = version.template, facts
        self.package = designs.load(version.template)
        self.brought: dict[str, pictures.Picture] = {}
        self.slots: dict[str, PictureSlot] = {}
        shown = filling or Filling.of(version)
        values = self.package.options({**shown.options, "signatories": shown.signatories})
        for name, field in self.package.fields.items():
            MAKERS[field["type"]](self, name, field, values[name])

    @property
    def texts(self) -> list[forms.BoundField]:
        """What is neither a picture nor about a signatory."""
        return [self[name] for name, field in self.package.fields.items() if field["type"] in PLAIN]

    @property
    def logo_slot(self) -> PictureSlot:
        """The one picture of the design itself."""
        return self.slots["logo"]

    @property
    def signatories(self) -> Iterator[dict[str, Any]]:
        """The places for those who sign."""
        for place in range(self.package.fields["signatories"]["max_items"]):
            parts = {part: self[f"signatory_{place}_{part}"] for part in ("name", "role")}
            yield {
                "number": place + 1,
                "anchor": f"signatory-{place + 1}",
                **parts,
                "picture": self.slots[f"signatory_{place}_picture"],
            }

    def clean(self) -> dict[str, Any]:
        """Pictures first, then the rules of the package, then a trial print."""
        digests = {name: self._digest(slot) for name, slot in self.slots.items()}
        options = {bound.name: self.cleaned_data.get(bound.name, "") for bound in self.texts}
        filling = Filling({**options, "logo": digests["logo"]}, list(self._signing(digests)))
        if not self.errors:
            self._judge(filling)
        return self.cleaned_data

    def _digest(self, slot: PictureSlot) -> str:
        try:
            return slot.digest(self.cleaned_data)
        except pictures.NotAPicture as refusal:
            self.add_error(f"{slot.name}_file", str(NOT_PICTURES[refusal.reason]))
            return ""

    def _signing(self, digests: dict[str, str]) -> Iterator[dict[str, str]]:
        """Those places in which anything stands; each needs a name."""
        for signatory in self.signatories:
            place = f"signatory_{signatory['number'] - 1}"
            told = {part: self.cleaned_data.get(f"{place}_{part}", "") for part in ("name", "role")}
            told["picture"] = digests[f"{place}_picture"]
            if any(told.values()) and not told["name"]:
                self.add_error(f"{place}_name", _("A signatory needs a name."))
            if any(told.values()):
                yield told

    def _judge(self, filling: Filling) -> None:
        try:
            self.package.options({**filling.options, "signatories": filling.signatories})
            named = designs.pictures_of(filling.options, filling.signatories)
            known = {digest: picture.content for digest, picture in self.brought.items()}
            kept = kept_pictures.contents(named - known.keys())
            trial = proofs.Trial(self.template, filling.options, filling.signatories, {**kept, **known}, self.facts)
            proofs.check(trial, at=timezone.now())
        except designs.UnsuitableOption as refusal:
            self.add_error(self._field(refusal.field), words.unsuitable(refusal))
        except (wording.CannotSetText, wording.TextTooLong) as problem:
            self._blame(problem)
        except kept_pictures.UnknownPicture:
            self.add_error(None, str(words.PICTURE_GONE))
        else:
            self.filling, self.trial = filling, trial

    def _blame(self, problem: wording.CannotSetText | wording.TextTooLong) -> None:
        """Say it at the field, or name what it is where it is none of this form."""
        field = self._field(problem.field)
        said = words.unprintable(problem)
        self.add_error(field, said if field else f"{problem.field}: {said}")

    def _field(self, name: str) -> str | None:
        """The form's name for a field of the package."""
        first, *rest = name.split(".")
        named = f"signatory_{'_'.join(rest)}" if first == "signatories" else first
        return next((one for one in (f"{named}_file", named) if one in self.fields), None)


def _text(form: DesignForm, name: str, field: Mapping[str, Any], value: str) -> None:
    form.fields[name] = forms.CharField(label=field["label"], initial=value, max_length=field["max_length"])


def _colour(form: DesignForm, name: str, field: Mapping[str, Any], value: str) -> None:
    colour = forms.TextInput(attrs={"type": "color"})
    form.fields[name] = forms.CharField(label=field["label"], initial=value.lower(), max_length=7, widget=colour)


def _language(form: DesignForm, name: str, field: Mapping[str, Any], value: str) -> None:
    tag = gettext_lazy("A language tag, such as en or pt-BR. Screen readers read the page in it.")
    form.fields[name] = forms.CharField(label=field["label"], initial=value, max_length=35, help_text=tag)


def _picture(form: DesignForm, name: str, field: Mapping[str, Any], value: str) -> None:
    form.slots[name] = PictureSlot(form, name, name, field, value)


def _signatories(form: DesignForm, name: str, field: Mapping[str, Any], value: list[dict[str, str]]) -> None:
    for place in range(field["max_items"]):
        signatory = value[place] if place < len(value) else {}
        for part, label in (("name", gettext_lazy("Name")), ("role", gettext_lazy("Role"))):
            form.fields[f"signatory_{place}_{part}"] = forms.CharField(
                label=label, required=False, initial=signatory.get(part, ""), max_length=field["max_length"]
            )
        slot = f"signatory_{place}_picture"
        form.slots[slot] = PictureSlot(form, slot, "signature", field, signatory.get("picture", ""))


PLAIN = ("text", "colour", "language")
MAKERS: dict[str, Callable[[DesignForm, str, Mapping[str, Any], Any], None]] = {
    "text": _text,
    "colour": _colour,
    "language": _language,
    "picture": _picture,
    "signatories": _signatories,
}
