"""Question + history -> answer: every quote a span of an article, or none."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from index.errors import BadQuestion, IndexMissing
from qa.asking import Chat, ask, default_index, read, stream
from qa.export import to_json
from qa.llm import ModelMissing
from qa.types import Answer, Citation, Draft, Found, Span, Statement, Turn, Verdict
from qa.verification import verify, verify_all

if TYPE_CHECKING:
    from qa.chain import Request, build_chain
    from qa.retriever import ArticleRetriever

__all__ = [
    "Answer",
    "ArticleRetriever",
    "BadQuestion",
    "Chat",
    "Citation",
    "Draft",
    "Found",
    "IndexMissing",
    "ModelMissing",
    "Request",
    "Span",
    "Statement",
    "Turn",
    "Verdict",
    "ask",
    "build_chain",
    "default_index",
    "read",
    "stream",
    "to_json",
    "verify",
    "verify_all",
]

_LATE = {  # loaded when first named: langchain-core takes half a second
    "ArticleRetriever": "qa.retriever",
    "Request": "qa.chain",
    "build_chain": "qa.chain",
}


if not TYPE_CHECKING:  # to which any name would be one of ours

    def __getattr__(name: str) -> object:
        if name not in _LATE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_LATE[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *_LATE]
