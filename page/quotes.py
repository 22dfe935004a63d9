"""What a quote of an earlier answer is to its article today."""

from __future__ import annotations

from index import Article, ArticleQAError, Index
from index.errors import ArticleMissing
from page.card import Standing
from page.reading import State
from qa import Citation


class Quotes:
    def __init__(self, store: Index) -> None:
        self._store = store

    def standing(self, citation: Citation) -> Standing:
        """Compared with what the index holds, letter for letter."""
        try:
            newest = self._store.article(citation.article_id)
            read = newest
            if newest.version != citation.version:
                read = self._store.article(citation.article_id, version=citation.version)
        except ArticleMissing:
            return "gone"
        except ArticleQAError:  # busy, damaged, closed: nothing is known of the article
            return "unreadable"
        quote = read.text[citation.start : citation.end]
        if not quote or quote != citation.quote:
            return "unproven" if read is newest else "gone"
        return "checked" if read is newest else "changed"

    def state(self, article: Article) -> State:
        """Whether this wording of the article is the newest, and whether it is still there."""
        return self.wording(article.id, article.version)

    def wording(self, id: str, version: int) -> State:
        """The same, of the article that has this id."""
        try:
            newest = self._store.article(id)
        except ArticleMissing:
            return "gone"
        except ArticleQAError:
            return "unreadable"
        return "today" if newest.version == version else "earlier"
