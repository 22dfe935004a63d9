"""What the answers say themselves, in German and English: everything else is a quote."""

from __future__ import annotations

from collections.abc import Sequence

from index import Listed
from qa.kinds import QuestionKind

NOT_SAID = {
    "de": "Das steht nicht in den Artikeln.",
    "en": "The articles do not say.",
}
NOTHING_ABOUT = {
    "de": "Das steht nicht in den Artikeln: Zu „{subject}“ findet sich dort nichts.",
    "en": "The articles do not say: there is nothing about “{subject}” in them.",
}
ONLY_MENTIONED = {
    "de": "Das steht nicht in den Artikeln: „{subject}“ kommt vor, aber nicht, wonach Sie fragen.",
    "en": "The articles do not say: “{subject}” is mentioned, but not what you ask.",
}
UNCLEAR = {
    "de": "Eindeutig steht das nicht in den Artikeln; vielleicht sagt es einer dieser Sätze.",
    "en": "The articles do not clearly say; one of these sentences may.",
}
_ARTICLES_DENY = {"de": "in den Artikeln", "en": "The articles"}
_SELECTED_DENY = {"de": "in den ausgewählten Artikeln", "en": "The selected articles"}
NO_ARTICLES = {
    "de": "Es sind noch keine Artikel da, die antworten könnten.",
    "en": "There are no articles yet that could answer.",
}
NONE_PASSES = {
    "de": "Kein Artikel passt zu diesen Filtern.",
    "en": "No article passes these filters.",
}
NAMES_NOBODY = {  # where it was asked who says so
    "de": "Der Artikel nennt niemanden, der das sagt.",
    "en": "The article names nobody who says so.",
}
NOTICES = {  # why what stands there was not written by the model, or not as it would have it
    "missing": {
        "de": "Das Sprachmodell {model} ist nicht installiert oder nicht eingerichtet; diese"
        " Antwort wurde ohne Sprachmodell gemacht.",
        "en": "The language model {model} is not installed or not set up; this answer was made"
        " without it.",
    },
    "timeout": {
        "de": "Das Sprachmodell {model} hat nicht rechtzeitig geantwortet; diese Antwort wurde ohne"
        " Sprachmodell gemacht.",
        "en": "The language model {model} did not answer in time; this answer was made without it.",
    },
    "unreachable": {
        "de": "Das Sprachmodell {model} ist nicht zu erreichen; diese Antwort wurde ohne"
        " Sprachmodell gemacht.",
        "en": "The language model {model} cannot be reached; this answer was made without it.",
    },
    "busy": {
        "de": "Das Sprachmodell {model} ist überlastet; diese Antwort wurde ohne Sprachmodell"
        " gemacht.",
        "en": "The language model {model} is too busy; this answer was made without it.",
    },
    "denied": {
        "de": "Das Sprachmodell {model} hat den Schlüssel abgelehnt; diese Antwort wurde ohne"
        " Sprachmodell gemacht.",
        "en": "The language model {model} rejected the key; this answer was made without it.",
    },
    "unknown": {
        "de": "Der Server kennt das Sprachmodell {model} nicht; diese Antwort wurde ohne"
        " Sprachmodell gemacht.",
        "en": "The server does not know the language model {model}; this answer was made without"
        " it.",
    },
    "failed": {
        "de": "Das Sprachmodell {model} meldet einen Fehler; diese Antwort wurde ohne Sprachmodell"
        " gemacht.",
        "en": "The language model {model} failed; this answer was made without it.",
    },
    "empty": {
        "de": "Das Sprachmodell {model} hat nichts geschrieben; diese Antwort wurde ohne"
        " Sprachmodell gemacht.",
        "en": "The language model {model} wrote nothing; this answer was made without it.",
    },
    "language": {
        "de": "Das Sprachmodell {model} hat in einer anderen Sprache geantwortet; diese Antwort"
        " wurde ohne Sprachmodell gemacht.",
        "en": "The language model {model} answered in another language; this answer was made"
        " without it.",
    },
    "unverified": {
        "de": "Was das Sprachmodell {model} schrieb, steht so nicht in den Artikeln; diese"
        " Antwort wurde ohne Sprachmodell gemacht.",
        "en": "What the language model {model} wrote is not what the articles say; this answer was"
        " made without it.",
    },
    "abstained": {
        "de": "Das Sprachmodell {model} fand keine Antwort; dieser Satz könnte eine sein.",
        "en": "The language model {model} found no answer; this sentence may be one.",
    },
}
DISCREPANCIES = {  # between a sentence and its source (qa/discrepancy.py)
    "empty": {"de": "sagt nichts", "en": "says nothing"},
    "not said": {"de": "das sagt der Artikel nicht", "en": "the article does not say this"},
    "otherwise": {
        "de": "so sagt es der Artikel nicht",
        "en": "the article does not say it like this",
    },
    "too short": {
        "de": "zu kurz, um etwas zu behaupten",
        "en": "too short to tell what it claims",
    },
    "no passage": {"de": "keine Textstelle sagt das", "en": "no passage says this"},
    "figure": {"de": "im Artikel steht {said} nicht", "en": "the article does not have {said}"},
    "other figure": {
        "de": "im Artikel steht nicht {said}, sondern {source}",
        "en": "the article does not have {said}, but {source}",
    },
    "name": {
        "de": "an dieser Stelle des Artikels kommt {said} nicht vor",
        "en": "this part of the article does not have {said}",
    },
    "added": {
        "de": "das sagt der Artikel nicht: {said}",
        "en": "the article does not say: {said}",
    },
    "replaced": {
        "de": "{said}, wo im Artikel {source} steht",
        "en": "{said}, where the article has {source}",
    },
    "swapped": {"de": "Namen sind vertauscht", "en": "names are swapped"},
    "of another": {
        "de": "der Artikel sagt das über {source}",
        "en": "the article says this of {source}",
    },
    "not quoted": {"de": "so nicht zitiert: „{said}“", "en": "no such quotation: “{said}”"},
    "denied otherwise": {
        "de": "anders verneint als im Artikel: {said} statt {source}",
        "en": "negated differently: {said}, where the article has {source}",
    },
    "denied there": {
        "de": "der Artikel verneint es: {source}",
        "en": "the article denies it: {source}",
    },
    "denied here": {
        "de": "der Artikel verneint es nicht: {said}",
        "en": "the article does not deny it: {said}",
    },
    "stronger": {
        "de": "das geht weiter als der Artikel: {said}; dort: {source}",
        "en": "this goes further than the article: {said}; there: {source}",
    },
    "opposite": {
        "de": "im Artikel steht das Gegenteil: {source} statt {said}",
        "en": "the article has the opposite: {source}, not {said}",
    },
    "only if": {
        "de": "der Artikel sagt das nur unter einer Bedingung: {source}",
        "en": "the article says this only on a condition: {source}",
    },
    "goes on": {
        "de": "im Artikel geht es weiter: {source}",
        "en": "the article goes on: {source}",
    },
}
_CHAT: dict[QuestionKind, dict[str, str]] = {
    "greeting": {
        "de": "Guten Tag! Fragen Sie etwas zu den Artikeln.",
        "en": "Hello! Ask something about the articles.",
    },
    "thanks": {"de": "Gern geschehen.", "en": "You are welcome."},
    "okay": {"de": "Fragen Sie gern weiter.", "en": "Ask more if you like."},
    "farewell": {"de": "Auf Wiedersehen!", "en": "Goodbye!"},
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
_ARTICLE = {"de": "1 Artikel: {titles}", "en": "1 article: {titles}"}
_ARTICLES = {"de": "{count} Artikel: {titles}", "en": "{count} articles: {titles}"}
_MORE = {"de": " und {count} weitere", "en": " and {count} more"}
_LISTED = 20


def of_selection(denial: str, language: str) -> str:
    """What the articles do not say, said of those alone that filters let through.

    "The articles do not say." -> "The selected articles do not say."
    """
    return denial.replace(_ARTICLES_DENY[language], _SELECTED_DENY[language], 1)


def chat(kind: QuestionKind, language: str, articles: Sequence[Listed]) -> str:
    """The reply to what is no question of the articles."""
    if kind != "articles":
        return _CHAT[kind][language]
    if not articles:
        return NO_ARTICLES[language]
    titles = "; ".join(each.title or each.id for each in articles[:_LISTED])
    rest = len(articles) - _LISTED
    more = _MORE[language].format(count=rest) if rest > 0 else ""
    text = (_ARTICLE if len(articles) == 1 else _ARTICLES)[language]
    return text.format(count=len(articles), titles=titles) + more
