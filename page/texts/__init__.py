"""The words of the page's frame, in the languages it speaks: a table each, beside this file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Texts:
    """One language's words. Those with braces are filled by `str.format`."""

    code: str
    name: str
    tagline: str
    menu: str
    new: str
    help: str
    skip: str
    dead_link: str
    question: str
    ask: str
    stop: str
    placeholder: str
    greeting: str
    try_one: str
    thinking: str
    passages: str
    asking: str
    writing: str
    stopped: str
    filtered: str
    searched_only: str
    since: str
    ask_all: str
    answer: str
    understood: str
    edit_understood: str
    ask_this: str
    according_to: str
    checked: str
    changed: str
    gone: str
    unproven: str
    unreadable: str
    likely: str
    probable: str
    possible: str
    show: str
    citation: str
    also: str
    nearest: str
    near: str
    could_ask: str
    error: str
    failed: str
    empty_question: str
    written: str
    differs: str
    unsupported: str
    invented: str
    actions: str
    copy: str
    copied: str
    link: str
    like: str
    dislike: str
    reason: str
    save: str
    saved: str
    retry: str
    edit: str
    undo: str
    undo_sure: str
    reading: str
    back: str
    previous: str
    next: str
    place: str
    all_articles: str
    old_wording: str
    new_wording: str
    furniture: str
    contents: str
    more: str
    find: str
    listed: str
    none_found: str
    page_before: str
    page_behind: str
    how: str
    empty: str
    empty_folder: str
    empty_no_folder: str
    remove: str
    remove_sure: str
    removed_filed: str
    removed: str
    articles: str
    article: str
    indexed: str
    newest: str
    updated: str
    watching: str
    in_step: str
    out_of_step: str
    unread: str
    unread_more: str
    filters: str
    of_language: str
    of_source: str
    most_sources: str
    of_date: str
    any_time: str
    last_week: str
    last_month: str
    last_year: str
    add: str
    drop: str
    drop_kinds: str
    chosen: str
    withdraw: str
    paste_title: str
    paste_text: str
    look: str
    put: str
    will_add: str
    will_change: str
    will_keep: str
    will_skip: str
    nothing_given: str
    put_done: str
    adding: str
    conversations: str
    no_conversations: str
    older: str
    one_question: str
    questions: str
    untitled: str
    delete: str
    delete_sure: str
    export_as: str
    exported_title: str
    exported_liked: str
    exported_disliked: str
    exported_unverified: str
    exported_quote: str
    exported_place: str
    settings: str
    interface: str
    theme: str
    theme_auto: str
    theme_light: str
    theme_dark: str
    keys: str
    keys_on: str
    keys_off: str
    key_ask: str
    key_cite: str
    key_next: str
    key_escape: str
    key_help: str
    close: str
    sign_in: str
    sign_out: str
    user: str
    password: str
    wrong_password: str
    sign_in_failed: str
    languages: Mapping[str, str]
    messages: Mapping[str, str]

    def language(self, code: str) -> str:
        """The language's name in this language: de -> German; an unknown code in capitals."""
        return self.languages.get(code.split("-")[0].lower(), code.upper())

    def message(self, english: str) -> str | None:
        """What a message of ours says in this language; None where the table has no such message.

        Its places, `{0}`, may hold anything: an id, a number.
        """
        for known, own in self.messages.items():
            pattern = re.sub(r"\\\{\d\\\}", "(.+)", re.escape(known))
            if found := re.fullmatch(pattern, english, re.S):
                return own.format(*found.groups())
        return english if self.code == "en" else None

    def told(self, english: str) -> str:
        """The same, and as it is where the table does not have it."""
        return self.message(english) or english

    def counted(self, count: int) -> str:
        """1 article, 2 articles"""
        return self.article if count == 1 else self.articles.format(count=count)

    def asked(self, count: int) -> str:
        """1 question, 2 questions"""
        return self.one_question if count == 1 else self.questions.format(count=count)


def _load(code: str) -> Texts:
    table = files("page.texts").joinpath(f"{code}.toml").read_text(encoding="utf-8")
    return Texts(**tomllib.loads(table))  # a word too few or too many is an error at the start


EN, DE = _load("en"), _load("de")
_TEXTS = {texts.code: texts for texts in (EN, DE)}


def texts_for(language: str | None) -> Texts:
    """The words for a language code; English where there is no such table. de-AT -> DE"""
    return _TEXTS.get((language or "").split("-")[0].lower(), EN)


def texts_accepted(header: str | None) -> Texts:
    """The words for an Accept-Language header, by the first language listed that has a table."""
    for choice in (header or "").split(","):
        code = choice.split(";")[0].strip().split("-")[0].lower()
        if code in _TEXTS:
            return _TEXTS[code]
    return EN
