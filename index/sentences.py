"""A text -> its sentences, with exact offsets.

sentencex cuts; what it cuts within a date, a count or an abbreviation is joined again, and a German
sentence that begins with a number is cut off the one before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from index import months
from index.offsets import stripped

Offsets = tuple[int, int]

_JOINERS = {"\u200d", "\ufe0e", "\ufe0f"}  # emoji are glued with these, as letters with marks
CLOSERS = "\"'“”«»‘’)]"  # what may stand behind the full stop of a sentence
_MONTH = re.compile(months.AFTER_DAY)
_DAY = re.compile(r"(?<!\w)\d{1,2}\.$")
_SHORT_MONTH = re.compile(rf"(?<!\w){months.SHORT_FORM}$")
_NUMBERED = re.compile(r"(?:\d{1,3}\.|[a-z]\))")  # nothing but that
_ORDINAL = re.compile(  # "im 3. Quartal", "der 46. Präsident"
    r"(?<!\w)(?:d(?:er|ie|as|em|en|es)|im|ins|am|ans?|zum|zur|vom|von|beim?|seit|ab|bis|und|oder"
    r"|jede[rnms]?|ihre?[rnms]?|seine?[rnms]?|unsere?[rnms]?|eine?[rnms]?)\s+\d{1,3}\.$",
    re.I,
)
_OPENS = re.compile(  # a sentence, and hardly the noun that is counted
    r"(?:der|die|das|dem|den|dies\w*|er|sie|es|wir|ich|man|ein|eine|einen|dann|danach|darauf|damit"
    r"|davor|da|dort|doch|aber|und|auch|als|wenn|weil|während|im|in|am|an|auf|aus|bei|mit|nach|seit"
    r"|von|vor|zu|zum|zur|für|nun|jetzt|später|zuvor|zuletzt|nur|so|wie|was|wer|ihr\w*|sein\w*)\b",
    re.I,
)
_ABBREVIATED = re.compile(
    r"(?<!\w)(?:approx|Vol|Ms|Mrs|geb|Fa|Abg|inkl|Tsd|Dipl|mult|exkl|zzgl|abzgl|einschl)\.$"
)
_TIME = re.compile(r"\b[ap]\.m\.$")
_WHEN = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Eastern|Pacific|Central|[A-Z]{2,4}T)\b"
)
_SPOKEN = re.compile(r"[?!][\"”’]$")
_SPEAKER = re.compile(
    r"(?:\S+ ){1,6}?(?:said|says|asked|asks|shouted|wrote|added|replied|answered|cried|called"
    r"|yelled|told|demanded|wondered|exclaimed)\b"
)
_BESIDE = 60  # characters that say whether a sentence ends: all of a long one each time is too much
_LONGEST_SPEAKER = 12  # words of "Mr. Smith, a spokesman, asked."
# "… zugestimmt. 402 Abgeordnete …", "… lädt ein. 42 Museen …", but not "Art. 5", "Okt. 2024".
_NUMBER_OPENS = re.compile(r"(?<=[a-zäöüß%)“”\"][.!?])[“”\"»]?\s+(?=\d)")
_BEFORE_NUMBER = re.compile(
    r"(?<!\w)(?!(?:ein|an|ab|auf|aus|bei|mit|vor|zu|um|los|weg|her|hin|ist|war|hat|tot)[.!?])"
    r"(?:\w{1,3}|Abschn|Aufl|bspw|einschl|etwa|exkl|evtl|inkl|maxim|mind|spät|Sept|Spiel"
    r"|Stck|Ziff|zzgl|Zimm|appr?ox|incl|pages?|paras?|sect|Tafel|Verf)[.!?]$"
)


def ending(marks: str) -> re.Pattern[str]:
    """What finds one of these at the end of a line, quotation marks and brackets behind it or not.

    >>> bool(ending(".!?").search("Er sagte: „Nein.“"))
    True
    """
    return re.compile(rf"[{re.escape(marks)}][{re.escape(CLOSERS)}]*$")


def sentences(text: str, start: int, end: int, language: str | None) -> list[Offsets]:
    """The sentences of `text[start:end]` as offsets into `text`, white space around them excluded.

    "Am 5. November, z. B. im 3. Quartal, stieg er. 20 kamen." -> two
    """
    from sentencex import get_sentence_boundaries

    cuts = [start]
    for each in get_sentence_boundaries(language or "en", text[start:end]):
        cut = start + each["end_index"]
        while cut < end and continues(text, cut):
            cut += 1  # "Super!" + variation selector + " Und": the mark stays with its letter
        cuts.append(max(cut, cuts[-1]))
    spans = [stripped(text, *each) for each in pairwise(cuts)]
    joined = _joined(text, ((first, last) for first, last in spans if first < last))
    if language != "de":
        return list(joined)
    return [part for span in joined for part in _parted(text, *span)]


def _joined(text: str, spans: Iterable[Offsets]) -> Iterator[Offsets]:
    """Those that are one sentence, together."""
    held: Offsets | None = None
    for span in spans:
        if held and _go_together(
            text[max(held[0], held[1] - _BESIDE) : held[1]], text[slice(*span)]
        ):
            held = held[0], span[1]
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def _go_together(before: str, behind: str) -> bool:
    """Of one sentence as much as tells how it ends, and the next."""
    if before.endswith("."):
        if _NUMBERED.fullmatch(before) or (_DAY.search(before) and _MONTH.match(behind)):
            return True
        if _ORDINAL.search(before) and behind[0].isupper() and not _OPENS.match(behind):
            return True
        if _SHORT_MONTH.search(before) and behind[0].isdigit():
            return True
        return bool(_ABBREVIATED.search(before) or (_TIME.search(before) and _WHEN.match(behind)))
    if _NUMBERED.fullmatch(before):
        return True
    short = len(behind.split()) <= _LONGEST_SPEAKER
    return bool(short and _SPOKEN.search(before) and _SPEAKER.match(behind))


def _parted(text: str, start: int, end: int) -> Iterator[Offsets]:
    """Cut where a number begins another sentence."""
    begun = start
    for found in _NUMBER_OPENS.finditer(text, start, end):
        if not _BEFORE_NUMBER.search(text, max(begun, found.start() - _BESIDE), found.start()):
            yield stripped(text, begun, found.end())
            begun = found.end()
    yield stripped(text, begun, end)


def continues(text: str, at: int) -> bool:
    """Whether the character belongs to the one before: a mark (accent, vowel sign), a joiner."""
    mark = unicodedata.category(text[at]).startswith("M")
    return mark or text[at] in _JOINERS or text[at - 1] in _JOINERS
