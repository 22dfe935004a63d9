"""Words that stand in a source letter for letter, but not as what it says. Rules, no model. Pure.

"There is no evidence that Musk joined the call." does not say that "Musk joined the call.", nor
does "Musk paid 118 million less than Thiel did." say that "Musk paid 118 million."
"""

from __future__ import annotations

import re
from bisect import bisect_right

from index.languages import detect_known
from qa.discrepancy import Discrepancy
from qa.figures import figures
from qa.negation import denials, may_deny
from qa.support import source_of

_WHOLE = 3  # words: fewer are a part of a sentence, whatever stands behind them
_LAST = 3  # words before a comparison that may be an amount
_TITLE = 12  # words of a line that stands alone, at most
_RUNS_ON = re.compile(  # the line goes on in the next
    r"(?:[,;(–—-]|\b(?:dass|that|ob|whether|if|wenn|weil|because|als|as|wie|and|und|oder|or|the|an?"
    r"|d(?:er|ie|as|en|em|es)|eine?[nmrs]?|keine?[nmrs]?|of|von|to|zu|for|für|in|im|by|not|nicht))$",
    re.I,
)
_ENDS = re.compile(r"[.!?][\"'“”«»’)\]]*(?=\s|$)")
_ENDED = re.compile(r"(?<!\d)[.!?][\"'“”«»’)\]]*\s+[\"'“„«»]*(?=[A-ZÄÖÜ])")
_JOINS = r"[;–—]|\b(?:und|and|aber|but|sondern|weil|because|während|while)\b"
_CLAUSES = re.compile(rf"[,:(]|{_JOINS}", re.I)
_PARTS = re.compile(_JOINS, re.I)
_THAT = re.compile(r"(?:\bthat|\bdass|:)[\s\"'“„«»]*$", re.I)
_CONDITION = re.compile(
    r"\b(?:if|unless|whether|provided that|in case|falls|sofern|ob|wenn|es sei denn)\b", re.I
)
_DOUBTS = re.compile(
    r"\b(?:false|untrue|not true|wrong|a lie|doubt\w*|disput\w+|refut\w+|den(?:y|ied|ies|ying)"
    r"|falsch|unwahr|gelogen|zweifel\w*|bezweifel\w*)\b",
    re.I,
)
_DENIES = re.compile(rf"{_DOUBTS.pattern}\s*$", re.I)
_HARMLESS = re.compile(r"\b(?:without|ohne)\b", re.I)  # "left without a word" has left
_GERMAN_NOT = re.compile(r"\s+(?:aber|jedoch|auch|allerdings)(?=\s+(?:nicht|nie|niemals)\b)")
_INSIDE = re.compile(  # the words begin within a phrase: "keine Rekruten mehr in die …"
    r"(?:\w+\s+)?\b(?:d(?:er|ie|as|en|em|es)|eine?[nmrs]?|the|an?)\s+[\"'“„«»]*$", re.I
)
_COMPARED = re.compile(
    r"\s+(?:less|fewer|more|lower|higher|weniger|mehr|niedriger|höher)\b"
    r"(?:\s+[\w-]+){0,2}?\s+(?:than|als)\b",
    re.I,
)


def turned(claim: str, source: str, start: int, end: int) -> Discrepancy | None:
    """What the sentence around source[start:end] makes of these words; None where they hold.

    Only of a claim that is a whole sentence: what is less than that claims nothing.
    """
    words = claim.strip(" \n\t\"'“”„«»‘’").split()
    if not words or not _ENDS.search(words[-1]) or words[0][:1].islower():
        return None
    before, behind = _beside(source, start, end)
    if not before.strip() and not behind.strip():
        return None
    begins = not before.strip() and len(words) == 2 and words[1][:1].islower()  # "Er kam."
    if len(words) < _WHOLE and not begins:
        return None
    return _before(before) or _behind(behind, words)


def _beside(source: str, start: int, end: int) -> tuple[str, str]:
    """What the sentence has before and behind the words; "" where they begin or end it."""
    spans = source_of(source).spans
    starts = [first for first, _ in spans]
    first = max(0, bisect_right(starts, start) - 1)
    last = max(0, bisect_right(starts, max(start, end - 1)) - 1)
    before = source[min(spans[first][0], start) : start]
    behind = source[end : max(spans[last][1], end)]
    if _ENDS.match(behind):
        behind = ""
    before = _ENDED.split(f"{before}X")[-1][:-1]  # two sentences may be taken for one
    return ("" if _is_title(before) else before), _ENDED.split(behind)[0]


def _is_title(before: str) -> bool:
    """Whether it is a line of its own, and no sentence that was broken for its length."""
    line = before.rstrip()
    alone = "\n" in before[len(line) :] and "\n" not in line
    return alone and len(line.split()) <= _TITLE and not _RUNS_ON.search(line)


def _before(text: str) -> Discrepancy | None:
    """ "It is false that", "Nobody named", "If"; not "Trump did not come," """
    part = _PARTS.split(text)[-1]
    clause = _CLAUSES.split(part)[-1]
    if condition := _CONDITION.search(clause):
        return Discrepancy("only if", source=condition.group())
    if _THAT.search(part) and (_DOUBTS.search(part) or _governs(part)):
        return Discrepancy("denied there", source=" ".join(part.split()))
    if (inside := _INSIDE.search(clause)) and not denials(inside.group()):
        return None
    if denials(clause) or _DENIES.search(clause):
        return Discrepancy("denied there", source=" ".join(clause.split()))
    return None


def _governs(part: str) -> bool:
    """Whether it denies what follows its "that"; what a colon leads to is said all the same."""
    return not part.rstrip(" \"'“„«»").endswith(":") and may_deny(part)


def _behind(text: str, words: list[str]) -> Discrepancy | None:
    """ "not based in the EU", "less than Thiel did", "if he can"; not "and did not stay" """
    if found := re.match(rf"\s*,?\s*{_CONDITION.pattern}", text, re.I):
        return Discrepancy("only if", source=found.group().strip(" ,"))
    clause = _HARMLESS.sub(" ", _CLAUSES.split(_GERMAN_NOT.sub("", text))[0])
    if denied := denials(clause):
        return Discrepancy("denied there", source=denied[0])
    amount = " ".join(words[-_LAST:])
    if _COMPARED.match(text) and figures(amount, detect_known(" ".join(words))):
        return Discrepancy("goes on", source=" ".join(clause.split()).rstrip("."))
    return None
