"""Hit <-> LangChain Document: the index as a retriever for anybody's chain."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from index import Hit, Index


class ArticleRetriever(BaseRetriever):
    """Finds passages of the index; `filters` are those of `Index.search`.

    ArticleRetriever(index=Index.open(".article-qa"), k=4).invoke("Who joined the call?")
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    k: int = 10
    filters: dict[str, Any] = Field(default_factory=dict)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [to_document(hit) for hit in self.index.search(query, self.k, **self.filters)]


def to_document(hit: Hit) -> Document:
    """The passage as a document; its metadata say where in which version of the article it stands.

    `start` and `end` count code points of `Index.article(article_id, version).text`.
    """
    article, passage = hit.article, hit.passage
    return Document(
        id=str(passage.id),
        page_content=passage.text,
        metadata={
            "article_id": article.id,
            "version": article.version,
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
            "title": article.title,
            "source": article.source,
            "url": article.url,
            "published": article.published,
            "language": article.language,
        },
    )
