"""A chat model that says what a test wrote down, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from qa.llm import Writer


class Scripted(BaseChatModel):
    """One reply a request, word by word; the last one stands for all that follow."""

    replies: list[str]
    asked: list[list[BaseMessage]] = Field(default_factory=list)
    closed: list[int] = Field(default_factory=list)  # how many words were read of each reply

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(each.text) for each in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.asked.append(messages)
        reply = self.replies[min(len(self.asked), len(self.replies)) - 1]
        words = reply.split(" ")
        read = 0
        try:
            for at, word in enumerate(words):
                read = at + 1
                chunk = ChatGenerationChunk(
                    message=AIMessageChunk(content=word if at == 0 else f" {word}")
                )
                if run_manager:
                    run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                yield chunk
        finally:
            self.closed.append(read)

    def prompt(self, at: int = -1) -> str:
        return "\n".join(str(message.content) for message in self.asked[at])


def scripted(*replies: str) -> tuple[Scripted, Writer]:
    model = Scripted(replies=list(replies))
    return model, Writer(model, "scripted")
