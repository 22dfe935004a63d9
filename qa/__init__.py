"""Question + history -> answer: every quote a span of an article, or none."""

from qa.asking import Chat, ask, default_index, read
from qa.export import to_json
from qa.types import Answer, Citation, Span, Turn
from qa.verification import Verdict, verify

__all__ = [
    "Answer",
    "Chat",
    "Citation",
    "Span",
    "Turn",
    "Verdict",
    "ask",
    "default_index",
    "read",
    "to_json",
    "verify",
]
