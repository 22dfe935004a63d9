"""What a sentence puts between quotation marks, held against the text it is taken from. Pure."""

from __future__ import annotations

import re

from qa.support import words

_TELLING = 3  # words of a quotation: one or two are a name, or meant in another way
_QUOTED = re.compile(r"„([^„“”\"]+)[“”\"]|“([^„“”]+)[“”]|»([^«»]+)«|«([^«»]+)»|\"([^\"]+)\"")
_LEFT_OUT = re.compile(r"[\[(]?(?:…|\.\.\.)[\])]?")


def unquoted(sentence: str, source: str) -> str | None:
    """The first quotation in a sentence that is none of the source; None where all are.

    It has to stand there word for word, and what is between ellipses in that order.

    "Er rief: „Wir … bauen hier“", "Wir wollen bald bauen" -> "Wir … bauen hier"
    """
    there = _folded(source)
    quotes = (next(filter(None, found.groups())) for found in _QUOTED.finditer(sentence))
    telling = (quote for quote in quotes if len(words(quote)) >= _TELLING)
    return next((quote for quote in telling if not _stands_in(there, quote)), None)


def _stands_in(there: str, quote: str) -> bool:
    at = 0
    for part in map(_folded, _LEFT_OUT.split(quote)):
        at = there.find(part, at)
        if at < 0:
            return False
        at += len(part) - 1  # the next part may begin with the space that ends this one
    return True


def _folded(text: str) -> str:
    """Its words in lower case, a space before and behind each: found only as whole words."""
    return " ".join(["", *words(text.casefold().replace("’", "'")), ""])
