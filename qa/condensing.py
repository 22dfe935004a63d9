"""A follow-up and what was said before -> a question that stands alone, as a model puts it.

What a model makes up is not asked: names that nobody mentioned, another language, an essay. Then
the rules (qa/followup.py) resolve it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig

from index.languages import detect_known
from index.passages import CountTokens
from qa.ellipses import AND
from qa.followup import stands_alone
from qa.llm import Writer
from qa.mentions import names
from qa.plain import plain
from qa.prompts import ABSTAIN, CONDENSE, CONVERSATION, neutral
from qa.types import Turn
from qa.writing import write

HISTORY = 700  # tokens of a conversation, as the index's encoder counts them
TURN = 2_000  # characters of a question or an answer that are looked at
_LONGEST = 400  # characters of a question that stands alone
_LEANS = re.compile(
    rf"^{AND}"
    r"|\b(?:es|er|ihm|ihn|ihr|dort|dabei|dazu|davon|damit|darüber|daran|it|he|she|they|him|them"
    r"|his|their|there)\b",
    re.I,
)


def may_lean(question: str) -> bool:
    """Whether a model is asked: also where the rules are content, but a word points back.

    "Und wie lange dauerte es?" -> True, "Wer rief Selenskyj an?" -> False
    """
    return not stands_alone(question) or _LEANS.search(question) is not None


def condense(
    writer: Writer,
    question: str,
    turns: Sequence[Turn],
    count: CountTokens,
    config: RunnableConfig | None = None,
) -> str | None:
    """The question as it stands alone; None where the model makes no such thing of it.

    Raises Unwritten.
    """
    messages = asked(question, recent(turns, count))
    reply = ""
    with closing(write(writer, messages, config)) as growing:
        for reply, _ in growing:
            if len(reply) > 4 * _LONGEST:
                break
    lines = plain(reply).split("\n")
    alone = re.sub(r"^[\w ]{3,25}: +", "", lines[0]).strip(" \"„“”'")
    said = " ".join([question, *(f"{turn.question} {_answer(turn)}" for turn in turns)])
    return alone if len(lines) == 1 and _is_sound(alone, question, said) else None


def asked(question: str, conversation: str) -> list[BaseMessage]:
    filled = CONVERSATION.format(conversation=conversation, question=neutral(question))
    return [SystemMessage(CONDENSE), HumanMessage(filled)]


def recent(turns: Sequence[Turn], count: CountTokens, budget: int = HISTORY) -> str:
    """The end of a conversation that fits, oldest first, as data for a prompt.

    By tokens, not turns: a pasted page takes the room of many short questions.
    """
    kept: list[str] = []
    for turn in reversed(turns):
        for speaker, text in (("Answer", _answer(turn)), ("Question", turn.question)):
            line = f"{speaker}: {neutral(text[:TURN])}"
            length = count([line])[0]
            if text.strip() and length > budget:
                return "\n".join(filter(None, reversed([*kept, _cut(line, count, budget)])))
            if text.strip():
                kept.append(line)
                budget -= length
    return "\n".join(reversed(kept))


def _cut(line: str, count: CountTokens, budget: int) -> str:
    """The line's beginning, as much as fits."""
    while line and count([line])[0] > budget:
        line = line[: len(line) * 3 // 4]
    return line


def _answer(turn: Turn) -> str:
    return turn.answer.text if turn.answer and turn.answer.answered else ""


def _is_sound(alone: str, question: str, said: str) -> bool:
    """Whether it is a question of the same language on what was spoken of."""
    if not alone or len(alone) > _LONGEST or ABSTAIN in alone:
        return False
    if detect_known(alone) != detect_known(question):
        return False
    words = set(re.findall(r"\w+", said.casefold()))
    stems = {word[:5] for word in words}  # "Musks", "Selenskyjs"
    mentioned = [word for name in names(alone) for word in re.findall(r"\w+", name.text.casefold())]
    figures = re.findall(r"\d+", alone)
    return all(word[:5] in stems for word in mentioned) and words.issuperset(figures)
