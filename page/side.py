"""The frame as HTML: the head, the side bar's lists, the dialog of keys. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from index.types import Change
from page.dates import day, moment
from page.html import MENU, button, icon
from page.library import Overview
from page.texts import DE, EN, Texts
from page.turns import Listed

_KEYS = (("/", "key_ask"), ("1 – 9", "key_cite"), ("n p", "key_next"), ("Esc", "key_escape"),
         ("?", "key_help"))  # fmt: skip


def masthead(count: int, texts: Texts) -> str:
    """The page's head: its name, what it is for, how many articles there are, the keys."""
    keys = "".join(
        f"<dt><kbd>{escape(key)}</kbd></dt><dd>{escape(getattr(texts, name))}</dd>"
        for key, name in _KEYS
    )
    return (
        f'<div class="masthead" lang="{texts.code}" data-language="{texts.code}">'
        f'<a class="skip" href="#box" data-do="ask-box">{escape(texts.skip)}</a>'
        f"{icon('menu', texts.menu, MENU)}<h1>Article&#8201;QA</h1>"
        f'<p class="tagline">{escape(texts.tagline)}</p>'
        f'<span class="count">{escape(texts.counted(count))}</span>'
        f"{button('help', texts.help, name='quiet help')}"
        f'<dialog class="keys" aria-label="{escape(texts.help)}"><dl>{keys}</dl>'
        f"{button('close', texts.close)}</dialog>"
        '<p class="announce" role="status" aria-live="polite"></p></div>'
    )


def indexed(overview: Overview, texts: Texts) -> str:
    """What is in the index, and the way to the list of it."""
    languages = ", ".join(
        f"{texts.language(code)}: {count}" if count > 0 else texts.language(code)
        for code, count in overview.languages.items()
    )
    facts = [texts.counted(overview.articles), languages]
    if overview.newest:
        facts.append(texts.newest.format(date=day(overview.newest, texts)))
    if overview.updated_at:
        facts.append(texts.updated.format(date=moment(overview.updated_at, texts)))
    items = "".join(f"<li>{escape(fact)}</li>" for fact in facts if fact)
    if overview.watching:
        said = texts.watching.format(folder=f"{Path(overview.watching).name}/")
        items += f'<li title="{escape(overview.watching)}">{escape(said)}</li>'
    return (
        f'<section class="part" lang="{texts.code}"><h2 class="label">{escape(texts.indexed)}</h2>'
        f'<ul class="facts">{items}</ul>{button("contents", texts.all_articles)}</section>'
    )


def conversations(listed: Sequence[Listed], current: str, texts: Texts) -> str:
    """The kept conversations, newest first; the current one can be exported."""
    items = "".join(_conversation(each, each.id == current, texts) for each in listed)
    inside = f'<ul class="kept">{items}</ul>'
    if not listed:
        inside = f'<p class="facts">{escape(texts.no_conversations)}</p>'
    return (
        f'<nav class="part" lang="{texts.code}" aria-label="{escape(texts.conversations)}">'
        f'<h2 class="label">{escape(texts.conversations)}</h2>{inside}</nav>'
    )


def _conversation(listed: Listed, current: bool, texts: Texts) -> str:
    here = ' aria-current="page"' if current else ""
    title = escape(listed.title or texts.untitled)
    tools = ""
    if current:
        exports = button("export", "Markdown", kind="md") + button("export", "JSON", kind="json")
        delete = button("delete", texts.delete, sure=texts.delete_sure, id=listed.id)
        tools = f'<p class="acts"><span>{escape(texts.export_as)}</span>{exports}{delete}</p>'
    return (
        f'<li{here}><a href="?c={escape(listed.id)}" data-do="conversation" '
        f'data-id="{escape(listed.id)}"{here}><bdi>{title}</bdi></a>{tools}</li>'
    )


def settings(texts: Texts) -> str:
    """Language, colours, and whether keys act alone; the page's script knows the chosen ones."""
    languages = "".join(
        f'<button type="button" class="quiet" data-do="language" data-language="{each.code}" '
        f'lang="{each.code}" aria-pressed="{str(each.code == texts.code).lower()}">'
        f"{escape(each.name)}</button>"
        for each in (DE, EN)
    )
    themes = (("auto", texts.theme_auto), ("light", texts.theme_light), ("dark", texts.theme_dark))
    colours = "".join(button("theme", words, theme=name) for name, words in themes)
    keys = button("keys", texts.keys_on, keys="on") + button("keys", texts.keys_off, keys="off")
    return (
        f'<section class="part" lang="{texts.code}"><h2 class="label">{escape(texts.settings)}'
        f"</h2>{_choices(texts.interface, languages)}{_choices(texts.theme, colours)}"
        f"{_choices(texts.keys, keys)}</section>"
    )


def _choices(label: str, buttons: str) -> str:
    name = escape(label)
    return (
        f'<p class="facts">{name}</p>'
        f'<div class="choices" role="group" aria-label="{name}">{buttons}</div>'
    )


def changes(planned: Sequence[Change], texts: Texts) -> str:
    """What adding would do, an article a line."""
    words = {
        "added": texts.will_add,
        "changed": texts.will_change,
        "kept": texts.will_keep,
        "skipped": texts.will_skip,
    }
    items = "".join(
        f'<li class="{each.kind}"><bdi>{escape(each.id.rsplit("/", 1)[-1])}</bdi> – '
        f"{escape(words.get(each.kind, each.kind))}"
        f"{_reason(each.reason, texts)}</li>"
        for each in planned
    )
    return f'<ul class="planned" lang="{texts.code}">{items}</ul>' if items else ""


def _reason(reason: str, texts: Texts) -> str:
    """Why; in English, as the index tells it, where the page has no words for it."""
    if own := texts.message(reason):
        return f" ({escape(own)})"
    return f' <span lang="en">({escape(reason)})</span>' if reason else ""


def said(message: str, texts: Texts) -> str:
    """A short report below what was pressed."""
    return f'<p class="report" role="status" lang="{texts.code}">{escape(message)}</p>'
