"""Whether what came closest has anything to do with a question that has no answer. Pure."""

from __future__ import annotations

from index.analysis import terms
from index.concepts import concepts
from index.query import checked
from index.types import Article
from qa.types import Answer

# Of confidence: below it, and without a word of the question, a sentence is only the least
# unlike. On 100 paragraphs, German and English, asked in both languages, that was a quarter of the
# sentences shown to questions on something else, and none of 22 with the answer in them.
_NO_IDEA = 0.02


def relevant(answer: Answer, article: Article, start: int, end: int) -> bool:
    """Whether the reader has an idea, or the article's title or the paragraphs there have a word of
    the question, in whichever language, or a name in whichever spelling.
    """
    if answer.confidence >= _NO_IDEA:
        return True
    question = checked(answer.question)
    asked = concepts(f"{question} {answer.understood_as}", answer.language, article.language)
    around = [article.text[start:end], article.title or ""]
    around += [
        article.text[each.start : each.end]
        for each in article.blocks
        if each.start < end and start < each.end
    ]
    said = frozenset(terms("\n".join(around), article.language))
    return any(each.share(said) for each in asked)
