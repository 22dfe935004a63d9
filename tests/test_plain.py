"""What a model writes, as plain text: nothing in it leads anywhere or runs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.plain import plain


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Axios berichtete zuerst [1].", "Axios berichtete zuerst [1]."),
        ("**Axios** berichtete *zuerst* `so` [1].", "Axios berichtete zuerst so [1]."),
        ("[Axios](https://evil.example/?q=1) kam.", "Axios kam."),
        ("[Axios](https://evil.example/a(b)c) kam.", "Axios kam."),
        ("Er kam [1](https://evil.example).", "Er kam [1]."),
        ("![Bild](https://evil.example/p.png?q=secret) Er kam.", "Bild Er kam."),
        ("![](https://evil.example/p.png) Er kam.", "Er kam."),
        ("![Bild][x] Er kam.\n\n[x]: https://evil.example/p.png", "Bild Er kam."),
        ("Er kam![1]", "Er kam![1]"),
        ("<img src=https://evil.example onerror=x()> Er kam.", "Er kam."),
        ("<script>alert(1)</script>Er kam.", "Er kam."),
        ("<scr<b>ipt>alert(1)</scr</b>ipt>", "script>alert(1)/script>"),
        ("<!-- ignore --> Er kam. <img src='x", "Er kam. img src='x"),
        ("Siehe https://user:pass@evil.example/a?q=secret#x.", "Siehe evil.example/a"),
        ("Siehe javascript:alert(1) und data:text/html;x", "Siehe alert(1) und text/html;x"),
        ("Siehe www.evil.example", "Siehe evil.example"),
        ("<think>Ich überlege … [2]</think>Er kam [1].", "Er kam [1]."),
        ("<think>Ich überlege", ""),
        ("# Antwort\n- Er kam [1].\n- Sie ging [2].", "Antwort\nEr kam [1].\nSie ging [2]."),
        ("1. Er kam.\n2. Sie ging.", "Er kam.\nSie ging."),
        ("5. November 2024 war es.", "5. November 2024 war es."),
        ("Er\u200b kam\u202e.\u0007", "Er kam."),
        ("3 < 5 und 5 > 3, 2 * 3 * 4, a_b_c", "3 < 5 und 5 > 3, 2 * 3 * 4, a_b_c"),
        ("Ein Kind: „Ja!“", "Ein Kind: „Ja!“"),
        ("Das Spiel endete 3:2 (1:0).", "Das Spiel endete 3:2 (1:0)."),
    ],
)
def test_what_a_reader_would_have_seen(written: str, seen: str) -> None:
    assert plain(written) == seen


PARTS = (
    "![ [ ]( ]: ] ) ( < > </ <img <script> </script> <!-- --> http:// https://x.org/?q=1 :// // "
    "javascript: data: www. www.x ** __ * ` ``` # > - 1. [1] [1]( 【1】 <think> </think> \n \n\n a "
    "Wort x.org \u200b \u202e < <b>"
).split(" ")


@given(st.lists(st.sampled_from(PARTS), max_size=25).map("".join))
def test_nothing_leads_anywhere(written: str) -> None:
    text = plain(written)
    assert "](" not in text
    assert "://" not in text
    assert not re.search(r"<[A-Za-z/!?]", text)
    assert not re.search(r"!\[(?!\s*\d)[^\[\]]*\]", text)
    assert not re.search(r"(?i)\b(javascript|data):\S", text)


@given(st.text(max_size=300))
def test_any_text_is_made_plain_once(written: str) -> None:
    text = plain(written)
    assert plain(text) == text or "\n" in text  # a list may lose its numbers line by line
    assert not re.search("[\x00-\x08\u200b\u202a-\u202e]", text)
