"""Question + history -> answer: every quote a span of an article, or none."""

from index.errors import BadQuestion, IndexMissing
from qa.asking import Chat, ask, default_index, read, stream
from qa.export import to_json
from qa.llm import ModelMissing
from qa.types import Answer, Citation, Draft, Found, Span, Statement, Turn, Verdict
from qa.verification import verify, verify_all

__all__ = [
    "Answer",
    "BadQuestion",
    "Chat",
    "Citation",
    "Draft",
    "Found",
    "IndexMissing",
    "ModelMissing",
    "Span",
    "Statement",
    "Turn",
    "Verdict",
    "ask",
    "default_index",
    "read",
    "stream",
    "to_json",
    "verify",
    "verify_all",
]
