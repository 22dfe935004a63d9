"""Bytes -> text: what they were encoded in, and the one form that all text here has."""

from __future__ import annotations

import codecs
import re
import unicodedata

from index.errors import UnreadableFile

MAX_CHARS = 5_000_000  # ten times "War and Peace" in pages of news; more is a dump of a database

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # as str.splitlines has them
# No part of any text, and commands to a terminal that shows it (CWE-150).
_CONTROLS = re.compile("[\0-\x08\x0e-\x1b\x1f\x7f]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # where a word may break: it must be found
_SURROGATES = re.compile("[\ud800-\udfff]")  # half characters: no file and no database takes them
_BOMS = {  # longest first: UTF-32's begins with UTF-16's
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_SIGNATURES = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"{\\rtf",
)
_REALLY_WINDOWS = {"iso8859-1", "ascii"}  # what declares it has “ and €, as browsers know (WHATWG)
_ESCAPED = re.compile("[\udc80-\udcff]")  # a byte that is no UTF-8
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_UNDEFINED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}  # the bytes that Windows-1252 leaves to Latin-1
_WINDOWS = {
    byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in _UNDEFINED
}


def decode(data: bytes, declared: str | None = None) -> str:
    """Text of bytes: by its byte order mark, as UTF-8, as UTF-16 by its NULs, as declared, as UTF-8
    with a few bytes of another text in it, as Windows-1252, which takes any bytes."""
    for mark, marked in _BOMS.items():
        if data.startswith(mark):
            return data.decode(marked, "replace")
    if wide := _wide(data):
        return data.decode(wide, "replace")
    for codec in ("utf-8", declared):
        try:
            if codec and codecs.lookup(codec).name not in _REALLY_WINDOWS:
                return data.decode(codec)
        except (ValueError, LookupError):  # "undefined" is a codec that decodes nothing
            continue
    return _mostly_utf_8(data) or data.decode("latin-1").translate(_WINDOWS)


def _mostly_utf_8(data: bytes) -> str | None:
    """None where no more of the characters beyond ASCII are UTF-8's than are not."""
    text = data.decode("utf-8", "surrogateescape")
    alien = len(_ESCAPED.findall(text))
    if 2 * alien >= sum(map(len, _BEYOND_ASCII.findall(text))):
        return None
    return _ESCAPED.sub(lambda byte: chr(ord(byte[0]) - 0xDC00), text).translate(_WINDOWS)


def decode_text(data: bytes) -> str:
    """Like `decode`. Raises UnreadableFile for what is no text."""
    text = decode(data)
    controls = sum(map(text.count, map(chr, (*range(9), *range(14, 32), *range(127, 133)))))
    if data.startswith(_SIGNATURES) or controls > 2 + len(text) // 100:
        raise UnreadableFile("not text")
    check_length(len(text))
    return text


def check_length(length: int) -> None:
    """Raises UnreadableFile for more characters than `MAX_CHARS`."""
    if length > MAX_CHARS:
        raise UnreadableFile(
            f"too long: {length:,} characters, at most {MAX_CHARS:,}; split it",
        )


def normal(text: str) -> str:
    """NFC with `\\n` line ends, less what is not seen: controls, soft hyphens, zero-width spaces.

    >>> normal("Prä\\u00adsi\\u200bdent\\r\\n")
    'Präsident\\n'
    """
    text = _LINE_ENDS.sub("\n", _INVISIBLE.sub("", _CONTROLS.sub("", text)))
    return unicodedata.normalize("NFC", mended(text))


def mended(text: str) -> str:
    """Without half characters, which a program may have of a name that is not UTF-8."""
    return _SURROGATES.sub("\ufffd", text)


def _wide(data: bytes) -> str | None:
    """UTF-16 shows in NULs in every other byte, which no text in UTF-8 has."""
    sample = data[: 2 * 4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 4 < len(sample) or min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
