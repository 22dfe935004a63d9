"""The frame as HTML: the head, the side bar's lists, the dialog of keys. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from index.articles import KINDS
from index.types import Change
from page.dates import day, moment
from page.html import CLOSE, MENU, button, icon
from page.library import MAX_FILE_BYTES, MAX_FILES, Chosen, Overview
from page.texts import DE, EN, Texts
from page.turns import Listed
from page.watching import Look

MOST_CONVERSATIONS = 50  # shown at once: the list is drawn anew with every answer
_UNREAD = 20  # files whose reasons are listed; of more, only how many
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
        f"{button('help', texts.help, classes='quiet help')}"
        f'<dialog class="keys" aria-label="{escape(texts.help)}"><dl>{keys}</dl>'
        f"{button('close', texts.close)}</dialog></div>"
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
    items += _unread(overview.unread, texts)
    return (
        f'<section class="part" lang="{texts.code}">{icon("menu", texts.close, CLOSE)}'
        f'<h2 class="label">{escape(texts.indexed)}</h2>'
        f'<ul class="facts">{items}</ul>{button("contents", texts.all_articles)}</section>'
    )


def _unread(files: Sequence[Change], texts: Texts) -> str:
    """The files of the folder that are no articles, and why, to be opened."""
    if not files:
        return ""
    reasons = "".join(
        f'<li class="skipped"><bdi>{escape(each.id)}</bdi>{_reason(each.reason, texts)}</li>'
        for each in files[:_UNREAD]
    )
    if len(files) > _UNREAD:
        reasons += f"<li>{escape(texts.unread_more.format(count=len(files) - _UNREAD))}</li>"
    count = escape(texts.unread.format(count=len(files)))
    return (
        f'<li><details class="unread"><summary>{count}</summary>'
        f'<ul class="planned">{reasons}</ul></details></li>'
    )


def watched(look: Look | None, texts: Texts) -> str:
    """Whether the folder is in step, and since when; nothing where none is watched."""
    if look is None:
        return ""
    said = texts.in_step.format(date=moment(look.at, texts))
    if look.problem:
        said = texts.out_of_step.format(reason=texts.told(look.problem))
    kind = "facts problem" if look.problem else "facts"
    return f'<p class="{kind}" lang="{texts.code}">{escape(said)}</p>'


def conversations(
    listed: Sequence[Listed], current: str, texts: Texts, most: int = MOST_CONVERSATIONS
) -> str:
    """The newest of the kept conversations, and a button that shows older ones.

    The current one can be exported, so it is there however old it is.
    """
    shown = [each for place, each in enumerate(listed) if place < most or each.id == current]
    items = "".join(_conversation(each, each.id == current, texts) for each in shown)
    inside = f'<ul class="kept">{items}</ul>'
    if older := len(listed) - len(shown):
        inside += button("older", texts.older.format(count=older), shown=most)
    if not listed:
        inside = f'<p class="facts">{escape(texts.no_conversations)}</p>'
    return (
        f'<nav class="part" lang="{texts.code}" aria-label="{escape(texts.conversations)}">'
        f'<h2 class="label">{escape(texts.conversations)}</h2>{inside}</nav>'
    )


def _conversation(listed: Listed, current: bool, texts: Texts) -> str:
    here = ' aria-current="page"' if current else ""
    title = escape(listed.title or texts.untitled)
    said = f"{moment(listed.updated_at, texts)} · {texts.asked(listed.turns)}"
    tools = ""
    if current:
        exports = button("export", "Markdown", kind="md") + button("export", "JSON", kind="json")
        delete = button("delete", texts.delete, sure=texts.delete_sure, id=listed.id)
        tools = f'<p class="acts"><span>{escape(texts.export_as)}</span>{exports}{delete}</p>'
    return (
        f'<li{here}><a href="?c={escape(listed.id)}" data-do="conversation" '
        f'data-id="{escape(listed.id)}"{here}><bdi>{title}</bdi> '
        f"<small>{escape(said)}</small></a>{tools}</li>"
    )


def settings(texts: Texts, user: str = "") -> str:
    """Language, colours, and whether keys act alone; the page's script knows the chosen ones.

    `user` is who has signed in, and so can sign out, "" for nobody.
    """
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
        f"{_choices(texts.keys, keys)}{_sign_out(user, texts) if user else ''}</section>"
    )


def _sign_out(user: str, texts: Texts) -> str:
    """This browser only: a user may be signed in with others."""
    return (
        f'<p class="facts"><bdi>{escape(user)}</bdi></p><div class="choices">'
        f'<a class="quiet" href="logout?all_session=false">{escape(texts.sign_out)}</a></div>'
    )


def _choices(label: str, buttons: str) -> str:
    name = escape(label)
    return (
        f'<p class="facts">{name}</p>'
        f'<div class="choices" role="group" aria-label="{name}">{buttons}</div>'
    )


def drop(texts: Texts) -> str:
    """Where files are dropped or chosen: the browser's own field, over words of ours."""
    kinds = texts.drop_kinds.format(most=MAX_FILE_BYTES // 2**20)
    return (
        f'<label class="drop" lang="{texts.code}">'
        f'<input type="file" multiple accept="{",".join(sorted(KINDS))}" '
        f'data-files="{MAX_FILES}" data-bytes="{MAX_FILE_BYTES}">'
        f"<span>{escape(texts.drop)}</span> <small>{escape(kinds)}</small></label>"
    )


def chosen(files: Sequence[Chosen], texts: Texts) -> str:
    """The files that were given, each with a button that takes it back."""
    kinds = {True: ' class="skipped"', False: ""}
    items = "".join(
        f"<li{kinds[bool(each.reason)]}><span><bdi>{escape(each.name)}</bdi> "
        f"<small>{_size(each.size)}</small>{_reason(each.reason, texts)}</span>"
        f"{_withdraw(each, texts)}</li>"
        for each in files
    )
    if not items:
        return ""
    name = escape(texts.chosen)
    return f'<ul class="chosen" lang="{texts.code}" aria-label="{name}">{items}</ul>'


def _withdraw(file: Chosen, texts: Texts) -> str:
    return icon("withdraw", texts.withdraw.format(name=file.name), CLOSE, number=file.number)


def _size(size: int) -> str:
    if size < 1000:
        return f"{size} B"
    return f"{size / 1e3:.0f} kB" if size < 1e6 else f"{size / 1e6:.0f} MB"


def adding(done: int, total: int, texts: Texts) -> str:
    """How far adding has come."""
    said = escape(texts.adding.format(done=done, total=total))
    return (
        f'<p class="report" lang="{texts.code}"><label>{said}'
        f'<progress value="{done}" max="{total}"></progress></label></p>'
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
