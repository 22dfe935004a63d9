"""An answer as a card of HTML: in short, each quote with where it stands, what can be done with it.

The cards stand in a `gr.HTML`, not in a `gr.Chatbot`: the chatbot's sanitizer (Gradio 6.31,
amuchina) keeps tags, ids, classes and tabindex but drops every `data-` and `aria-` attribute, and
repeats each message's raw HTML in an `aria-label`. `gr.HTML` sets our text as it is and fills its
own template only once, so `${...}` in an article stays text; escaping here is the wall, and
`tests/test_render.py` its test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Literal, TypeAlias

from index.types import Filters
from page.facts import facts, lang_attribute
from page.filtering import ALL, said
from page.html import button, original, reference
from page.reading import copy_number, mark_id, nearest
from page.texts import Texts, texts_for
from qa.types import Answer, Citation, Span, Statement

# What a quote is to its article today. "changed" and "gone": it was in the version that was read;
# "unreadable": the index cannot be asked.
Standing: TypeAlias = Literal["checked", "changed", "gone", "unproven", "unreadable"]
Judge: TypeAlias = Callable[[Citation], Standing]

_CITED = re.compile(r"\[([0-9]{1,3})\]")
_SNIPPET = 220  # characters shown of a passage that came close
_LIKELY, _PROBABLE = 0.75, 0.55  # of confidence: where its words change


def card(
    answer: Answer,
    turn: int,
    standing: Judge,
    suggested: Sequence[str] | None = (),
    filters: Filters = ALL,
) -> str:
    """One answer, and which articles alone were asked for it, if not all; without citations, the
    passages nearest to it and what could be asked instead.
    """
    texts = texts_for(answer.language)
    if answer.answered:
        inside = _answered(answer, turn, standing, texts) + _among(filters, texts)
    else:
        inside = _unanswered(answer, turn, suggested, filters, texts)
    kind = "answered" if answer.answered else "unanswered"
    notice = f'<p class="notice">{escape(answer.notice)}</p>' if answer.notice else ""
    head = f'<section class="card {kind}" lang="{texts.code}" tabindex="-1"'
    return f'{head} aria-label="{escape(texts.answer)} {turn}">{inside}{notice}</section>'


def badge(citation: Citation, turn: int, standing: Standing, texts: Texts) -> str:
    """What a quote is to its article today, with the mark it belongs to."""
    mark, said = mark_id("cite", turn, citation.number), escape(getattr(texts, standing))
    return f'<span class="badge {standing}" data-of="{mark}">{said}</span>'


def snippet(text: str) -> str:
    """A passage's beginning, cut at a word."""
    return text if len(text) <= _SNIPPET else text[:_SNIPPET].rsplit(None, 1)[0] + " …"


def _answered(answer: Answer, turn: int, standing: Judge, texts: Texts) -> str:
    parts = [f'<h3 class="label">{escape(texts.answer)}</h3>']
    if answer.short:
        code = lang_attribute(_holder(answer.short, answer.citations).article)
        parts.append(f'<p class="short" dir="auto"{code}>{escape(answer.short.text)}</p>')
    if answer.model:
        parts.append(_written(answer, turn, texts))
    elif _says_more(answer):
        parts.append(f'<p class="text">{_linked(answer.text, turn, answer, texts)}</p>')
    parts += (_source(each, turn, answer.short, standing(each), texts) for each in answer.citations)
    parts.append(f'<p class="sure">{escape(_sureness(answer, texts))}</p>')
    return "".join(parts)


def _holder(short: Span, citations: Sequence[Citation]) -> Citation:
    """The citation that the short answer stands in: not always the first where a model wrote."""
    held = (
        each
        for each in citations
        if each.start <= short.start and each.article.text[short.start : short.end] == short.text
    )
    return next(held, citations[0])


def _unanswered(
    answer: Answer, turn: int, suggested: Sequence[str] | None, filters: Filters, texts: Texts
) -> str:
    parts = [f'<h3 class="label">{escape(texts.answer)}</h3>']
    parts.append(f'<p class="text">{escape(answer.text)}</p>')
    parts.append(_among(filters, texts, _ask_all(turn, texts)))
    if answer.nearest:
        parts.append(_nearest(answer, turn, texts))
        parts.append(instead(suggested, texts))
    return "".join(parts)


def _ask_all(turn: int, texts: Texts) -> str:
    return button("retry", texts.ask_all, classes="suggestion", turn=turn, all="1")


def _among(filters: Filters, texts: Texts, more: str = "") -> str:
    """Which articles alone were asked, and what can be done about it; nothing where all were."""
    asked = escape(said(filters, texts))
    return f'<div class="among"><p>{asked}</p>{more}</div>' if asked else ""


def instead(questions: Sequence[str] | None, texts: Texts) -> str:
    return offers(questions, f'<h4 class="label">{escape(texts.could_ask)}</h4>')


def offers(questions: Sequence[str] | None, label: str) -> str:
    """Questions under a label, each asked when it is pressed; of None, the place they come to."""
    if questions is None:
        return '<div class="offers"></div>'
    asks = "".join(f"<li>{_ask_button(question)}</li>" for question in questions)
    return f'{label}<ul class="suggested">{asks}</ul>' if questions else ""


def _ask_button(question: str) -> str:
    return button("ask", question, classes="suggestion", question=question, alone="1")


def _sureness(answer: Answer, texts: Texts) -> str:
    if answer.model:
        return texts.written.format(model=answer.model)
    if answer.confidence >= _LIKELY:
        return texts.likely
    return texts.probable if answer.confidence >= _PROBABLE else texts.possible


def _says_more(answer: Answer) -> bool:
    """Whether the text is more than the short answer and the quotes, which stand there anyway."""
    rest = answer.text
    for citation in answer.citations:
        rest = rest.replace(" ".join(citation.quote.split()), "")
    if answer.short:
        rest = rest.replace(" ".join(answer.short.text.split()), "", 1)
    return any(letter.isalnum() for letter in _CITED.sub("", rest))


def _written(answer: Answer, turn: int, texts: Texts) -> str:
    """What a language model wrote, each sentence with what became of it when it was checked."""
    sentences = " ".join(_statement(each, turn, answer, texts) for each in answer.sentences)
    shown = f'<p class="text written" dir="auto">{sentences}</p>'
    if answer.invented_markers:
        said = texts.invented.format(markers=", ".join(answer.invented_markers))
        shown += f'<p class="notice">{escape(said)}</p>'
    return shown


def _statement(statement: Statement, turn: int, answer: Answer, texts: Texts) -> str:
    said = _linked(statement.text, turn, answer, texts)
    said += "".join(f" {_link(each.number, turn, texts)}" for each in statement.citations)
    status, reason = statement.verdict.status, statement.verdict.reason
    if status == "verified":
        return f'<span class="statement verified">{said}</span>'
    why = f"{texts.differs} {reason}" if status == "differs" else texts.unsupported
    flag = f'<span class="verdict">({escape(why.strip())})</span>'
    return f'<span class="statement {status}">{said}</span> {flag}'


def _linked(text: str, turn: int, answer: Answer, texts: Texts) -> str:
    """Text, each [n] in it that is a citation of the answer made a link to its mark."""
    numbers = {citation.number for citation in answer.citations}
    pieces = _CITED.split(text)  # text, number, text, number, text
    found = [escape(pieces[0])]
    for digits, following in zip(pieces[1::2], pieces[2::2], strict=True):
        known = int(digits) in numbers
        found.append(_link(int(digits), turn, texts) if known else escape(f"[{digits}]"))
        found.append(escape(following))
    return "".join(found)


def _link(number: int | str, turn: int, texts: Texts) -> str:
    label = escape(texts.show.format(number=number))
    return _to_mark(mark_id("cite", turn, number), turn, label, f"[{number}]")


def _to_mark(mark: str, turn: int, label: str, shown: str) -> str:
    return (
        f'<a class="to-mark" href="#{mark}" data-do="open" data-turn="{turn}" data-mark="{mark}" '
        f'title="{label}" aria-label="{label}">{escape(shown)}</a>'
    )


def _source(
    citation: Citation, turn: int, short: Span | None, standing: Standing, texts: Texts
) -> str:
    article = citation.article
    said = ""
    if citation.attributed_to:
        who = f"<bdi{lang_attribute(article)}>{escape(citation.attributed_to.text)}</bdi>"
        said = f'<p class="said">{escape(texts.according_to)} {who}</p>'
    known = facts(article, texts, address=original(article, citation.quote))
    copy = button("copy", texts.copy, copy=reference(citation), done=texts.copied)
    return (
        f'<figure class="source"><blockquote><span class="sign">'
        f"{_link(citation.number, turn, texts)}</span>"
        f'<span class="quote" dir="auto"{lang_attribute(article)}>{_quote(citation, short)}</span>'
        f'</blockquote><figcaption>{said}<p class="facts">{known}</p>'
        f'<p class="proof">{badge(citation, turn, standing, texts)}{copy}</p>'
        f"{_also(citation, turn, texts)}</figcaption></figure>"
    )


def _also(citation: Citation, turn: int, texts: Texts) -> str:
    """The other articles that printed the same sentence, folded under it."""
    if not citation.also:
        return ""
    items = ""
    for place, each in enumerate(citation.also, start=1):
        known = facts(each.article, texts, address=original(each.article, each.quote))
        items += f"<li>{_link(copy_number(citation, place), turn, texts)} {known}</li>"
    summary = escape(texts.also.format(count=len(citation.also)))
    listed = f'<ul class="facts">{items}</ul>'
    return f'<details class="also"><summary>{summary}</summary>{listed}</details>'


def _quote(citation: Citation, short: Span | None) -> str:
    """The quote, letter for letter, its short answer in bold where that lies inside."""
    quote = citation.quote
    if short and citation.start <= short.start < short.end <= citation.end:
        start, end = short.start - citation.start, short.end - citation.start
        if quote[start:end] == short.text:
            key = f"<b>{escape(quote[start:end])}</b>"
            return f"{escape(quote[:start])}{key}{escape(quote[end:])}"
    return escape(quote)


def _nearest(answer: Answer, turn: int, texts: Texts) -> str:
    items = []
    for number, (article, start, end) in enumerate(nearest(answer), start=1):
        label = escape(texts.near.format(number=number))
        link = _to_mark(mark_id("near", turn, number), turn, label, f"≈{number}")
        shown = f'<span class="quote" dir="auto"{lang_attribute(article)}>'
        shown += f"{escape(snippet(article.text[start:end]))}</span>"
        items.append(
            f'<figure class="source near"><blockquote><span class="sign">{link}</span>{shown}'
            f'</blockquote><figcaption><p class="facts">{facts(article, texts)}</p>'
            "</figcaption></figure>"
        )
    return f'<h4 class="label">{escape(texts.nearest)}</h4>{"".join(items)}' if items else ""
