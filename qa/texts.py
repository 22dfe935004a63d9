"""What the answers say themselves, in German and English: everything else is a quote."""

from __future__ import annotations

from collections.abc import Sequence

from index import Article
from qa.kinds import Kind

NOT_SAID = {
    "de": "Das steht nicht in den Artikeln.",
    "en": "The articles do not say.",
}
NOTHING_ABOUT = {
    "de": "Das steht nicht in den Artikeln: Zu {subject} findet sich dort nichts.",
    "en": "The articles do not say: there is nothing about {subject} in them.",
}
ONLY_MENTIONED = {
    "de": "Das steht nicht in den Artikeln: {subject} kommt vor, aber nicht das.",
    "en": "The articles do not say: {subject} is mentioned, but not this.",
}
NO_ARTICLES = {
    "de": "Es sind noch keine Artikel da, die antworten könnten.",
    "en": "There are no articles yet that could answer.",
}
_CHAT: dict[Kind, dict[str, str]] = {
    "greeting": {
        "de": "Guten Tag! Fragen Sie etwas zu den Artikeln.",
        "en": "Hello! Ask something about the articles.",
    },
    "thanks": {"de": "Gern geschehen.", "en": "You are welcome."},
    "help": {
        "de": (
            "Ich suche Antworten in den Artikeln und zeige den Satz, in dem sie stehen. Fragen Sie "
            "auf Deutsch oder Englisch: wer, was, wann, wo, warum - oder worum es geht."
        ),
        "en": (
            "I look for answers in the articles and show the sentence they stand in. Ask in German "
            "or English: who, what, when, where, why - or what an article is about."
        ),
    },
}
_ARTICLES = {"de": "{count} Artikel: {titles}", "en": "{count} articles: {titles}"}
_MORE = {"de": " und {count} weitere", "en": " and {count} more"}
_LISTED = 20


def chat(kind: Kind, language: str, articles: Sequence[Article]) -> str:
    """The reply to what is no question of the articles."""
    if kind != "articles":
        return _CHAT[kind][language]
    if not articles:
        return NO_ARTICLES[language]
    titles = "; ".join(each.title or each.id for each in articles[:_LISTED])
    rest = len(articles) - _LISTED
    more = _MORE[language].format(count=rest) if rest > 0 else ""
    return _ARTICLES[language].format(count=len(articles), titles=titles) + more
