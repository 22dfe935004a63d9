"""A language model's reply -> plain text: no link, image, HTML or Markdown is passed on as such.

What a reader would have seen of them stays: a link's words, an image's description, an address
without its scheme and without what it would tell a server. Pure.
"""

from __future__ import annotations

import re
import unicodedata

_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.S | re.I)
_HIDDEN = re.compile(  # control, zero-width and direction marks; what only fonts of one's own show
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e007f]"
)
_TARGET = r"\((?:[^()\n]|\([^()\n]*\))*\)"
_MARKUP = tuple(
    (re.compile(pattern, re.S | re.I | re.M), put)
    for pattern, put in (
        (r"<(script|style)\b.*?</\1\s*>", ""),
        (r"<!--.*?(?:-->|\Z)", ""),
        (r"<(?=[a-z/!?])[^<>]*>", ""),
        (r"<(?=[a-z/!?])", ""),
        (r"^[ \t]*\[[^\]\n]+\]:[ \t]*(?:<|\S*[/.:])\S*[^\n]*$", ""),  # where a reference leads
        (rf"!?\[(\s*\d[\d\s,;–-]*)\]{_TARGET}", r"[\1]"),  # a marker that was made a link
        (rf"!?\[([^\[\]]*)\]{_TARGET}", r"\1"),
        (r"!\[(?!\s*\d)([^\[\]]*)\](?:\[[^\[\]]*\])?", r"\1"),
        (r"\]\(", "] ("),
        (
            r"\b[a-z][a-z0-9+.-]*:/+(?:[^\s/@]*@)?([^\s?#\[\]()<>\"']*)(?:[?#][^\s\[\]()<>]*)?",
            r"\1",
        ),
        (r"\b(?:javascript|vbscript|data|file|mailto):(?=\S)", ""),
        (r"://", " "),
        (r"\bwww\.(?=\w)", ""),
        (r"```\w*|`+", ""),
        (r"\*\*|__", ""),
        (r"(?<![\w*])\*(\S|\S[^*\n]*\S)\*(?![\w*])", r"\1"),
        (r"^[ \t]*(?:#{1,6}|>|[-*+•–])[ \t]+", ""),
    )
)
_ROUNDS = 20  # taking something away may leave something new; past these nothing sensible is left
_LEFT = re.compile(r"[<>`\[\](){}]|://")
_NUMBERED = re.compile(r"[ \t]*(\d{1,2})[.)][ \t]+(?=\S)")


def plain(text: str) -> str:
    """The text as a person may see it, lines kept, `[1]` kept.

    "**Axios** [berichtete](https://x.org/?q=1) zuerst [1]." -> "Axios berichtete zuerst [1]."
    """
    text = unicodedata.normalize("NFC", text)  # as articles are
    text = _HIDDEN.sub("", _THINKING.sub("", text.replace("\r\n", "\n")))
    for _ in range(_ROUNDS):
        before = text
        for pattern, put in _MARKUP:
            text = pattern.sub(put, text)
        if text == before:
            break
    else:
        text = _LEFT.sub(" ", text)
    lines = [" ".join(line.split()) for line in _unnumbered(text.split("\n"))]
    return "\n".join(line for line in lines if line)


def _unnumbered(lines: list[str]) -> list[str]:
    """Less the numbers of a list; "5. November" alone is none."""
    found = [_NUMBERED.match(line) for line in lines]
    numbers = [int(each[1]) for each in found if each]
    if len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1)):
        return lines
    return [line[each.end() :] if each else line for line, each in zip(lines, found, strict=True)]
