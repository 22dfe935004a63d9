"""One key for the spellings of a name: Selenskyj, Zelensky, Zelenskyy -> "selensk".

German and English write Slavic, Arabic and other names by ear, each with its own letters. The key
writes sounds, not letters, where the two differ - w/v, sch/sh, tsch/ch, ch/kh, s/z, j/y, ow/ev,
ä/ae/a - and leaves the rest alone, so that it joins the spellings of one name and hardly ever two
names. Which sound "ch" and "j" are depends on the language that writes them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

SHORTEST = 4  # letters: the spellings of shorter names do not differ, and many words are near them

_STROKES = str.maketrans(  # letters that Unicode does not take apart
    {"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"}
)

_Rules = Sequence[tuple[str, str]]
_OWN: dict[str, _Rules] = {
    "de": (("schtsch", "S"), ("t?zsch|tsch|cz", "C"), ("dsch", "J"), ("sch", "S"), ("ch", "k")),
    "en": (("shch|sch", "S"), ("tch|ch|cz", "C"), ("^dj|^dzh|j", "J")),
}
# Applied in order, after the language's own, to lower case without accents.
_SHARED: _Rules = (
    ("ae", "a"),
    ("oe", "o"),
    ("ue", "u"),
    ("sch|sh|zh", "S"),  # Schoigu, Shoigu; Prigoschin, Prigozhin
    ("ck|kh|q|x", "k"),  # Khamenei
    ("c(?=[eiy])", "s"),
    ("c", "k"),
    ("ph|pf", "f"),
    ("w", "v"),
    ("ts|tz|z|ss", "s"),
    ("(?<=[bdgklmnprstv])[jy](?=e)", ""),  # Medwedjew
    ("(?<=[oe])ff$", "v"),
    ("(?<=..)(?:ov|ev)(a?)$", r"ov\1"),  # Gorbatschow, Gorbachev
    ("[jy]", "i"),
    ("ie|ii+", "i"),
    ("h(?![aeiou])", ""),
    ("ou", "u"),
    (r"(.)\1+", r"\1"),
    ("(?<=...)i+$", ""),  # Selenskyj, Zelensky
)
_COMPILED = {
    language: [(re.compile(pattern), sound) for pattern, sound in (*own, *_SHARED)]
    for language, own in {**_OWN, "other": _OWN["en"]}.items()
}


@lru_cache(maxsize=100_000)
def key(name: str, language: str) -> str | None:
    """The key of a word as `language` writes it ("de", "en" or "other").

    None for what is shorter than SHORTEST, or has more than Latin letters.
    """
    letters = unicodedata.normalize("NFKD", name.lower().translate(_STROKES))
    letters = "".join(char for char in letters if not unicodedata.combining(char))
    if len(letters) < SHORTEST or not letters.isascii() or not letters.isalpha():
        return None
    for pattern, sound in _COMPILED[language]:
        letters = pattern.sub(sound, letters)
    return letters
