"""The catalogues in locale: complete, with placeholders intact, and compiled."""

import re
from pathlib import Path

import allauth
import polib
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
TRANSLATED = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|</?\w+[^>]*>")
PLURAL_FORMS = {"fr": 2, "nl": 2, "de": 2, "es": 2, "ar": 6}
# Forms for no, one and two things may say so in words.
NUMBERS_IN_WORDS = {"ar": 3}


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))


def forms(entry: polib.POEntry) -> list[str]:
    if not entry.msgid_plural:
        return [entry.msgstr]
    return [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)]


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    untranslated = [entry.msgid for entry in catalogue(language) if not entry.translated() or not all(forms(entry))]
    assert untranslated == []
    assert [entry.msgid for entry in catalogue(language) if entry.obsolete] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_and_tags_are_those_of_the_sentence(language: str) -> None:
    broken = []
    for entry in catalogue(language):
        wanted = placeholders(entry.msgid_plural or entry.msgid)
        for number, form in enumerate(forms(entry)):
            in_words = bool(entry.msgid_plural) and number < NUMBERS_IN_WORDS.get(language, 0)
            found = placeholders(form)
            if found != wanted and not (in_words and set(found) <= set(wanted)) and found != placeholders(entry.msgid):
                broken.append((entry.msgid, form))
    assert broken == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_have_every_form_of_the_language(language: str) -> None:
    found = catalogue(language)
    assert f"nplurals={PLURAL_FORMS[language]};" in found.metadata["Plural-Forms"]
    counts = {entry.msgid: len(forms(entry)) for entry in found if entry.msgid_plural}
    assert counts
    assert set(counts.values()) == {PLURAL_FORMS[language]}


@pytest.mark.parametrize("language", TRANSLATED)
def test_compiled_catalogue_says_what_the_source_says(language: str) -> None:
    compiled = polib.mofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.mo"))
    said = {(entry.msgctxt, entry.msgid): forms(entry) for entry in compiled}
    assert said == {(entry.msgctxt, entry.msgid): forms(entry) for entry in catalogue(language)}


def test_all_catalogues_hold_the_same_sentences() -> None:
    first, *others = [{(entry.msgctxt, entry.msgid) for entry in catalogue(language)} for language in TRANSLATED]
    assert all(other == first for other in others)


def test_every_reworded_sentence_is_still_one_of_allauths_and_is_compiled() -> None:
    folder = ROOT / "wording" / "en_GB" / "LC_MESSAGES"
    reworded = polib.pofile(str(folder / "django.po"))
    theirs = polib.pofile(str(Path(allauth.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    assert {entry.msgid for entry in reworded} <= {entry.msgid for entry in theirs}
    assert [entry.msgid for entry in reworded if placeholders(entry.msgid) != placeholders(entry.msgstr)] == []
    compiled = polib.mofile(str(folder / "django.mo"))
    assert {entry.msgid: entry.msgstr for entry in compiled} == {entry.msgid: entry.msgstr for entry in reworded}
