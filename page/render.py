"""The conversation as HTML, every foreign character escaped. Pure: values in, text out.

Only this module, `reading` and `facts` write tags. The cards stand in a `gr.HTML`, not in a
`gr.Chatbot`: the chatbot's sanitizer (Gradio 6.31, amuchina) keeps tags, ids, classes and tabindex
but drops every `data-` and `aria-` attribute, and repeats each message's raw HTML in an
`aria-label`. `gr.HTML` sets our text as it is and fills its own template only once, so `${...}` in
an article stays text; escaping here is the wall, and `tests/test_render.py` its test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from page.facts import facts, lang_attribute
from page.reading import CLOSEST, mark_id
from page.texts import Texts, texts_for
from qa.types import Answer, Citation, Span, Turn

_CITED = re.compile(r"\[([0-9]{1,3})\]")
_SNIPPET = 300  # characters shown of a passage that came close


def conversation(turns: Sequence[Turn], checked: Callable[[Citation], bool], tail: str = "") -> str:
    """All turns, oldest first; `tail` is HTML of ours that follows: a waiting or an error card."""
    items = (_turn(turn, number, checked) for number, turn in enumerate(turns, start=1))
    return f'<div class="turns" role="log">{"".join(items)}{tail}</div>'


def greeting(examples: bool, texts: Texts) -> str:
    """What stands there before the first question, right above the box and the examples."""
    more = f'<p class="label">{escape(texts.try_one)}</p>' if examples else ""
    head = f'<div class="turns"><div class="greeting" lang="{texts.code}">'
    return f"{head}<h2>{escape(texts.greeting)}</h2>{more}</div></div>"


def waiting(question: str, texts: Texts) -> str:
    """The card that stands while the articles are read."""
    card = f'<p class="card waiting" lang="{texts.code}">{escape(texts.thinking)}</p>'
    return f'<div class="turn">{_question(question)}{card}</div>'


def error(question: str, message: str, texts: Texts) -> str:
    """The card of a question that could not be asked."""
    card = (
        f'<div class="card error" role="alert"><p class="label" lang="{texts.code}">'
        f'{escape(texts.error)}</p><p class="text">{escape(message)}</p></div>'
    )
    return f'<div class="turn">{_question(question)}{card}</div>'


def answer_card(answer: Answer, turn: int, checked: Callable[[Citation], bool]) -> str:
    """One answer: its text, then each quote with where it stands; or the passages nearest to it."""
    texts = texts_for(answer.language)
    numbers = {citation.number for citation in answer.citations}
    parts = [f'<h2 class="label">{escape(texts.answer)}</h2>']
    if answer.understood_as != answer.question:
        restated = f"{escape(texts.understood)} <q><bdi>{escape(answer.understood_as)}</bdi></q>"
        parts.append(f'<p class="understood">{restated}</p>')
    if answer.short:
        code = lang_attribute(answer.citations[0].article)
        parts.append(f'<p class="short" dir="auto"{code}>{escape(answer.short.text)}</p>')
    if _says_more(answer):
        parts.append(f'<p class="text">{_linked(answer.text, turn, numbers, texts)}</p>')
    parts += (
        _source(citation, turn, answer.short, checked(citation), texts)
        for citation in answer.citations
    )
    if not answer.answered and answer.nearest:
        parts.append(_nearest(answer, turn, texts))
    kind = "answered" if answer.answered else "unanswered"
    head = f'<section class="card {kind}" lang="{texts.code}" tabindex="-1"'
    return f'{head} aria-label="{escape(texts.answer)} {turn}">{"".join(parts)}</section>'


def _turn(turn: Turn, number: int, checked: Callable[[Citation], bool]) -> str:
    card = answer_card(turn.answer, number, checked) if turn.answer else ""
    return f'<div class="turn">{_question(turn.question)}{card}</div>'


def _question(question: str) -> str:
    return f'<p class="question" dir="auto">{escape(question)}</p>' if question.strip() else ""


def _says_more(answer: Answer) -> bool:
    """Whether the text is more than the short answer and the quotes, which stand there anyway."""
    rest = _CITED.sub("", answer.text)
    if answer.short:
        rest = rest.replace(" ".join(answer.short.text.split()), "", 1)
    for citation in answer.citations:
        rest = rest.replace(" ".join(citation.quote.split()), "")
    return any(letter.isalnum() for letter in rest) or not answer.citations


def _linked(text: str, turn: int, numbers: set[int], texts: Texts) -> str:
    """The answer's text, each [n] that is a citation of it made a link to its mark."""
    pieces = _CITED.split(text)  # text, number, text, number, text
    found = [escape(pieces[0])]
    for digits, following in zip(pieces[1::2], pieces[2::2], strict=True):
        known = int(digits) in numbers
        found.append(_link(int(digits), turn, texts) if known else escape(f"[{digits}]"))
        found.append(escape(following))
    return "".join(found)


def _link(number: int, turn: int, texts: Texts) -> str:
    label = escape(texts.show.format(number=number))
    return _to_mark(mark_id("cite", turn, number), turn, label, f"[{number}]")


def _to_mark(mark: str, turn: int, label: str, shown: str) -> str:
    return (
        f'<a class="to-mark" href="#{mark}" data-turn="{turn}" data-mark="{mark}" '
        f'title="{label}" aria-label="{label}">{escape(shown)}</a>'
    )


def _source(citation: Citation, turn: int, short: Span | None, checked: bool, texts: Texts) -> str:
    article = citation.article
    quote = _quote(citation, short)
    badge = (
        f'<span class="badge checked">{escape(texts.checked)}</span>'
        if checked
        else f'<span class="badge unchecked">{escape(texts.unchecked)}</span>'
    )
    said = ""
    if citation.attributed_to:
        who = f"<bdi{lang_attribute(article)}>{escape(citation.attributed_to.text)}</bdi>"
        said = f'<p class="said">{escape(texts.according_to)} {who}</p>'
    return (
        f'<figure class="source"><blockquote><span class="sign">'
        f"{_link(citation.number, turn, texts)}</span>"
        f'<span class="quote" dir="auto"{lang_attribute(article)}>{quote}</span></blockquote>'
        f'<figcaption>{said}<p class="facts">{facts(article, texts)}</p>{badge}'
        "</figcaption></figure>"
    )


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
    for number, hit in enumerate(answer.nearest[:CLOSEST], start=1):
        label = escape(texts.near.format(number=number))
        link = _to_mark(mark_id("near", turn, number), turn, label, f"≈{number}")
        snippet = f'<span class="quote" dir="auto"{lang_attribute(hit.article)}>'
        snippet += f"{escape(_shortened(hit.passage.text))}</span>"
        items.append(
            f'<figure class="source near"><blockquote><span class="sign">{link}</span>{snippet}'
            f'</blockquote><figcaption><p class="facts">{facts(hit.article, texts)}</p>'
            "</figcaption></figure>"
        )
    return f'<h3 class="label">{escape(texts.nearest)}</h3>{"".join(items)}'


def _shortened(text: str) -> str:
    return text if len(text) <= _SNIPPET else text[:_SNIPPET].rsplit(None, 1)[0] + " …"


def masthead(count: int, texts: Texts) -> str:
    """The page's head: its name, what it is for, how many articles there are."""
    counted = texts.article if count == 1 else texts.articles.format(count=count)
    return (
        f'<div class="masthead" lang="{texts.code}"><h1>Article&#8201;QA</h1>'
        f"<p>{escape(texts.tagline)}</p>"
        f'<span class="count">{escape(counted)}</span></div>'
    )
