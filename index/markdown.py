"""Markdown -> an article in plain text, with what its front matter says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from index.decoding import decode_text, normal
from index.errors import UnreadableFile
from index.facts import about
from index.parts import Part, compose
from index.types import Article
from index.webpage import fragment

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_NESTING = 100  # quotes and lists within each other; what is deeper is dropped

_SCRIPT = re.compile(r"<(script|style)\b", re.I)


def read(data: bytes) -> Article:
    """Raises UnreadableFile: not text, too long, broken front matter, nested too deeply."""
    from markdown_it import MarkdownIt

    front, text = front_matter(normal(decode_text(data)))
    try:
        tokens = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").parse(text)
    except RecursionError:
        raise UnreadableFile("nested too deeply") from None
    return about(compose(_parts(tokens)), front)


def front_matter(text: str) -> tuple[Mapping[str, object], str]:
    """The YAML between `---` lines at the top, and the text after it. Raises UnreadableFile."""
    found = re.match(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", text, re.S | re.M)
    return (_yaml(found[1]), text[found.end() :]) if found else ({}, text)


def _yaml(text: str) -> Mapping[str, object]:
    """Its keys and values as they are written; YAML takes 12:30 for 750, and no for False.

    No aliases: a few lines of them stand for gigabytes (CWE-776).
    """
    import yaml

    class Loader(yaml.SafeLoader):
        def written(self, node: yaml.ScalarNode) -> str:
            yaml.SafeLoader.yaml_constructors[node.tag](self, node)  # refuses 2024-13-45
            return str(node.value)

        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            if self.check_event(yaml.AliasEvent):
                raise yaml.composer.ComposerError(None, None, "an alias", None)
            return super().compose_node(parent, index)

    for kind in ("bool", "int", "float", "timestamp"):
        Loader.add_constructor(f"tag:yaml.org,2002:{kind}", Loader.written)
    try:
        facts = yaml.load(text, Loader)
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, RecursionError) as error:
        if isinstance(error, yaml.scanner.ScannerError) and (lines := _lines(text)):
            return lines
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 2}" if mark else ""  # from 1, and after the opening ---
        raise UnreadableFile(f"broken front matter{line}: not valid YAML") from error
    if facts is None:
        return {}
    if not isinstance(facts, dict):
        raise UnreadableFile("broken front matter in line 2: expected lines such as 'title: …'")
    return facts


def _lines(text: str) -> Mapping[str, object]:
    """What people write who never heard of YAML, "title: Bridge: closed"; {} if it is not that."""
    found = [
        re.fullmatch(r"(\w[\w -]*):\s*(.*)", line) for line in text.splitlines() if line.strip()
    ]
    return {each[1]: each[2].strip() for each in found if each} if all(found) else {}


def _parts(tokens: Sequence[Token]) -> Iterator[Part]:
    bullet, row, heading = "", None, False
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            heading, bullet = token.nesting > 0, ""
        elif token.type == "list_item_open":
            bullet = f"{token.info}. " if token.info else "• "  # "1. FC Köln" is no list
        elif token.type == "list_item_close":
            bullet = ""  # of an item without text
        elif token.type == "tr_open":
            row = list[str]()
        elif token.type == "tr_close":
            yield Part("\t".join(row or ()), group="row")
            row = None
        elif token.type in {"fence", "code_block"}:
            yield Part(token.content)
        elif token.type == "html_block":
            yield from fragment(token.content)
        elif token.type == "inline" and row is not None:
            row.append(_inline(token))
        elif token.type == "inline" and (words := _inline(token).strip()):
            yield Part(bullet + words, heading, group="item" if bullet else "")
            bullet = ""


def _inline(token: Token) -> str:
    """The words of a paragraph: no pictures, no HTML, and nothing of what a script holds."""
    words, script = [], False
    for child in token.children or ():
        if child.type == "html_inline":
            script = bool(_SCRIPT.match(child.content)) or (script and child.content[:2] != "</")
        elif not script:
            words.append({"softbreak": " ", "hardbreak": "\n"}.get(child.type) or _words(child))
    return "".join(words)


def _words(token: Token) -> str:
    return token.content if token.type in {"text", "code_inline"} else ""
