"""A conversation -> Markdown with footnotes, or JSON, to take away. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeAlias
from urllib.parse import quote as percent

from index.types import Article
from page.card import snippet
from page.facts import title, web_address
from page.filtering import packed, said
from page.reading import nearest
from page.texts import Texts, texts_for
from page.turns import StoredTurn
from qa import to_json
from qa.types import Answer, Citation, Statement, is_restated

FORMAT = 1  # of the JSON; raise when a field changes its meaning

_Place: TypeAlias = tuple[Article, int, int]
_Notes: TypeAlias = dict[_Place, int]

# What could act in CommonMark, in GitHub's tables, strikethrough, mathematics and bare addresses,
# or in footnotes. `:` and `.` only where they make an address of a word.
_ACTIVE = re.compile(r"[\\`*_\[\]<>&|~$^#{}@]|:(?=/)|(?<=www)\.|(?<=WWW)\.", re.I)
_LEADING = re.compile(r"^(?:[-+=:]|\d{1,9}(?=[.)]))")
_MARKER = re.compile(r"\s*\[(\d{1,3})\]")


def to_markdown(turns: Sequence[StoredTurn], language: str = "en") -> str:
    """The conversation as Markdown; sources are footnotes, numbered through, each span once.

    What articles, models and people wrote is escaped: it reads as it is and does nothing.
    """
    words = texts_for(language)
    notes: _Notes = {}
    parts = [f"# {words.exported_title}"]
    for number, turn in enumerate(turns, 1):
        parts += [f"## {number}. {escaped(turn.question)}", *_turn(turn, notes, words)]
    parts += [_footnote(number, place, words) for place, number in notes.items()]
    return "\n\n".join(parts) + "\n"


def to_data(turns: Sequence[StoredTurn]) -> dict[str, Any]:
    """The conversation as JSON values: each answer as `qa.to_json` gives it, or None."""
    return {"format": FORMAT, "turns": [_data(*each) for each in enumerate(turns, 1)]}


def escaped(text: str) -> str:
    """The text on one line, as Markdown that shows just that.

    "*1* [x](y)\\n# z" -> "\\*1\\* \\[x\\](y) \\# z"
    """
    line = _ACTIVE.sub(lambda found: "\\" + found.group(), " ".join(text.split()))
    leading = _LEADING.match(line)
    if not leading:
        return line
    end = leading.end()
    return f"{line[:end]}\\{line[end:]}" if line[0].isdigit() else "\\" + line


def _turn(turn: StoredTurn, notes: _Notes, words: Texts) -> list[str]:
    among = said(turn.filters, words)
    parts = [f"*{escaped(among)}*"] if among else []
    if turn.answer:
        parts += _answer(turn.answer, notes, words)
    if turn.error:
        parts.append(f"{words.error}: {escaped(turn.error)}")
    if turn.feedback:
        rated = words.exported_liked if turn.feedback.liked else words.exported_disliked
        reason = f": {escaped(turn.feedback.reason)}" if turn.feedback.reason else ""
        parts.append(f"*{rated}*{reason}")
    return parts


def _answer(answer: Answer, notes: _Notes, words: Texts) -> list[str]:
    parts = []
    if is_restated(answer.question, answer.understood_as):
        parts.append(f"*{words.understood}* {escaped(answer.understood_as)}")
    if answer.short:
        parts.append(f"**{escaped(answer.short.text)}**")
    if answer.model:
        parts.append(" ".join(_sentence(each, answer, notes, words) for each in answer.sentences))
        parts.append(f"*{words.written.format(model=escaped(answer.model))}*")
        parts += [
            f"{who}{_reference(each, notes)}"
            for each in answer.citations
            if (who := _said(each, words))
        ]
    elif answer.citations:
        for each in answer.citations:
            who = _said(each, words)
            quote = f"> {_quoted(each)}{_reference(each, notes)}"
            parts.append(f"{quote}\n>\n> {who}" if who else quote)
    else:
        parts.append(escaped(answer.text))
    if not answer.answered:
        parts += _nearest(answer, notes, words)
    return [part for part in parts if part]


def _said(citation: Citation, words: Texts) -> str:
    """Whose words a quote is, by its article; nothing where that is not known."""
    who = citation.attributed_to
    return f"*{words.according_to}* {escaped(who.text)}" if who else ""


def _nearest(answer: Answer, notes: _Notes, words: Texts) -> list[str]:
    """What comes closest to a question without an answer, under a line that says so."""
    quotes = [
        f"> {escaped(snippet(article.text[start:end]))}{_note((article, start, end), notes)}"
        for article, start, end in nearest(answer)
    ]
    return [f"*{words.nearest}:*", *quotes] if quotes else []


def _sentence(statement: Statement, answer: Answer, notes: _Notes, words: Texts) -> str:
    """A sentence of a model with references where it had its markers, else at its end."""
    cited = {each.number: each for each in (*answer.citations, *statement.citations)}
    text, used = "", set()
    for position, piece in enumerate(_MARKER.split(statement.text)):
        number = int(piece) if position % 2 else None
        if number is None:
            text += escaped(piece) if not text else _inside(piece)
        elif number in cited:
            text += _reference(cited[number], notes)
            used.add(number)
        else:
            text += f" \\[{number}\\]"
    text += "".join(
        _reference(each, notes) for each in statement.citations if each.number not in used
    )
    if statement.verdict.status == "verified":
        return text
    why = f": {escaped(statement.verdict.reason)}" if statement.verdict.reason else ""
    return f"{text} *({words.exported_unverified}{why})*"


def _inside(text: str) -> str:
    """Escaped text in the middle of a line, its outer spaces kept."""
    space = " " if text[:1].isspace() else ""
    return space + escaped(text)


def _quoted(citation: Citation) -> str:
    return escaped(citation.quote)


def _reference(citation: Citation, notes: _Notes) -> str:
    return _note((citation.article, citation.start, citation.end), notes)


def _note(place: _Place, notes: _Notes) -> str:
    return f"[^{notes.setdefault(place, len(notes) + 1)}]"


def _footnote(number: int, place: _Place, words: Texts) -> str:
    """[^1]: “quote” – title, source, date, <address>, characters 0–9, version 1."""
    article, start, end = place
    address = web_address(article.url)
    facts = [
        escaped(title(article)),
        escaped(article.source or ""),
        escaped((article.published or "")[:10]),
        f"<{percent(address, safe=_ADDRESS)}>" if address else "",
        words.exported_place.format(start=start, end=end, version=article.version),
    ]
    quote = words.exported_quote.format(quote=escaped(article.text[start:end]))
    return f"[^{number}]: {quote} – {', '.join(fact for fact in facts if fact)}"


_ADDRESS = ":/?#[]@!$&'()*+,;=%~"  # what an address may hold beside letters, digits and -._


def _data(number: int, turn: StoredTurn) -> dict[str, Any]:
    judged = turn.feedback
    return {
        "number": number,
        "asked_at": turn.asked_at,
        "question": turn.question,
        "filters": packed(turn.filters),
        "answer": to_json(turn.answer) if turn.answer else None,
        "error": turn.error,
        "feedback": judged and {"liked": judged.liked, "reason": judged.reason, "at": judged.at},
    }
