"""Articles -> hits: read a folder of articles, keep an index of them, search it."""

from index.errors import (
    ArticleMissing,
    ArticleQAError,
    BadQuestion,
    EncoderMismatch,
    FolderMissing,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
)
from index.search import Index
from index.types import (
    Article,
    Block,
    Change,
    Encoder,
    FilterOptions,
    Hit,
    Listed,
    Passage,
    Status,
    Sync,
)

__all__ = [
    "Article",
    "ArticleMissing",
    "ArticleQAError",
    "BadQuestion",
    "Block",
    "Change",
    "Encoder",
    "EncoderMismatch",
    "FilterOptions",
    "FolderMissing",
    "Hit",
    "Index",
    "IndexBusy",
    "IndexDamaged",
    "IndexMissing",
    "Listed",
    "Passage",
    "Status",
    "Sync",
]
