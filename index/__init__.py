"""Articles -> hits: read a folder of articles, keep an index of them, search it."""

from index.errors import ArticleQAError
from index.search import Index
from index.types import Article, Block, Change, Encoder, Hit, Listed, Passage, Status, Sync

__all__ = [
    "Article",
    "ArticleQAError",
    "Block",
    "Change",
    "Encoder",
    "Hit",
    "Index",
    "Listed",
    "Passage",
    "Status",
    "Sync",
]
