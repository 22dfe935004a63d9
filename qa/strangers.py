"""Names and years in a question that no article has: whatever would answer it is of another.

"How many people left their homes in Berlin?" is not answered by an article on Görlitz, however well
it fits otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index import Article, Hit, Index, analysis
from index.analysis import compounds
from index.lexicon import load
from qa.countries import countries, country
from qa.mentions import Name, names
from qa.sameness import is_among, is_name, may_name, misspelled
from qa.support import words

_ENDINGS = ("", "n", "en", "s", "es", "e", "er", "ern", "in", "innen")
_BEGINS = re.compile(r"(?:^|[.!?:])\s*$")
_ARTICLE = re.compile(
    r"\b(?:d(?:er|ie|as|en|em|es)|k?ein(?:e[nmrs]?)?|[ai]m|beim|vom|zu[mr]|ins)\s+"
    r"(?:[a-zäöüß-]+e[nmrs]?\s+)?$",
    re.I,
)

_YEAR = re.compile(  # not "2,019", "2019 Euro", "the 1900s"
    r"(?<![\d.,–-])(?:1[5-9]|20)\d\d(?![\d.,–-]*\d|er\b|['’]?s\b|\s?[€$£%]|[ \u00a0]euros?\b)", re.I
)
_BESIDE = 1  # years from an article's date: "last year", "next year"


def stranger(index: Index, question: str, language: str, hits: Sequence[Hit]) -> str | None:
    """A name in the question of which no article in a language of the hits has a word.

    Or a country that no hit names, in either language.

    Only what is surely a name: in German every noun has a capital, "Danish" and "GDP" are other
    words in German, and so may any lone word be that our lexicon translates, unless it is a place.
    """
    spoken = {hit.article.language for hit in hits}
    for name in names(question, language):
        written = name.text.split()
        lone = len(written) == 1
        if not lone and _BEGINS.search(question[: name.start]):
            written = written[1:]  # "Muss Serbien …": any word has a capital there
        parts = [word for word in written if _names(word, language)]
        if not parts or (lone and not _surely(name, question, language, spoken)):
            continue
        if not any(_known(index, word, language, spoken) for word in parts):
            return name.text
    return _elsewhere(question, language, hits)


def of_others(question: str, language: str, articles: Iterable[Article]) -> frozenset[str]:
    """The ids of those that have no word of a full name in the question: they are of others.

    "When does Julian Hesketh's trial begin?" is not answered by an article on another trial. Of 560
    held-out questions with such a name the article that answers lacks it in 5.
    """
    full = [
        [word for word in words(name.text) if may_name(word) and is_name(word, language)]
        for name in names(question, language)
        if name.sure and name.kind != "place"
    ]
    asked = [parts for parts in full if len(parts) > 1]
    different = {each.id: each for each in articles}.values() if asked else ()
    return frozenset(each.id for each in different if not _has_each(asked, language, each))


def _has_each(asked: Sequence[Sequence[str]], language: str, article: Article) -> bool:
    text = f"{article.title or ''}\n{article.text}"
    capitals: Sequence[str] = ()
    for parts in asked:
        if any(part in text for part in parts):
            continue
        capitals = capitals or [*{word for word in words(text) if word[0].isupper()}]
        other = article.language or language
        if not any(
            is_among(part, capitals, language, other) or misspelled(part, capitals)
            for part in parts
        ):
            return False
    return True


def _elsewhere(question: str, language: str, hits: Sequence[Hit]) -> str | None:
    """The first country in the question that no hit says anything of."""
    asked = {name.text: code for name in names(question, language) if (code := country(name.text))}
    if not asked:
        return None
    texts = (f"{hit.article.title or ''} {hit.passage.text}" for hit in hits)
    said = {code for text in texts for code in countries(words(text))}
    return next((name for name, code in asked.items() if code not in said), None)


def of_another_year(question: str, articles: Sequence[Article]) -> bool:
    """Whether the question names a year that none of the articles has, nor is from.

    So it is for 2 of 502 answerable questions with a year, on held-out articles.
    """
    asked = _YEAR.findall(question)
    return bool(asked) and not any(_is_of_year(each, asked) for each in articles)


def _is_of_year(article: Article, years: Sequence[str]) -> bool:
    dated = (article.published or "")[:4]
    text = f"{article.title or ''}\n{article.text}"
    return any(
        year in text or (dated.isdecimal() and abs(int(year) - int(dated)) <= _BESIDE)
        for year in years
    )


def behind_article(text: str, start: int) -> bool:
    """Whether a German article stands before what begins there, as before nouns and hardly ever
    before names.

    "Was steht in dem alten Prüfbericht?", 25 -> True
    """
    return _ARTICLE.search(text[:start]) is not None


def _names(word: str, language: str) -> bool:
    """Whether a word of a name is one itself: in "die Stadt Kassel" only the last."""
    if any(char.isdigit() for char in word):
        return True
    if not word[:1].isupper() or word.isupper() or country(word) is not None:
        return False
    return language != "de" or not _is_noun(word)


def _surely(name: Name, question: str, language: str, spoken: set[str | None]) -> bool:
    if any(char.isdigit() for char in name.text):
        return True
    if name.kind == "place" and not behind_article(question, name.start):
        return True
    if language != "en" or not name.sure:
        return False
    return all(other == "en" or not _translated(name.text, other) for other in spoken)


def _translated(word: str, other: str | None) -> bool:
    """Whether an English word may be another one in that language."""
    if other is None:
        return True
    terms = analysis.of_word(word, "en")
    return not terms or bool(load("en", other)[terms[0]])


def _is_noun(word: str) -> bool:
    lower = word.lower()
    stems = (lower.removesuffix(ending) for ending in _ENDINGS if lower.endswith(ending))
    return any(map(compounds().is_noun, stems))


def _known(index: Index, word: str, language: str, spoken: set[str | None]) -> bool:
    """Whether the articles of one of these languages have the word, as it may be spelled there."""
    return any(
        each.known for other in spoken for each in index.concepts(word, other, asked=language)
    )
