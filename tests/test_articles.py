"""Files become articles: decoded, normalised, with what is known about them, or refused."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
import unicodedata
import warnings
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from conftest import least_seconds
from hypothesis import given
from hypothesis import strategies as st

from index import articles
from index.articles import KINDS, load, parse, prepare
from index.decoding import decode, normal
from index.errors import UnreadableFile
from index.facts import LONGEST_TITLE, dateline, language_code
from index.pdf import paragraphs
from index.types import Article, Block
from index.webpage import fragment

SENTENCE = "Der Präsident sprach am Mittwoch in Köln über „Größe“ und Öl \u2013 es kostete 5 €."
PARAGRAPH = (
    "Der Minister hat am Mittwoch in Berlin vor zahlreichen Zuhörern eine Rede gehalten, in der er "
    "die Lage beschrieb und um Geduld bat, denn die Verhandlungen dauern noch an. "
)


def read(tmp_path: Path, name: str, content: bytes | str) -> Article:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return parse(load(path), path, "id")


def refuse(tmp_path: Path, name: str, content: bytes | str, match: str) -> None:
    with pytest.raises(UnreadableFile, match=match) as caught:
        read(tmp_path, name, content)
    assert Path(name).stem not in str(caught.value)


def outcome(tmp_path: Path, name: str, content: bytes | str) -> str:
    try:
        return read(tmp_path, name, content).text
    except UnreadableFile as refused:
        return str(refused)


def labels(article: Article) -> list[tuple[str, str]]:
    return [(block.label, article.text[block.start : block.end]) for block in article.blocks]


def pdf(pages: list[list[str]], title: str | None = None, password: str | None = None) -> bytes:
    """A real PDF with these lines on these pages, in Helvetica."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    font = {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica"}
    font["Encoding"] = "WinAnsiEncoding"
    names = DictionaryObject({NameObject(f"/{k}"): NameObject(f"/{v}") for k, v in font.items()})
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        fonts = DictionaryObject({NameObject("/F1"): names})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        shown = b"".join(
            b"(" + line.encode("cp1252").replace(b"(", rb"\(").replace(b")", rb"\)") + b") Tj T*\n"
            for line in lines
        )
        content = DecodedStreamObject()
        content.set_data(b"BT /F1 11 Tf 14 TL 50 800 Td\n" + shown + b"ET")
        page[NameObject("/Contents")] = content
    if title is not None:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


# --- plain text -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_text_is_decoded(tmp_path: Path, codec: str) -> None:
    assert read(tmp_path, "a.txt", SENTENCE.encode(codec)).text == SENTENCE


def test_a_charset_that_decodes_nothing_is_passed_over() -> None:
    assert decode("Süd".encode("cp1252"), "undefined") == "Süd"


def test_a_table_within_a_table_is_told_once_and_in_no_time() -> None:
    inner = "<table><tr><td>b</td></tr></table>"
    html = f"<table><tr><td>a {inner}</td><td>c</td></tr></table>"
    assert [part.text for part in fragment(html)] == ["a b\tc"]
    assert [part.text for part in fragment("<table><tr><td>" * 50 + "x")] == ["x"]
    assert len(list(fragment("<table><tr><td>" * 1_500 + "x"))) == 1


@pytest.mark.parametrize("declared", ["iso-8859-1", "ISO_8859-1", "latin1", "us-ascii"])
def test_who_declares_latin_1_means_windows_1252(declared: str) -> None:
    said = "„Uns reicht’s“ – 5 €"
    assert decode(said.encode("cp1252"), declared) == said


def test_a_byte_of_another_text_does_not_make_all_of_it_another() -> None:
    text = "Die Sparkasse Süd schließt 24 Filialen für 5 "
    assert decode(text.encode() + b"\x80.") == f"{text}€."
    assert decode("Süd – \udc80".encode("utf-8", "surrogateescape")) == "Süd – €"
    assert decode("Größe: ein Ã".encode("cp1252")) == "Größe: ein Ã"


def test_bytes_that_windows_1252_lacks_are_latin_1(tmp_path: Path) -> None:
    assert (
        read(tmp_path, "a.txt", b"Gr\xf6\xdfe \x81 \x80 und mehr.").text == "Größe \x81 € und mehr."
    )


def test_text_is_normalised(tmp_path: Path) -> None:
    raw = (
        "\ufeff Ein\0s\r\nzwei\rdrei\u2028vier\u2029" + unicodedata.normalize("NFD", "fünf") + " \n"
    )
    assert read(tmp_path, "a.txt", raw).text == " Eins\nzwei\ndrei\nvier\nfünf \n"


def test_the_title_of_a_text_is_its_opening_heading_or_its_name(tmp_path: Path) -> None:
    headed = read(tmp_path, "a.txt", f"Rede in Berlin\n{PARAGRAPH}")
    assert (headed.title, headed.blocks[0]) == ("Rede in Berlin", Block("heading", 0, 14))
    named = read(tmp_path, "Rede_in-Berlin.txt", PARAGRAPH)
    assert (named.title, named.language) == ("Rede in Berlin", "de")
    assert prepare(Article("id", PARAGRAPH)).title is None


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    refuse(tmp_path, "a1.txt", b"", "empty")
    refuse(tmp_path, "a1.txt", b" \n\r\n", "empty")
    refuse(tmp_path, "a1.txt", bytes(range(256)) * 9, "not text")
    refuse(tmp_path, "a1.txt", pdf([["Hallo"]]), "not text")
    refuse(tmp_path, "a1.txt", b"\xff\xfe", "no text")
    refuse(tmp_path, "a1.docx", b"PK", "not a kind of file")


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="vanished"):
        load(tmp_path / "gone.txt")
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    with pytest.raises(UnreadableFile, match="not a regular file"):
        load(folder)
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with pytest.raises(UnreadableFile, match="not a regular file"):
        load(pipe)
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    with pytest.raises(UnreadableFile):
        load(loop)


def test_what_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(articles.MAX_BYTES + 1)
    with pytest.raises(UnreadableFile, match="too large: 67,108,865 bytes"):
        load(large)
    refuse(tmp_path, "a1.txt", b"Wort " * (articles.MAX_CHARS // 5 + 1), "too long")


# --- Markdown -------------------------------------------------------------------------------------

MARKDOWN = """\
---
title: "Rede: ein Bericht"
source: Beispielblatt
url: https://beispiel.example/rede
date: 2024-11-08
language: de-AT
author: jemand
---
# Rede in *Berlin*

Der [Minister](https://x.example) hat **lange**
gesprochen und `sudo` gesagt. ![Bild](x.png)

Zweite Zeit
-----------

- erster Punkt
- zweiter Punkt
    1. Unterpunkt

| Land | Stimmen |
|------|---------|
| Wien | 12      |

```
print(1)
```

<div onclick="x()">weg</div>

Er ging <b>fort</b> <script>alert(1)</script> & kam wieder.
"""


def test_markdown_becomes_plain_text(tmp_path: Path) -> None:
    article = read(tmp_path, "a.md", MARKDOWN)
    assert article.text == (
        "Rede in Berlin\n\nDer Minister hat lange gesprochen und sudo gesagt.\n\nZweite Zeit\n\n"
        "• erster Punkt\n• zweiter Punkt\n1. Unterpunkt\n\nLand\tStimmen\nWien\t12\n\nprint(1)\n\n"
        "weg\n\nEr ging fort  & kam wieder."
    )
    assert labels(article)[0] == ("heading", "Rede in Berlin")
    assert labels(article)[2] == ("heading", "Zweite Zeit")


def test_front_matter_is_read(tmp_path: Path) -> None:
    article = read(tmp_path, "a.md", MARKDOWN)
    assert article.title == "Rede: ein Bericht"
    assert article.source == "Beispielblatt"
    assert article.url == "https://beispiel.example/rede"
    assert (article.published, article.language) == ("2024-11-08", "de")


def test_front_matter_of_plain_text(tmp_path: Path) -> None:
    article = read(tmp_path, "a.txt", f"---\ntitle: Rede\nsource: Blatt\n---\n{PARAGRAPH}")
    assert (article.title, article.source, article.text) == ("Rede", "Blatt", PARAGRAPH)
    ruled = read(tmp_path, "b.txt", f"---\nKein Titel, nur Striche.\n---\n{PARAGRAPH}")
    assert "Kein Titel, nur Striche." in ruled.text


@pytest.mark.parametrize(
    ("code", "language"),
    [("deu", "de"), ("ger", "de"), ("eng-GB", "en"), ("fra", "fr"), ("gsw", "gsw")],
)
def test_a_language_of_three_letters_is_the_one_of_two(code: str, language: str) -> None:
    assert language_code(code) == language
    assert language_code("und") is language_code("mul") is language_code("German") is None


def test_markdown_without_front_matter(tmp_path: Path) -> None:
    assert read(tmp_path, "a.md", f"# Titel\n\n{PARAGRAPH}").title == "Titel"
    ruled = read(tmp_path, "a.md", f"---\n\n{PARAGRAPH}")
    assert ruled.text == PARAGRAPH.strip()
    assert read(tmp_path, "a.md", f"---\n---\n{PARAGRAPH}").title == "a"


def test_front_matter_as_people_and_clippers_write_it(tmp_path: Path) -> None:
    front = (
        "---\nTitle: Brücke: Stadt sperrt\nsource: https://blatt.example/a\nLang: de\n"
        "Datum: 3. Mai 2024\n---\n"
    )
    article = read(tmp_path, "a.md", front + PARAGRAPH)
    assert (article.title, article.url) == ("Brücke: Stadt sperrt", "https://blatt.example/a")
    assert (article.source, article.language, article.published) == (None, "de", "2024-05-03")


@pytest.mark.parametrize(
    ("lines", "published"),
    [
        (
            "KASSEL, March 18, 2025 (NPA) - Trains have been cancelled in the whole state.",
            "2025-03-18",
        ),
        ("Kassel, 10. März 2025. Fahrgäste müssen sich auf Ausfälle einstellen.", "2025-03-10"),
        ("The Hallstedt Courier, May 21, 2025\n\nHallstedt will get its path.", "2025-05-21"),
        ("Press release. London and Altenrode, September 24, 2025\n\nIt is done.", "2025-09-24"),
        ("Mittwoch, 12. März 2025 – der erste Streiktag zum Nachlesen.", "2025-03-12"),
        ("Stand: 12.03.2025, 14:32 Uhr\n\nDie Brücke ist gesperrt.", "2025-03-12"),
        ("Der 9. November 1989 war ein Donnerstag, und die Mauer fiel.", None),
        ("Am 9. November 1989 fiel die Mauer.", None),
        ("KASSEL, March 18 (NPA) - Trains have been cancelled in the whole state.", None),
    ],
)
def test_plain_text_may_say_when_it_was_published(
    tmp_path: Path, lines: str, published: str | None
) -> None:
    found = read(tmp_path, "a.txt", f"Eine Überschrift\n\n{lines}\n\n{PARAGRAPH}\n\n{PARAGRAPH}")
    assert found.published == published
    assert prepare(found) == found


@pytest.mark.parametrize(
    "line",
    [
        "A-" * 75,
        "A." * 75,
        "Und " * 37,
        "A-" * 69 + " 5. Mai 202",
        "U.S.-E.U.-U.K.-NATO-G7-G20-O.E.C.D.-W.T.O.-I.M.F.-W.H.O.-A.U.-A.S.E.A.N.",
    ],
)
def test_a_line_of_abbreviations_is_soon_seen_to_be_no_dateline(line: str) -> None:
    assert dateline(line) is None
    twice = least_seconds(lambda: dateline(line * 2))
    assert twice < 30 * least_seconds(lambda: dateline(line))  # 2**75 where all ways are tried


def test_a_date_may_be_joined_to_its_place() -> None:
    assert dateline("BERLIN-March 5, 2025 (NPA) - Trains ran.") == "2025-03-05"
    assert dateline("U.S./Mexico and the G-20, May 5, 2025. It rained.") == "2025-05-05"
    assert dateline("der Standard, 5. Mai 2025 – Es regnete.") == "2025-05-05"


def test_a_banner_in_another_language_is_not_the_articles(tmp_path: Path) -> None:
    banner = "We use cookies to improve this website and your experience. Accept all. " * 6
    assert read(tmp_path, "a.txt", f"{banner}\n\n{PARAGRAPH}\n\n{PARAGRAPH}").language == "de"


@pytest.mark.parametrize(
    "line",
    [
        "Zum Thema Migration sagte der Kanzler: „Wir brauchen mehr Kontrolle.“",
        "Mehr über die Tat weiß die Polizei nicht: Der Mann schweigt.",
        "Veröffentlicht wurde der Bericht am 5. Mai 2024.",
        "Stand 2023 waren es 30.",
        "Published in 1984, it sold 3 million copies.",
    ],
)
def test_what_only_begins_like_the_page_is_the_articles(tmp_path: Path, line: str) -> None:
    article = read(tmp_path, "a.txt", f"{PARAGRAPH}\n\n{line}")
    assert labels(article)[-1] == ("body", line)


def test_where_a_word_may_break_is_not_kept(tmp_path: Path) -> None:
    assert (
        "Bundesregierung"
        in read(tmp_path, "a.txt", f"Bun\u00addes\u200bregierung. {PARAGRAPH}").text
    )


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u2060", "\ufeff"])
def test_no_kind_of_file_keeps_it(tmp_path: Path, sign: str) -> None:
    name = f"Bundes&#{ord(sign)};regierung"
    for file, content in (
        ("a.txt", f"Die Bundes{sign}regierung tagte. {PARAGRAPH}"),
        ("a.md", f"---\ntitle: Bundes{sign}regierung\n---\n# Die {name}\n\n{PARAGRAPH}"),
        ("a.html", HTML.replace("Rede in Köln", f"Die {name}")),
    ):
        article = read(tmp_path, file, content)
        assert "Bundesregierung" in article.text
        assert sign not in f"{article.text}{article.title}"
        heading = next((text for label, text in labels(article) if label == "heading"), None)
        assert heading == (None if file == "a.txt" else "Die Bundesregierung")


def test_a_broken_line_that_begins_with_a_date_goes_on(tmp_path: Path) -> None:
    lines = (
        "Das geht aus einem Bericht des Rechnungshofs der Bundesrepublik vom\n3. Oktober hervor."
    )
    wrapped = f"{lines}\nDer Bericht lag der Zeitung vor, die ihn am Montag in Auszügen\ndruckte."
    article = read(tmp_path, "a.txt", wrapped)
    assert "vom\n3. Oktober hervor" in labels(article)[0][1]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: 12:30", "12:30"),
        ("title: No", "No"),
        ("title: 007", "007"),
        ("title: 1_000", "1_000"),
        ("title: 2024-11-08", "2024-11-08"),
        ("title: '2024'", "2024"),
        ("title: ~", "a"),
    ],
)
def test_front_matter_is_taken_as_it_is_written(tmp_path: Path, line: str, title: str) -> None:
    front = f"---\n{line}\nlanguage: no\ndate: 2024-11-08 10:00:00 +01:00\n---\n"
    article = read(tmp_path, "a.md", front + PARAGRAPH)
    assert (article.title, article.language) == (title, "no")
    assert article.published == "2024-11-08T10:00:00+01:00"


def test_a_bullet_is_its_items_alone(tmp_path: Path) -> None:
    def text(markdown: str) -> str:
        return read(tmp_path, "a.md", markdown).text

    assert text("- \n\nEin Absatz danach.") == "Ein Absatz danach."
    assert text("- ```\n  code\n  ```\n\nEin Absatz danach.") == "code\n\nEin Absatz danach."
    assert text("- ![Bild](b.png)\n- Ein Punkt.") == "• Ein Punkt."
    headed = read(tmp_path, "a.md", "1. # Titel\n\n   Text.")
    assert (headed.text, headed.blocks[0]) == ("Titel\n\nText.", Block("heading", 0, 5))


def test_html_in_markdown_is_read(tmp_path: Path) -> None:
    article = read(
        tmp_path,
        "a.md",
        "<h1 align=center>Rede in <b>Köln</b></h1>\n\n"
        "<p>Ein <i>Ab</i>satz\nin HTML<!-- und kein Kommentar -->.</p>\n\n"
        "<!-- Das nicht,\n\nauch das nicht. -->\n\n"
        "<script>\nalert(1)\n\nalert(2)\n</script>\n\n<style>p { color: red }</style>\n\n"
        "<details>\n<summary>Mehr</summary>\n\nEin *Absatz* darin.\n\n</details>\n\n"
        "<ul><li>eins</li><li></li><li>zwei</li></ul>\n"
        "<table><tr><th>Land<th>Stimmen<tr><td>Wien<td><p>12</p></table>\n\nEin Satz danach.",
    )
    assert article.text == (
        "Rede in Köln\n\nEin Absatz in HTML.\n\nMehr\n\nEin Absatz darin.\n\n"
        "• eins\n• zwei\n\nLand\tStimmen\nWien\t12\n\nEin Satz danach."
    )
    assert labels(article)[0] == ("heading", "Rede in Köln")


def test_broken_front_matter_is_refused(tmp_path: Path) -> None:
    refuse(
        tmp_path, "a1.md", "---\ntitle: x\nurl: [\n---\nText.", "front matter in line 4: not valid"
    )
    refuse(tmp_path, "a1.md", "---\n- eins\n---\nText.", "front matter in line 2: expected")
    refuse(tmp_path, "a1.md", "---\ndate: 2024-13-45\n---\nText.", "broken front matter")
    refuse(tmp_path, "a1.md", "---\nx: !!python/object:os.system {}\n---\nText.", "front matter")
    for wrong in ("!!int ''", "!!bool vielleicht", "!!timestamp gestern"):
        refuse(tmp_path, "a1.md", f"---\nx: {wrong}\n---\nText.", "front matter: not valid")
    refuse(tmp_path, "a1.md", "---\na: " + "[" * 5000 + "\n---\nText.", "front matter")


def test_front_matter_is_no_bomb(tmp_path: Path) -> None:
    """A few lines of aliases stand for gigabytes."""
    lines = [f"a{n}: &a{n}\n  <<: [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    bomb = "\n".join(["---", "a0: &a0 {k: v}", *lines, "---", "Text."])
    refuse(tmp_path, "a1.md", bomb, "front matter")


def test_markdown_nested_deeply_does_not_crash(tmp_path: Path) -> None:
    assert read(tmp_path, "a.md", "> " * 40 + "x").text == "x"
    assert read(tmp_path, "a.md", "y\n\n" + "> " * 5000 + "x").text == "y"


# --- HTML -----------------------------------------------------------------------------------------

HTML = f"""<!DOCTYPE html><html lang="de"><head><meta charset="CHARSET">
<title>Rede in Köln - Blatt</title><meta property="og:title" content="Rede in Köln">
<meta property="og:site_name" content="Das Blatt"><link rel="canonical"
href="https://blatt.example/rede"><meta property="article:published_time" content="2024-11-08">
</head><body><nav><a href="/">Startseite</a> <a href="/p">Politik</a></nav>
<div class="cookie-banner">Wir verwenden Cookies. <button>Alle akzeptieren</button></div>
<article><h1>Rede in Köln</h1><p>{PARAGRAPH * 2}</p><h2>Die Lage</h2><p>{PARAGRAPH * 2}</p>
<ul><li>Erster Punkt des Plans</li><li>Zweiter Punkt des Plans</li></ul><p>{PARAGRAPH}</p>
<div class="share">Teilen Facebook Twitter</div><p>Kommentar hinterlassen</p></article>
<footer>Impressum Datenschutz</footer><script>alert("x")</script></body></html>"""


@pytest.mark.parametrize("codec", ["utf-8", "iso-8859-1", "utf-16"])
def test_html_gives_its_main_text(tmp_path: Path, codec: str) -> None:
    article = read(tmp_path, "a.html", HTML.replace("CHARSET", codec).encode(codec))
    body = PARAGRAPH.strip()
    assert labels(article) == [
        ("heading", "Rede in Köln"),
        ("body", f"{body} {body}"),
        ("heading", "Die Lage"),
        ("body", f"{body} {body}"),
        ("body", "• Erster Punkt des Plans"),
        ("body", "• Zweiter Punkt des Plans"),
        ("body", body),
        ("furniture", "Kommentar hinterlassen"),
    ]


def test_html_says_what_it_is(tmp_path: Path) -> None:
    article = read(tmp_path, "a.htm", HTML.replace("CHARSET", "utf-8"))
    assert (article.title, article.source) == ("Rede in Köln", "Das Blatt")
    assert (article.url, article.published) == ("https://blatt.example/rede", "2024-11-08")
    assert article.language == "de"


def test_html_without_an_article_is_refused(tmp_path: Path) -> None:
    refuse(tmp_path, "a1.html", "<html><body><script>x()</script></body></html>", "no main text")
    refuse(tmp_path, "a1.html", "<html></html>", "no main text")


DAILY = """<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">
<title>Hafen: Neue Brücke wird teurer | Nordheimer Kurier</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Neue Brücke wird teurer", "datePublished": "2025-03-14T06:12:00+01:00", "publisher":
{"@type": "Organization", "name": "Nordheimer Kurier"}}</script></head><body>
<div class="cookie-banner"><h2>Ihre Privatsphäre</h2><p>Wir und unsere 213 Partner verwenden
Cookies, um Anzeigen auszuspielen.</p><button>Alle akzeptieren</button></div>
<nav><ul><li><a href="/p">Politik</a></li><li><a href="/s">Sport</a></li></ul></nav>
<main><article><header><h1>Neue Brücke wird teurer</h1><div class="byline">Von Maren Ohlsen</div>
</header><figure><img src="b.jpg"><figcaption>Am Kanal wird gebaut. Foto: dpa</figcaption></figure>
<p>Die Stadt Nordheim muss für ihre neue
Klapp&shy;brücke tiefer in die <b>Tasche</b> greifen, die Kosten steigen auf 59 Millionen Euro.</p>
<aside><h3>Mehr zum Thema</h3><ul><li><a href="/a">Ostkanal bleibt gesperrt</a></li></ul></aside>
<h2>Opposition fordert Auf&shy;klärung</h2>
<p>„Die Warnungen lagen seit 2022 auf dem Tisch“, sagte Fraktionschef Olaf Timm am Donnerstag.</p>
<ul><li><p>Baubeginn bleibt der Mai.</p><ul><li>Zuerst der Damm</li></ul></li><li>Die Fähre
fährt weiter.</li></ul><p>Der Rat stimmt am 3. April über die Mehrkosten ab, die niemand will.</p>
<div class="share"><a href="#">Facebook</a> <a href="#">X</a></div></article>
<section id="comments"><h2>Kommentare (1)</h2><p>Das war doch allen klar.</p></section>
<section class="related"><h2>Das könnte Sie auch interessieren</h2><ul><li><a href="/b">Schiff
läuft auf Grund</a></li></ul></section></main><footer>Impressum Datenschutz</footer></body></html>
"""


def test_a_page_of_a_german_daily(tmp_path: Path) -> None:
    article = read(tmp_path, "a.html", DAILY)
    assert (article.title, article.source) == ("Neue Brücke wird teurer", "Nordheimer Kurier")
    assert (article.published, article.language) == ("2025-03-14", "de")
    assert labels(article) == [
        ("heading", "Neue Brücke wird teurer"),
        (
            "body",
            "Die Stadt Nordheim muss für ihre neue Klappbrücke tiefer in die Tasche greifen, die "
            "Kosten steigen auf 59 Millionen Euro.",
        ),
        ("heading", "Opposition fordert Aufklärung"),
        (
            "body",
            "„Die Warnungen lagen seit 2022 auf dem Tisch“, sagte Fraktionschef Olaf Timm am "
            "Donnerstag.",
        ),
        ("body", "• Baubeginn bleibt der Mai."),
        ("body", "• Zuerst der Damm"),
        ("body", "• Die Fähre fährt weiter."),
        ("body", "Der Rat stimmt am 3. April über die Mehrkosten ab, die niemand will."),
    ]


WIKI = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Probe lands on asteroid Tamsin - Open Wire</title>
<link rel="canonical" href="https://openwire.example/wiki/Probe"></head><body>
<div id="content"><h1>Probe lands on asteroid Tamsin</h1><div id="mw-content-text">
<div class="thumb"><img src="a"><div class="thumbcaption">The probe. Image: Bureau.</div></div>
<p>The probe <i>Wren</i> landed on the asteroid Tamsin on Sunday, May 5, 2024, said the Bureau.</p>
<p>The craft had left in 2015<sup><a href="#1">1</a></sup> and carries 12<sup>2</sup> sensors.</p>
<h2>Background<span class="mw-editsection">[<a href="/e">edit</a>]</span></h2>
<p>Tamsin was discovered by amateur astronomer Keith Oduya, who never saw the probe himself.</p>
<table><tr><th>Size</th><th>Orbit</th></tr><tr><td><p>800</p><p>metres</p></td><td>11 years</td>
</tr></table></div></div><div id="footer">All text is available under its licence.</div></body>
</html>"""


def test_a_page_of_an_english_wiki(tmp_path: Path) -> None:
    article = read(tmp_path, "a.html", WIKI)
    assert article.title == "Probe lands on asteroid Tamsin"
    assert (article.source, article.url) == (
        "openwire.example",
        "https://openwire.example/wiki/Probe",
    )
    assert article.published is None  # the date in the text is the landing's
    assert labels(article) == [
        ("heading", "Probe lands on asteroid Tamsin"),
        (
            "body",
            "The probe Wren landed on the asteroid Tamsin on Sunday, May 5, 2024, said the Bureau.",
        ),
        ("body", "The craft had left in 2015¹ and carries 12² sensors."),
        ("heading", "Background"),
        (
            "body",
            "Tamsin was discovered by amateur astronomer Keith Oduya, who never saw the probe "
            "himself.",
        ),
        ("body", "Size\tOrbit"),
        ("body", "800 metres\t11 years"),
    ]


MAIN = f"<article><h1>Rede in Köln</h1><p>{PARAGRAPH}</p></article>"
CARD = (
    '<article><a href="/{0}"><h3>Schiff {0} läuft auf Grund</h3></a>'
    "<p>Nummer {0} war ein Frachter, der seit Tagen bei Sturm vor der Küste lag.</p></article>"
)
CARDS = "".join(map(CARD.format, range(4)))
ENTRY = f"<article><h2>1{{0}}:00 Uhr</h2><p>Meldung {{0}}: {PARAGRAPH}</p></article>"
ENTRIES = "".join(map(ENTRY.format, range(4)))
COMMENTS = "".join(
    f"<li><article class='comment-body'><p>Nummer {number}: {PARAGRAPH * 2}</p></article></li>"
    for number in range(4)
)


@pytest.mark.parametrize(
    "page",
    [
        f"<section>{CARDS}</section><main>{MAIN}</main>",
        f"<main>{MAIN}</main><section>{CARDS}</section>",
        f"<main>{MAIN.replace('</article>', f'<div>{CARDS}</div></article>')}</main>",
        f"<main>{MAIN}<ol id='comments'>{COMMENTS}</ol></main>",
        f"<main>{MAIN}{MAIN.replace('Köln', 'Bonn').replace('Rede', 'Feier')}</main>",
    ],
)
def test_of_the_articles_on_a_page_the_main_one_is_read(tmp_path: Path, page: str) -> None:
    page = page.replace(PARAGRAPH, PARAGRAPH * 2)
    article = read(tmp_path, "a.html", f"<html lang='de'><body>{page}</body></html>")
    body = " ".join([PARAGRAPH.strip()] * 2)
    assert labels(article) == [("heading", "Rede in Köln"), ("body", body)]


def test_a_short_article_stays_alone_among_teasers(tmp_path: Path) -> None:
    page = f"<html lang='de'><body>{CARDS}{MAIN}{CARDS}</body></html>"
    assert read(tmp_path, "a.html", page).text == f"Rede in Köln\n\n{PARAGRAPH.strip()}"


@pytest.mark.parametrize(
    "page",
    [
        f"<main>{{0}}<div>{ENTRIES}</div></main>",
        f"{{0}}{ENTRIES}",
        f"<main><article>{{0}}{ENTRIES}</article></main>",
        f"<main><article>{{0}}</article>{ENTRIES}</main>",
    ],
)
def test_a_live_blog_is_read_with_all_its_entries(tmp_path: Path, page: str) -> None:
    opening = "<h1>Der Tag der Rede</h1><p>Was an diesem langen Tag geschah, steht hier.</p>"
    page = f"<html lang='de'><body>{page.format(opening)}</body></html>"
    assert labels(read(tmp_path, "a.html", page)) == [
        ("heading", "Der Tag der Rede"),
        ("body", "Was an diesem langen Tag geschah, steht hier."),
        *(
            block
            for number in range(4)
            for block in (
                ("heading", f"1{number}:00 Uhr"),
                ("body", f"Meldung {number}: {PARAGRAPH.strip()}"),
            )
        ),
    ]


LEAD = "Die Stadt gibt 90 Millionen Euro aus, so viel wie nie zuvor in ihrer Geschichte."
RUMOUR = "Fritz schreibt: Der Orel glaube ich kein Wort, die lügt uns seit Jahren alle an."


def saved_page(*, head: str = "", lead: str = "", behind: str = "") -> str:
    """A page of a daily, as a browser saves it."""
    return f"""<!doctype html><html lang=de><head><meta charset=utf-8>{head}
        <title>Lingen beschließt Haushalt - Emsblatt</title></head><body>
        <header><nav><a href=/>Start</a><a href=/s>Sport</a></nav></header><main><article>
        <h1>Lingen beschließt Haushalt</h1>{lead}
        <p>Der Rat der Stadt Lingen hat am Dienstag einen neuen Haushalt verabschiedet. Kämmerin
        Monika Orel zeigte sich zufrieden mit dem Ergebnis der Beratungen.</p>
        <p>Die Opposition kritisierte den Haushalt als unausgewogen. Ratsherr Peter Fuchs sagte,
        für die Schulen werde zu wenig getan.</p>
        <p>Der Haushalt tritt zum ersten Januar in Kraft. Eine Prüfung steht noch aus.</p>
        {behind}</article></main><footer>© Emsblatt</footer></body></html>"""


@pytest.mark.parametrize(
    "lead",
    [
        f"<p class=teaser>{LEAD}</p>",
        f'<p class="lead c-teaser__text">{LEAD}</p>',
        f'<div class="article__teaser"><p>{LEAD}</p></div>',
        f"<p class=standfirst>{LEAD}</p>",
    ],
)
def test_a_lead_is_kept_whatever_it_is_called(tmp_path: Path, lead: str) -> None:
    assert LEAD in read(tmp_path, "a.html", saved_page(lead=lead)).text


@pytest.mark.parametrize(
    "behind",
    [
        f'<section id="leserkommentare"><h3>3 Kommentare</h3><p>{RUMOUR}</p></section>',
        f'<ul class="kommentar-liste"><li><p>{RUMOUR}</p></li></ul>',
        f'<div class="disqus"><h4>Comments</h4><p>{RUMOUR}</p></div>',
        f'<div class="box meistgelesen"><h4>Meistgelesen</h4><p>{RUMOUR}</p></div>',
        f'<div class="most-read"><h4>Most read</h4><ol><li>{RUMOUR}</li></ol></div>',
        f'<div class="cookie-banner"><p>{RUMOUR}</p></div>',
        f'<div class=teaser><h3><a href="/x">Streit</a></h3><p>{RUMOUR}</p></div>',
    ],
)
def test_what_stands_beside_an_article_is_not_the_articles(tmp_path: Path, behind: str) -> None:
    text = read(tmp_path, "a.html", saved_page(behind=behind)).text
    assert "lügt" not in text
    assert text.endswith("Eine Prüfung steht noch aus.")


@pytest.mark.parametrize("name", ["comments", "teaser"])
def test_a_page_of_nothing_else_takes_no_time(tmp_path: Path, name: str) -> None:
    started = time.process_time()
    others = f"<div class={name}><p>{RUMOUR}</p></div>" * 10_000
    nested = f"<div class={name}>" * 200 + "</div>" * 200
    assert read(tmp_path, "a.html", saved_page(behind=others + nested)).text
    assert time.process_time() - started < 20


def test_an_opinion_is_no_comment_on_the_page(tmp_path: Path) -> None:
    page = saved_page().replace("<article>", '<div class="kommentar-text comments-on">')
    text = read(tmp_path, "a.html", page.replace("</article>", "</div>")).text
    assert "Ratsherr Peter Fuchs" in text


ARTICLE = (
    '{"@type":"NewsArticle","datePublished":"2025-02-11T21:14:00Z",'
    '"publisher":{"name":"Emsblatt"},"mainEntityOfPage":{"@id":"https://ems.example/haushalt"}}'
)


@pytest.mark.parametrize(
    "told",
    [
        ARTICLE,
        f'{{"@graph":[{{"@type":"WebSite","datePublished":"2009-01-01"}},{ARTICLE}]}}',
        f'[{{"@type":["WebPage"],"datePublished":"2009-01-01","x":{{"y":[{ARTICLE}]}}}}]',
    ],
)
def test_what_a_page_says_to_machines_is_of_the_article(tmp_path: Path, told: str) -> None:
    page = saved_page(head=f'<script type="application/ld+json">{told}</script>')
    article = read(tmp_path, "a.html", page)
    assert (article.published, article.source, article.url) == (
        "2025-02-11",
        "Emsblatt",
        "https://ems.example/haushalt",
    )


@pytest.mark.parametrize(
    "told", ["{", "[" * 100_000, '{"@type":"Person","datePublished":"2009-01-01"}', "3", "null"]
)
def test_what_is_no_article_to_machines_says_nothing(tmp_path: Path, told: str) -> None:
    head = f'<script type="application/ld+json">{told}</script>'
    article = read(tmp_path, "a.html", saved_page(head=head))
    assert (article.source, article.url) == (None, None)


def test_when_another_article_was_published_is_not_when_this_was(tmp_path: Path) -> None:
    aside = (
        '<aside><article><h3>Ems</h3><time datetime="2021-05-05">5. Mai</time></article></aside>'
    )
    assert read(tmp_path, "a.html", saved_page(behind=aside)).published is None


def test_a_browser_says_where_a_page_was_saved_from(tmp_path: Path) -> None:
    page = (
        f"<!doctype html>\n<!-- saved from url=(0026)https://ems.example/rat-tagt -->{saved_page()}"
    )
    assert read(tmp_path, "a.html", page).url == "https://ems.example/rat-tagt"


def test_html_nested_deeply_does_not_crash(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        read(tmp_path, "a.html", "<html><body>" + "<div>" * 50_000 + "x")


# --- PDF ------------------------------------------------------------------------------------------


def test_pdf_lines_become_paragraphs(tmp_path: Path) -> None:
    lines = [
        "Rede in Berlin",
        "Der Minister hat am Mittwoch in Berlin vor vielen Zuhörern ge-",
        "sprochen. Auch der Präsident der Vereinigten Staaten, der US-",
        "Präsident also, war da und hörte ihm mit großer Geduld zu, wie",
        "es hieß.",
        "Danach flog er nach Paris.",
    ]
    article = read(tmp_path, "a.pdf", pdf([lines], title="Eine Rede"))
    assert article.title == "Eine Rede"
    assert labels(article) == [
        ("heading", "Rede in Berlin"),
        (
            "body",
            "Der Minister hat am Mittwoch in Berlin vor vielen Zuhörern gesprochen. Auch der "
            "Präsident der Vereinigten Staaten, der US-Präsident also, war da und hörte ihm mit "
            "großer Geduld zu, wie es hieß.",
        ),
        ("body", "Danach flog er nach Paris."),
    ]


def joined(*lines: str) -> str:
    return " | ".join(paragraphs(lines))


def test_hyphens_at_line_ends() -> None:
    assert joined("Präsi-", "dent") == "Präsident"
    assert joined("US-", "Präsident") == "US-Präsident"
    assert joined("Nord-", "und Südamerika") == "Nord- und Südamerika"
    assert joined("E-", "mail") == "E-mail"
    assert joined("Präsi\u00ad", "dent") == "Präsident"
    assert joined("er ging -", "und kam") == "er ging - und kam"


def test_lines_end_and_begin_as_in_other_texts() -> None:
    full = "Der Minister sprach am Abend über vieles, auch über das, was er kurz zuvor „Wende"
    for end in (".\u2019", ".]", ".“", "!\u2018"):
        assert joined(f"{full}{end}", "Neue Zeit") == f"{full}{end} | Neue Zeit"
    assert joined(full, "3. November war es.") == f"{full} 3. November war es."
    assert joined(full, "3. Novellen lesen") == f"{full} | 3. Novellen lesen"
    assert joined(full, "‣ Novellen lesen") == f"{full} | ‣ Novellen lesen"


def test_a_hyphen_at_a_line_end_stays_where_the_document_has_the_word_with_it() -> None:
    broken = ("so well-", "known he was")
    assert joined(*broken) == "so wellknown he was"
    assert joined("Well-known he is.", *broken).endswith("so well-known he was")
    assert joined("Well\u2010known he is.", *broken).endswith("so well-known he was")
    assert joined("A state-of-the-art: x.", "state-of-the-", "art").endswith("state-of-the-art")
    tie = "The coop, the co-op."
    assert joined(tie, "his co-", "op").endswith("his coop")
    assert joined(tie, "A co-op.", "his co-", "op").endswith("his co-op")


def test_running_heads_and_page_numbers_are_dropped(tmp_path: Path) -> None:
    pages = [
        ["Das Blatt Nr. 7", f"Seite {word} erzählt eine Geschichte, die hier endet.", str(number)]
        for number, word in enumerate(["eins", "zwei", "drei"], 1)
    ]
    text = read(tmp_path, "a.pdf", pdf(pages)).text
    assert "Blatt" not in text
    assert "1" not in text
    assert text.split()[1::8] == ["eins", "zwei", "drei"]


def printed_with(*feet: str) -> bytes:
    """Three pages that end with these lines, "#" in them the page's number."""
    words = ["eins", "zwei", "drei"]
    return pdf(
        [
            [f"Seite {word} erzählt eine Geschichte, die hier endet."]
            + [foot.replace("#", str(number)) for foot in feet]
            for number, word in enumerate(words, 1)
        ]
    )


def test_running_heads_are_dropped_as_many_as_there_are(tmp_path: Path) -> None:
    article = read(
        tmp_path, "a.pdf", printed_with("DER BOTE · Montag, 5. Mai 2025", "Lokales · Seite #", "#")
    )
    assert "BOTE" not in article.text
    assert "Lokales" not in article.text
    assert (article.source, article.published) == ("DER BOTE", "2025-05-05")
    assert article.text.split()[1::8] == ["eins", "zwei", "drei"]


def test_a_running_head_names_an_edition_only_with_its_paper(tmp_path: Path) -> None:
    article = read(tmp_path, "a.pdf", printed_with("5. Mai 2025", "Lokales · Seite #"))
    assert (article.source, article.published) == (None, None)
    own = read(tmp_path, "b.pdf", printed_with("Seite eins · 5. Mai 2025"))
    assert (own.source, own.published) == (None, "2025-05-05")


BOTH = "Der Stadtrat hat die neue Bibliothek nach langer Debatte beschlossen, und zwar für"


@pytest.mark.parametrize(
    ("ends", "begins"),
    [
        ("2024.", "300 Millionen Euro soll der Bau kosten, sagte die Bürgermeisterin am Montag."),
        ("2024", "Die Bürgermeisterin sagte am Montag, dass der Bau im Mai beginnen soll."),
        ("300 €", "Die Bürgermeisterin sagte am Montag, dass der Bau im Mai beginnen soll."),
        ("12 %", "45"),
        ("S. 12", "Seite 100"),
    ],
)
def test_a_number_at_the_end_of_a_page_is_the_articles(
    tmp_path: Path, ends: str, begins: str
) -> None:
    text = read(tmp_path, "a.pdf", pdf([[BOTH, ends], [begins, BOTH]])).text
    assert " ".join(text.split()) == f"{BOTH} {ends} {begins} {BOTH}"


def test_a_column_of_numbers_is_kept_beside_page_numbers(tmp_path: Path) -> None:
    columns = [["12", "34", "56"], ["78", "90"], ["23", "5"]]
    pages = [[BOTH, *column, f"- {page} -"] for page, column in enumerate(columns, 31)]
    text = read(tmp_path, "a.pdf", pdf(pages)).text
    assert re.findall(r"\d+", text) == ["12", "34", "56", "78", "90", "23", "5"]
    assert "-" not in text


@pytest.mark.parametrize("number", ["{}", "Seite {}", "– {} –", "{} von 9", "{}/9", "[{}]"])
@pytest.mark.parametrize("first", [1, 2, 417])
def test_numbers_that_count_the_pages_are_dropped(tmp_path: Path, number: str, first: int) -> None:
    pages = [[BOTH, "viel Geld.", number.format(page)] for page in (first, first + 1)]
    assert read(tmp_path, "a.pdf", pdf(pages)).text == "\n".join([f"{BOTH} viel Geld."] * 2)


def test_not_every_page_need_have_its_number(tmp_path: Path) -> None:
    ends = [["i"], ["2023"], ["7"], ["8"], [], ["10"], ["12"]]  # 2023 counts nothing, nor does 12
    text = read(tmp_path, "a.pdf", pdf([[BOTH, "viel Geld", *end] for end in ends])).text
    assert re.findall(r"\d+", text) == ["2023", "12"]


def test_soft_hyphens_are_not_kept_but_join_lines_in_a_pdf(tmp_path: Path) -> None:
    page = ["Der Prä\u00adsident sprach am Montag mit dem Prä\u00ad", "sidium und dem Par\u00ad"]
    text = read(tmp_path, "a.pdf", pdf([page, ["lament."]])).text
    assert text == "Der Präsident sprach am Montag mit dem Präsidium und dem Parlament."


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ([], ["11/26/26, 7:03 PM Streik am Montag - Bote", "https://bote.example/streik {}/2"]),
        (["26.11.26, 19:03 Streik am Montag"], ["https://bote.example/streik {}/2"]),
        (["Streik am Montag https://bote.example/streik"], ["{} von 2 26.11.26, 19:03"]),
    ],
)
@pytest.mark.parametrize("count", [1, 2])
def test_what_a_browser_prints_around_a_page_is_left_out(
    tmp_path: Path, above: list[str], below: list[str], count: int
) -> None:
    body = [["Streik am Montag", "26.10.2026, 18:20 Uhr", PARAGRAPH], [PARAGRAPH]]
    printed = [
        [*above, *lines, *(line.format(page) for line in below)]
        for page, lines in enumerate(body[:count], start=1)
    ]
    article = read(tmp_path, "a.pdf", pdf(printed))
    assert not re.search("bote|19:03|7:03|2/2", article.text)
    assert "26.10.2026" in article.text
    assert article.url == "https://bote.example/streik"


@pytest.mark.parametrize("title", ["Microsoft Word - rede.doc", "untitled", "rede.indd", "", "--"])
def test_a_pdf_title_may_be_none(tmp_path: Path, title: str) -> None:
    assert read(tmp_path, "Meine_Rede.pdf", pdf([[PARAGRAPH]], title=title)).title == "Meine Rede"


def test_broken_pdfs_are_refused(tmp_path: Path) -> None:
    whole = pdf([["Hallo Welt, sagte der Mann."]])
    refuse(tmp_path, "a1.pdf", b"Hallo", "not a PDF")
    refuse(tmp_path, "a1.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20, "broken PDF")
    refuse(tmp_path, "a1.pdf", pdf([[]]), "no text in it: a scan")
    refuse(tmp_path, "a1.pdf", pdf([["Geheim."]], password="x"), "encrypted")
    for cut in range(20, len(whole) - 20, 97):
        assert re.search("Hallo|PDF|no text", outcome(tmp_path, "a1.pdf", whole[:cut]))


# --- prepare --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024-11-08", "2024-11-08"),
        ("2024-11-08T10:00:00Z", "2024-11-08T10:00:00+00:00"),
        ("2024-11-08 10:00", "2024-11-08T10:00:00"),
        ("8.11.2024", "2024-11-08"),
        ("8. November 2024", "2024-11-08"),
        ("3. März 2024", "2024-03-03"),
        ("November 8, 2024", "2024-11-08"),
        ("8 Dec 2024", "2024-12-08"),
        ("08.11.2024 18:41", "2024-11-08"),
        ("Freitag, 8. November 2024, 18:41 Uhr", "2024-11-08"),
        ("Friday, November 8th, 2024 at 6:41 p.m. ET", "2024-11-08"),
        ("2024/11/08", "2024-11-08"),
        ("[[2024-11-08]]", "2024-11-08"),
        ("2024-13-08", None),
        ("Fri, 08 Nov 2024 10:00:00 +0100", "2024-11-08T10:00:00+01:00"),
        ("1 Jan 2024 00:00:00 +99999999999999999999", None),
        ("32.13.2024", None),
        ("8. Brumaire 2024", None),
        ("8 Marathon 2024", None),
        ("3 Mayors 2024", None),
        ("1. Mrz. 2024", "2024-03-01"),
        ("Sept. 5, 2024", "2024-09-05"),
        ("gestern", None),
        ("", None),
    ],
)
def test_dates_become_iso_8601(written: str, iso: str | None) -> None:
    assert prepare(Article("id", PARAGRAPH, published=written)).published == iso


@pytest.mark.parametrize("title", ["Musk am Telefon " * 10_000, "x" * 5_000])
def test_a_title_without_end_is_cut(title: str) -> None:
    found = prepare(Article("id", PARAGRAPH, title=title))
    assert found.title
    assert 250 < len(found.title) <= LONGEST_TITLE
    assert found.title.endswith("…")
    assert title.startswith(found.title[:-1])
    assert prepare(found) == found
    short = title[:LONGEST_TITLE].strip()
    assert prepare(Article("id", PARAGRAPH, title=short)).title == short


def test_prepare_keeps_the_headings_it_is_given() -> None:
    text = f"Cafe\u0301 am Ort\r\n{PARAGRAPH}\r\nKommentar hinterlassen"
    given_blocks = (Block("heading", 0, 12),)
    article = prepare(Article("id", text, blocks=given_blocks))
    assert labels(article) == [
        ("heading", "Café am Ort"),
        ("body", PARAGRAPH.strip()),
        ("furniture", "Kommentar hinterlassen"),
    ]
    assert (article.title, article.language) == ("Café am Ort", "de")


def test_prepare_drops_what_is_no_web_address() -> None:
    article = Article("id", PARAGRAPH, url="javascript:alert(1)", title="  \n", language="Deutsch")
    prepared = prepare(article)
    assert (prepared.url, prepared.title, prepared.language) == (None, None, "de")


texts = st.text(
    alphabet=st.sampled_from("aAzäu\u0308 .,:?!\n\n\r\0\ufeff\u2028\x85-•1©") | st.characters()
)


@given(texts, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))), st.text() | st.none())
def test_prepare_is_idempotent(text: str, spans: list[tuple[int, int]], said: str | None) -> None:
    blocks = tuple(Block("heading", *span) for span in spans)
    fields = {"title": said, "language": said, "source": said, "url": said, "published": said}
    once = prepare(replace(Article("id", text, blocks=blocks), **fields))  # type: ignore[arg-type]
    assert prepare(once) == once
    assert unicodedata.is_normalized("NFC", once.text)
    covered = "".join(once.text[block.start : block.end] for block in once.blocks)
    assert "".join(covered.split()) == "".join(once.text.split())


def test_files_read_at_the_same_time_leave_the_warnings_as_they_were() -> None:
    first_reads, second_reads = threading.Event(), threading.Event()

    @articles._quiet("pypdf")
    def read_first() -> None:
        first_reads.set()
        second_reads.wait(0.1)  # in vain, where one waits for the other

    @articles._quiet("pypdf")
    def read_second() -> None:
        second_reads.set()
        first.join()

    before = list(warnings.filters)
    first, second = (threading.Thread(target=reading) for reading in (read_first, read_second))
    first.start()
    first_reads.wait()
    second.start()
    second.join()
    assert list(warnings.filters) == before


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<p>" * 100_000, "too many elements: 100,00[0-9], at most 50,000"),
        ("<article>a</article>" * 50_001, "too many elements: 50,00[0-9], at most"),
        (f"<p>{'<a href=/>a</a> ' * 5_001}</p>", "too many links in one element: 5,001, at most"),
    ],
    ids=["paragraphs", "articles", "links"],
)
def test_a_page_that_would_take_minutes_is_refused(tmp_path: Path, page: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read(tmp_path, "a.html", f"<html><body>{page}</body></html>")


def test_a_long_page_is_read(tmp_path: Path) -> None:
    rows = "<tr><td><a href=/>Kassel</a></td><td>3:1</td></tr>" * 2_000
    page = f"<article><h1>Tabelle</h1><p>{PARAGRAPH}</p><table>{rows}</table></article>"
    assert read(tmp_path, "a.html", f"<html><body>{page}</body></html>").text.count("3:1") == 2_000


def test_normal_text_has_no_controls() -> None:
    controls = "".join(map(chr, (*range(32), 127)))
    assert normal("".join(f"{each}a" for each in controls)).count("a") == len(controls)
    assert set(normal(controls)) == {"\t", "\n"}
    assert normal("Seite eins.\x0cSeite zwei.\x1b[31m") == "Seite eins.\nSeite zwei.[31m"


@given(st.text())
def test_what_is_normal_stays_as_it_is(text: str) -> None:
    assert normal(normal(text)) == normal(text)


def test_importing_loads_no_reader() -> None:
    heavy = {"trafilatura", "pypdf", "markdown_it", "yaml", "lxml", "py3langid"}
    code = f"import sys, index.articles; print(sorted({heavy!r} & set(sys.modules)))"
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_every_kind_has_a_reader() -> None:
    assert set(KINDS) == {".txt", ".md", ".markdown", ".html", ".htm", ".pdf"}
