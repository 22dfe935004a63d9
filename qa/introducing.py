"""Who is somebody, what happened to them? The sentences that tell it of them by name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answer import overlap
from qa.evidence import Sentence
from qa.mentions import names
from qa.support import words

_MOST = 2  # sentences on somebody; not measured
_DIED = re.compile(r"\b(?:(?:ge|ver)storben|(?:ver)?starb|died|passed away)\b", re.I)
_AGED = re.compile(r"\b(?:im Alter von|aged|at the age of|\w+jährig\w*|\w+-year-old)\b", re.I)
_NOBODY = re.compile(  # "SPD", "31 Doktoranden", "Its managing director", "außer Dienst"
    r"\(?[A-ZÄÖÜ]{2,6}\)?|\d.*|(?:Its|Their|His|Her|Ihre?|Seine?)\b.*"
    r"|(?:außer|ohne|mit|bei|in|im|aus|von|of|from|with|without|at)\b.*"
)


def introduces(short: str) -> bool:
    """Whether a short answer to who somebody is says it: not their party, nor "Its director"."""
    return _NOBODY.fullmatch(short.strip(" .,")) is None


def names_them(who: str, text: str) -> bool:
    """Whether a text has the last word of the name, and not only as another's: "Jo Kern"."""
    last = words(who)[-1]
    if last not in words(text):
        return False
    named = [set(words(each.text)) for each in names(text)]
    theirs = [each for each in named if last in each]
    return not theirs or any(each & set(words(who)) - {last} or each == {last} for each in theirs)


def naming(who: str, found: Sequence[Sentence]) -> list[Sentence]:
    """The first sentences that name `who`, in the order of their articles: what they do says who
    they are."""
    about: list[Sentence] = []
    for each in found:
        if names_them(who, each.text) and not any(overlap(each, other) for other in about):
            about.append(each)
    return sorted(about[:_MOST], key=lambda each: (each.article.id, each.start))


def obituary(who: str, sentences: Sequence[Sentence]) -> Sentence | None:
    """The sentence that says of whom an article's title names that they died: it says what they
    were.

    "Am Mittwoch ist die Physikerin im Alter von 90 Jahren gestorben", not "Er starb 2011"
    """
    last = words(who)[-1]
    return next(
        (
            each
            for each in sentences
            if last in words(each.article.title or "")
            and _DIED.search(each.text)
            and (last in words(each.text) or _AGED.search(each.text))
        ),
        None,
    )
