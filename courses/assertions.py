"""Which sentences assert something that a course should check before it repeats it. Plain Python, on the safe side."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Words by what makes them suspicious, the gravest first. A star stands for any ending, an underscore for a space.
LEXICON = {
    "guarantee": """guarante* promise* ensur* assur* risk-free no_risk* no_side_effect* no_complication* zero_risk*
        without_risk* without_any_risk* without_side_effect* always never 100%* completely_* totally_* entirely_*
        fully_* perfectly_*""",
    "approval": """approv* authoris* authoriz* licensed licenced certified accredited registered complies comply
        complian* regulat* standards guidelines legal legally""",
    "proof": """proven prove* evidence study studies research* trial* demonstrat* clinically scientifically
        shown shows found confirm* suggest*""",
    "efficacy": """cure* curing curative heal* treats treated restor* regenerat* revers* improv* reliev* reduc* prevent*
        eliminat* protect* effective* efficac* success* breakthrough* revolution* works worked""",
    "safety": "safe* safer safest harmless side_effect* risk* complication* adverse tolerat* reject*",
    "comparison": """better best faster fastest cheaper cheapest lower lowest higher highest more_* most less_* least
        fewer greater superior leading leads leader* world-class unprecedented unique first only compared than""",
    "cost": """cost* price* pricing fee fees affordab* expensive insurer* insurance reimburs* refund* free_of_charge
        financ* €* $* £* eur euro* usd gbp""",
    "number": "half third quarter twice double* dozen* hundred* thousand* million* percent",
}
ABBREVIATIONS = """e.g. i.e. vs. cf. approx. no. nos. art. arts. dr. mr. mrs. ms. prof. st. fig. al. etc. ca. inc. ltd.
    vol. pp. p. ed. eds."""
SHORTENED = frozenset(ABBREVIATIONS.split())
OPENING, CLOSING = "\"'“\u2018([", "\"'”\u2019)]"
BREAK = re.compile(rf"(?<=[.!?…])[{re.escape(CLOSING)}]*\s+(?=[{re.escape(OPENING)}]?[A-Z0-9À-ÞΑ-ΩА-Я€$£])")
REFERENCE = re.compile(r"\[\d+(?:[,\s\u2013-]+\d+)*\]|\(\d{4}[a-z]?\)|^\W*\d+[.)]\s")
DIGIT = re.compile(r"\d")
LONGEST_SHORTENED = 16
FEWEST_WORDS = 4
BULLET = "• "


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Matches any of the words as a whole, or its beginning where it ends with a star."""
    forms = [re.escape(word.rstrip("*").replace("_", " ")) + ("" if word.endswith("*") else r"\b") for word in words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})", re.IGNORECASE)


GROUNDS = {name: _pattern(words.split()) for name, words in LEXICON.items()}


@dataclass(frozen=True)
class Assertion:
    """A sentence, its place among the sentences of its section, and why it was picked."""

    position: int
    sentence: str
    grounds: tuple[str, ...]


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph; nothing is lost but the spaces between them."""
    found: list[str] = []
    start = 0
    for gap in BREAK.finditer(paragraph):
        if not _is_shortened(paragraph[max(start, gap.start() - LONGEST_SHORTENED) : gap.start()]):
            found.append(paragraph[start : gap.end()].strip())
            start = gap.end()
    found.append(paragraph[start:].strip())
    return [sentence for sentence in found if sentence]


def assertions(paragraphs: Iterable[str]) -> Iterator[Assertion]:
    """What should be checked, in reading order."""
    spoken = (sentence for paragraph in paragraphs for sentence in sentences(paragraph))
    for position, sentence in enumerate(spoken):
        if found := grounds(sentence):
            yield Assertion(position, sentence.removeprefix(BULLET), found)


def grounds(sentence: str) -> tuple[str, ...]:
    """Why the sentence should be checked; nothing for a question or a label."""
    bare = REFERENCE.sub(" ", sentence.removeprefix(BULLET)).strip()
    if len(bare.split()) < FEWEST_WORDS or bare.rstrip(CLOSING).endswith("?"):
        return ()
    found = [name for name, pattern in GROUNDS.items() if pattern.search(bare)]
    return tuple(dict.fromkeys([*found, "number"])) if DIGIT.search(bare) else tuple(found)


def _is_shortened(end: str) -> bool:
    """Whether a full stop ends an abbreviation or an initial rather than a sentence."""
    last = end.rsplit(" ", 1)[-1].lower().lstrip(OPENING)
    return last in SHORTENED or re.fullmatch(r"(?:[a-z]\.)+", last) is not None
