"""What the answers say themselves, in German and English: everything else is a quote."""

from __future__ import annotations

from collections.abc import Sequence

from index import Listed
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
NONE_PASSES = {
    "de": "Kein Artikel passt zu diesen Filtern.",
    "en": "No article passes these filters.",
}
NOTICES = {  # why what stands there was not written by the model, or not as it would have it
    "missing": {
        "de": "Das Sprachmodell {model} ist nicht installiert oder nicht eingerichtet; die Antwort"
        " kommt ohne es.",
        "en": "The language model {model} is not installed or not set up; this answer was made"
        " without it.",
    },
    "timeout": {
        "de": "Das Sprachmodell {model} hat nicht rechtzeitig geantwortet; die Antwort kommt ohne"
        " es.",
        "en": "The language model {model} did not answer in time; this answer was made without it.",
    },
    "unreachable": {
        "de": "Das Sprachmodell {model} ist nicht zu erreichen; die Antwort kommt ohne es.",
        "en": "The language model {model} cannot be reached; this answer was made without it.",
    },
    "busy": {
        "de": "Das Sprachmodell {model} ist überlastet; die Antwort kommt ohne es.",
        "en": "The language model {model} is too busy; this answer was made without it.",
    },
    "denied": {
        "de": "Das Sprachmodell {model} weist den Schlüssel zurück; die Antwort kommt ohne es.",
        "en": "The language model {model} refuses the key; this answer was made without it.",
    },
    "unknown": {
        "de": "Der Server kennt das Sprachmodell {model} nicht; die Antwort kommt ohne es.",
        "en": "The server does not know the language model {model}; this answer was made without"
        " it.",
    },
    "failed": {
        "de": "Das Sprachmodell {model} hat versagt; die Antwort kommt ohne es.",
        "en": "The language model {model} failed; this answer was made without it.",
    },
    "empty": {
        "de": "Das Sprachmodell {model} hat nichts geschrieben; die Antwort kommt ohne es.",
        "en": "The language model {model} wrote nothing; this answer was made without it.",
    },
    "language": {
        "de": "Das Sprachmodell {model} hat in einer anderen Sprache geantwortet; die Antwort kommt"
        " ohne es.",
        "en": "The language model {model} answered in another language; this answer was made"
        " without it.",
    },
    "unverified": {
        "de": "Was das Sprachmodell {model} schrieb, steht so nicht in den Artikeln; die Antwort"
        " kommt ohne es.",
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
    "not said": {"de": "das sagt die Quelle nicht", "en": "the source does not say this"},
    "otherwise": {
        "de": "so sagt es die Quelle nicht",
        "en": "the source does not say it like this",
    },
    "too short": {
        "de": "zu kurz, um etwas zu behaupten",
        "en": "too short to tell what it claims",
    },
    "no passage": {"de": "keine Textstelle sagt das", "en": "no passage says this"},
    "figure": {"de": "in der Quelle steht {said} nicht", "en": "the source does not have {said}"},
    "other figure": {
        "de": "in der Quelle steht nicht {said}, sondern {source}",
        "en": "the source does not have {said}, but {source}",
    },
    "name": {
        "de": "{said} kommt dort in der Quelle nicht vor",
        "en": "the source does not have {said} there",
    },
    "added": {
        "de": "das sagt die Quelle nicht: {said}",
        "en": "the source does not say: {said}",
    },
    "replaced": {
        "de": "{said}, wo in der Quelle {source} steht",
        "en": "{said}, where the source has {source}",
    },
    "swapped": {"de": "Namen sind vertauscht", "en": "names stand in each other's place"},
    "of another": {
        "de": "die Quelle sagt das von {source}",
        "en": "the source says this of {source}",
    },
    "not quoted": {"de": "so nicht zitiert: „{said}“", "en": "no such quotation: “{said}”"},
    "denied otherwise": {
        "de": "anders verneint: {said} statt {source}",
        "en": "denies otherwise: {said} for {source}",
    },
    "denied there": {
        "de": "die Quelle verneint es: {source}",
        "en": "the source denies it: {source}",
    },
    "denied here": {
        "de": "die Quelle verneint es nicht: {said}",
        "en": "the source does not deny it: {said}",
    },
    "only if": {
        "de": "die Quelle sagt das nur bedingt: {source}",
        "en": "the source says this only with a condition: {source}",
    },
    "goes on": {
        "de": "in der Quelle geht es weiter: {source}",
        "en": "the source goes on: {source}",
    },
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


def chat(kind: Kind, language: str, articles: Sequence[Listed]) -> str:
    """The reply to what is no question of the articles."""
    if kind != "articles":
        return _CHAT[kind][language]
    if not articles:
        return NO_ARTICLES[language]
    titles = "; ".join(each.title or each.id for each in articles[:_LISTED])
    rest = len(articles) - _LISTED
    more = _MORE[language].format(count=rest) if rest > 0 else ""
    return _ARTICLES[language].format(count=len(articles), titles=titles) + more
