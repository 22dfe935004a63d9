"""The conversation as HTML, every foreign character escaped. Pure: values in, text out.

Only this package's `render`, `card`, `reading`, `contents`, `side`, `facts` and `html` write tags.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from html import escape

from index.query import EMPTY_QUESTION
from index.types import Hit
from page.card import Judge, badge, card, offers, snippet
from page.facts import lang_attribute, title
from page.html import PEN, THUMB_DOWN, THUMB_UP, button, icon
from page.texts import Texts, texts_for
from page.turns import StoredTurn
from qa.types import Answer, is_restated

_FOUND = 3  # passages shown while they are read

Suggest = Callable[[Answer], Sequence[str] | None]


def conversation(
    turns: Sequence[StoredTurn], id: str, standing: Judge, suggest: Suggest, texts: Texts
) -> str:
    """All turns, oldest first. `id` is the conversation's, which the page's address then names."""
    last = len(turns)
    items = (
        _turn(turn, number, number == last, standing, suggest, texts)
        for number, turn in enumerate(turns, start=1)
    )
    shown = _dead_link(texts) + "".join(items)
    return f'<div class="turns" data-conversation="{escape(id)}">{shown}</div>'


def greeting(questions: Sequence[str] | None, texts: Texts) -> str:
    """What stands there before the first question, right above the box."""
    return (
        f'<div class="turns" data-conversation=""><div class="greeting" lang="{texts.code}">'
        f"{_dead_link(texts)}<h2>{escape(texts.greeting)}</h2>"
        f"{examples(questions, texts)}</div></div>"
    )


def examples(questions: Sequence[str] | None, texts: Texts) -> str:
    return offers(questions, f'<p class="label">{escape(texts.try_one)}</p>')


def late(offers: str, conversation: str, turn: int) -> str:
    """Offers for where that turn, or 0 for the greeting, was shown without; a script puts them."""
    now = time.time_ns()  # those once more are others: Gradio shows changes only
    place = f'data-conversation="{escape(conversation)}" data-turn="{turn}" data-at="{now}"'
    return f"<div {place}>{offers}</div>"


def changed(updated_at: str | None) -> str:
    """Tells the page's script that the index is another now, so that it asks for what follows."""
    return f'<div data-changed="{escape(updated_at or "")}"></div>'


def badges(turns: Sequence[StoredTurn], conversation: str, standing: Judge) -> str:
    """What all quotes of a conversation are to their articles today; a script puts them there."""
    found = (
        badge(each, number, standing(each), texts_for(turn.answer.language))
        for number, turn in enumerate(turns, start=1)
        if turn.answer is not None
        for each in turn.answer.citations
    )
    return f'<div data-conversation="{escape(conversation)}">{"".join(found)}</div>'


def _dead_link(texts: Texts) -> str:
    """What the page's script shows to who came here by a link that leads nowhere."""
    return f'<p class="notice dead-link" lang="{texts.code}" hidden>{escape(texts.dead_link)}</p>'


def waiting(question: str, texts: Texts) -> str:
    """The turn that is being answered, before anything is found."""
    return _live(question, f'<p class="working">{escape(texts.thinking)}</p>', texts)


def found(
    question: str, understood_as: str, hits: Sequence[Hit], texts: Texts, model: str = ""
) -> str:
    """The turn that is being answered: the passages that are read now, and by which language model,
    if one is waited for."""
    told = texts.asking if model and hits else texts.passages
    read = told.format(count=len(hits), model=model)
    items = "".join(
        f"<li><bdi{lang_attribute(hit.article)}><b>{escape(title(hit.article))}</b> "
        f"{escape(snippet(hit.passage.text))}</bdi></li>"
        for hit in hits[:_FOUND]
    )
    inside = f'<p class="working">{escape(read)}</p><ol class="found">{items}</ol>'
    return _live(question, _restated(question, understood_as, texts) + inside, texts)


def draft(question: str, text: str, texts: Texts, model: str = "") -> str:
    """The turn that is being answered: what a language model has written so far."""
    note = f'<p class="working">{escape(texts.writing.format(model=model))}</p>'
    return _live(question, f'<p class="text draft" dir="auto">{escape(text)}</p>{note}', texts)


def stopped(question: str, texts: Texts) -> str:
    """A question whose answer was not waited for."""
    again = button("ask", texts.retry, question=question)
    inside = f'<p class="text">{escape(texts.stopped)}</p><p class="acts">{again}</p>'
    return _live(question, inside, texts)


def error(question: str, message: str, texts: Texts) -> str:
    """A question that could not be asked."""
    said, lang = _told(message, texts)
    inside = f'<p class="label">{escape(texts.error)}</p><p class="text"{lang}>{escape(said)}</p>'
    card = f'<div class="card error" role="alert" lang="{texts.code}">{inside}</div>'
    return f'<div class="turn">{_question(question)}{card}</div>'


def _told(message: str, texts: Texts) -> tuple[str, str]:
    """An error in the page's words where it has them; else as it is, said to be English."""
    if message == EMPTY_QUESTION:
        return texts.empty_question, ""
    own = texts.message(message)
    return own or message, "" if own or message == texts.failed else ' lang="en"'


def filtered(names: Sequence[str], texts: Texts) -> str:
    """What the filters let through, beside the box; nothing where they let everything."""
    if not names:
        return ""
    said = texts.filtered.format(filters=", ".join(names))
    return f'<p class="filtered" lang="{texts.code}">{escape(said)}</p>'


def _turn(
    turn: StoredTurn, number: int, last: bool, standing: Judge, suggest: Suggest, texts: Texts
) -> str:
    if turn.answer is None:
        return error(turn.question, turn.error, texts)
    answer = turn.answer
    own = texts_for(answer.language)
    restated = _restated(answer.question, answer.understood_as, own, editable=True)
    suggested = () if answer.answered else suggest(answer)
    if suggested is None and not last:
        suggested = ()
    inside = card(answer, number, standing, suggested, turn.filters)
    return (
        f'<div class="turn" id="turn-{number}">{_question(turn.question)}{restated}{inside}'
        f"{_actions(turn, number, last, own)}</div>"
    )


def _question(question: str) -> str:
    return f'<h2 class="question" dir="auto">{escape(question)}</h2>' if question.strip() else ""


def _restated(question: str, understood_as: str, texts: Texts, *, editable: bool = False) -> str:
    """How a question was understood, where that is not how it was asked; it can be changed."""
    if not is_restated(question, understood_as):
        return ""
    said = f"{escape(texts.understood)} <q><bdi>{escape(understood_as)}</bdi></q>"
    if not editable:
        return f'<p class="understood" lang="{texts.code}">{said}</p>'
    edit = icon("restate", texts.edit_understood, PEN)
    return (
        f'<div class="understood" lang="{texts.code}"><p>{said}</p>{edit}'
        f'<form class="restate" hidden><input value="{escape(understood_as)}" '
        f'aria-label="{escape(texts.understood)}">'
        f'<button type="submit" class="quiet">{escape(texts.ask_this)}</button></form></div>'
    )


def _actions(turn: StoredTurn, number: int, last: bool, texts: Texts) -> str:
    """What can be done with an answer; the last one can also be asked again or taken back."""
    liked, reason = (turn.feedback.liked, turn.feedback.reason) if turn.feedback else (None, "")
    acts = [
        icon("like", texts.like, THUMB_UP, pressed=liked is True, turn=number),
        icon("dislike", texts.dislike, THUMB_DOWN, pressed=liked is False, turn=number),
        button("link", texts.link, turn=number, done=texts.copied),
    ]
    again = ""
    if last:
        acts += [
            button("retry", texts.retry, turn=number),
            button("edit", texts.edit, turn=number),
            button("undo", texts.undo, turn=number, sure=texts.undo_sure),
        ]
        asked = escape(" ".join(turn.question.split()))  # a field has one line
        again = (
            f'<form class="edit" data-turn="{number}" hidden><input required '
            f'dir="auto" value="{asked}" aria-label="{escape(texts.edit)}">'
            f'<button type="submit" class="quiet">{escape(texts.ask_this)}</button></form>'
        )
    why = (
        f'<form class="reason" data-turn="{number}" data-done="{escape(texts.saved)}" hidden>'
        f'<input maxlength="500" '
        f'value="{escape(reason)}" aria-label="{escape(texts.reason)}" '
        f'placeholder="{escape(texts.reason)}">'
        f'<button type="submit" class="quiet">{escape(texts.save)}</button></form>'
    )
    return (
        f'<div class="acts" role="group" aria-label="{escape(texts.actions)}" '
        f'lang="{texts.code}">{"".join(acts)}</div>{again}{why}'
    )


def _live(question: str, inside: str, texts: Texts) -> str:
    card = f'<div class="card waiting" lang="{texts.code}">{inside}</div>'
    return f'<div class="turn">{_question(question)}{card}</div>'
