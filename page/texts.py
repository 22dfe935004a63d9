"""The words of the page's frame, in the languages it speaks; articles keep their own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Article


@dataclass(frozen=True, slots=True)
class Texts:
    """One language's words. Fields with braces are filled by `str.format`."""

    code: str
    tagline: str
    articles: str
    article: str
    question: str
    ask: str
    placeholder: str
    new: str
    conversation: str
    reading: str
    greeting: str
    try_one: str
    thinking: str
    answer: str
    understood: str
    according_to: str
    checked: str
    unchecked: str
    show: str
    citation: str
    nearest: str
    near: str
    error: str
    failed: str
    furniture: str
    contents: str
    more: str
    how: str
    empty: str
    empty_folder: str
    empty_no_folder: str
    languages: tuple[tuple[str, str], ...]

    def language(self, code: str) -> str:
        """The language's name in this language: de -> German; an unknown code in capitals."""
        return dict(self.languages).get(code.split("-")[0].lower(), code.upper())


EN = Texts(
    code="en",
    tagline="Ask your articles. Every answer shows the sentence it rests on.",
    articles="{count} articles",
    article="1 article",
    question="Your question",
    ask="Ask",
    placeholder="Ask in English or German …",
    new="New conversation",
    conversation="Conversation",
    reading="Reading room",
    greeting="What would you like to know?",
    try_one="For example",
    thinking="Reading the articles …",
    answer="Answer",
    understood="Understood as:",
    according_to="According to:",
    checked="Checked against the article letter by letter",
    unchecked="The article has changed or gone since",
    show="Show citation {number} in the article",
    citation="citation {number}",
    nearest="These passages come closest",
    near="close passage {number}",
    error="That did not work",
    failed="Something went wrong on our side. The window the page was started from says more.",
    furniture="Around the article",
    contents="Articles",
    more="… and {count} more",
    how="Ask a question: the article opens here, with the cited sentence marked.",
    empty="No articles yet",
    empty_folder="Put news articles (.txt .md .html .pdf) into this folder, then reload the page:",
    empty_no_folder="Start again with a folder of news articles: --articles FOLDER",
    languages=(("de", "German"), ("en", "English")),
)

DE = Texts(
    code="de",
    tagline="Fragen Sie Ihre Artikel. Jede Antwort zeigt den Satz, auf dem sie beruht.",
    articles="{count} Artikel",
    article="1 Artikel",
    question="Ihre Frage",
    ask="Fragen",
    placeholder="Fragen Sie auf Deutsch oder Englisch …",
    new="Neues Gespräch",
    conversation="Gespräch",
    reading="Lesesaal",
    greeting="Was möchten Sie wissen?",
    try_one="Zum Beispiel",
    thinking="Die Artikel werden gelesen …",
    answer="Antwort",
    understood="Verstanden als:",
    according_to="Laut:",
    checked="Buchstabe für Buchstabe mit dem Artikel verglichen",
    unchecked="Der Artikel wurde seitdem geändert oder entfernt",
    show="Beleg {number} im Artikel zeigen",
    citation="Beleg {number}",
    nearest="Diese Stellen kommen der Frage am nächsten",
    near="nahe Stelle {number}",
    error="Das hat nicht geklappt",
    failed="Bei uns ist etwas schiefgegangen. Mehr steht dort, wo die Seite gestartet wurde.",
    furniture="Rund um den Artikel",
    contents="Artikel",
    more="… und {count} weitere",
    how="Stellen Sie eine Frage: Der Artikel öffnet sich hier, der belegte Satz ist markiert.",
    empty="Noch keine Artikel",
    empty_folder="Legen Sie Artikel (.txt .md .html .pdf) in diesen Ordner und laden Sie neu:",
    empty_no_folder="Starten Sie neu mit einem Ordner voller Artikel: --articles ORDNER",
    languages=(("de", "Deutsch"), ("en", "Englisch")),
)

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


_SEED_SENTENCE = "bestätigte, dass Musk an dem Gespräch teilnahm"
_SEED_QUESTIONS = ("Who claimed Musk joined the call?", "Wie viel investierte Musks Super-PAC?")
_LONGEST_SUBJECT = 70  # characters; a longer title makes a button nobody reads


def example_questions(articles: Sequence[Article], *, limit: int = 3) -> tuple[str, ...]:
    """Questions to start with, made from what is there: the seed article's own, else of titles."""
    if any(_SEED_SENTENCE in article.text for article in articles):
        return _SEED_QUESTIONS[:limit]
    found: list[str] = []
    for article in articles:
        subject = " ".join((article.title or _first_heading(article) or "").split())
        if 0 < len(subject) <= _LONGEST_SUBJECT:
            german = (article.language or "").startswith("de")
            form = "Worum geht es in „{}“?" if german else 'What does the article say about "{}"?'
            found.append(form.format(subject))
        if len(found) == limit:
            break
    return tuple(found)


def _first_heading(article: Article) -> str | None:
    spans = (block for block in article.blocks if block.label == "heading")
    return next((article.text[block.start : block.end] for block in spans), None)
