"""Haystack or txtai answers questions of passages, reading with our reader's weights.

Runs in an environment of its own (benchmarks/haystack-requirements.txt, txtai-requirements.txt)
and imports nothing of ours: python -m benchmarks.rivals_run JOB.json RESULT.json

Both find ten passages with their own BM25, since neither can embed without a download. Each is run
as it comes, and once more without what keeps it from making the most of this reader:

- Haystack hands a model no token types, by which a BERT tells the question from the passage.
- txtai joins the passages and reads what fits into one window, which is two or three of them. It
  raises TypeError where the reader says that there is no answer. Passage by passage, the first
  that gives an answer counts.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

Job: TypeAlias = Mapping[str, Any]
Answer: TypeAlias = tuple[str | None, int | None]  # its text, and the number of its passage


@dataclass(frozen=True, slots=True)
class System:
    """What is measured: asked of all passages, and told the passage."""

    name: str
    version: str
    ask: Callable[[str], Answer]
    read: Callable[[str, str], str | None]


def run(job: Job) -> list[dict[str, Any]]:
    """Answers to the job's questions, by each system; see `rivals.job` and `rivals.results`."""
    return [measured(system, job) for system in SYSTEMS[job["system"]](job)]


def measured(system: System, job: Job) -> dict[str, Any]:
    questions, passages = job["questions"], job["passages"]
    system.ask(questions[0]["text"])  # the first one loads
    answers = []
    for question in questions:
        started = time.perf_counter()
        text, passage = system.ask(question["text"])
        milliseconds = 1000 * (time.perf_counter() - started)
        answers.append({"text": text, "passage": passage, "ms": milliseconds})
    told = [system.read(each["text"], passages[each["passage"]]) for each in questions]
    return {"system": system.name, "version": system.version, "answers": answers, "told": told}


def haystack(job: Job) -> Iterator[System]:
    """A generator, since both systems are the same model, which the second one changes."""
    from haystack import Document, Pipeline  # type: ignore[import-not-found]
    from haystack.components.retrievers.in_memory import (  # type: ignore[import-not-found]
        InMemoryBM25Retriever,
    )
    from haystack.document_stores.in_memory import (  # type: ignore[import-not-found]
        InMemoryDocumentStore,
    )
    from haystack_integrations.components.readers.transformers import (  # type: ignore[import-not-found]
        TransformersExtractiveReader,
    )

    store = InMemoryDocumentStore()
    texts = enumerate(job["passages"])
    store.write_documents([Document(id=str(at), content=text) for at, text in texts])
    reader = TransformersExtractiveReader(
        job["reader"], top_k=1, no_answer=True, max_seq_length=job["longest"]
    )
    pipeline = Pipeline()
    pipeline.add_component("retriever", InMemoryBM25Retriever(store, top_k=job["k"]))
    pipeline.add_component("reader", reader)
    pipeline.connect("retriever.documents", "reader.documents")

    def ask(question: str) -> Answer:
        found = pipeline.run({"retriever": {"query": question}, "reader": {"query": question}})
        answers = found["reader"]["answers"]
        if not answers or answers[0].data is None:
            return None, None
        return answers[0].data, int(answers[0].document.id)

    def read(question: str, text: str) -> str | None:
        found = reader.run(question, [Document(content=text)], no_answer=False)["answers"]
        return found[0].data if found else None

    yield System("Haystack", version("haystack-ai"), ask, read)
    _tell_types(reader.model, reader.tokenizer.sep_token_id)
    yield System("Haystack, told token types", version("haystack-ai"), ask, read)


def _tell_types(model: Any, separator: int) -> None:
    """From here on 1 between the two separators, as the reader was trained."""
    forward = model.forward

    def typed(input_ids: Any, attention_mask: Any) -> Any:
        ends = input_ids == separator
        types = (ends.cumsum(1) == 1) & ~ends
        return forward(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=types.long()
        )

    model.forward = typed


def txtai(job: Job) -> Iterator[System]:
    from txtai import RAG, Embeddings  # type: ignore[import-not-found]
    from txtai.pipeline import Questions  # type: ignore[import-not-found]

    embeddings = Embeddings(keyword=True, content=True)
    embeddings.index(enumerate(job["passages"]))
    questions = Questions(job["reader"], gpu=False)
    found: list[dict[str, Any]] = []

    def search(queries: list[str], limit: int) -> list[list[dict[str, Any]]]:
        """Remembers what was found: which passage of it an answer is from, RAG says not."""
        found[:] = embeddings.batchsearch(queries, limit)[0]
        return [found]

    rag = RAG(search, questions, context=job["k"], output="flatten")

    def ask(question: str) -> Answer:
        text = _unless_none(lambda: rag(question))
        holding = (int(each["id"]) for each in found if text and text in each["text"])
        return text, next(holding, None)

    def read(question: str, text: str) -> str | None:
        return _unless_none(lambda: questions([question], [text])[0])

    def each(question: str) -> Answer:
        for hit in embeddings.search(question, job["k"]):
            text = read(question, hit["text"])
            if text:
                return text, int(hit["id"])
        return None, None

    yield System("txtai", version("txtai"), ask, read)
    yield System("txtai, passage by passage", version("txtai"), each, read)


def _unless_none(call: Callable[[], str | None]) -> str | None:
    """The answer, where the reader gives one."""
    try:
        return call() or None
    except TypeError as error:  # its best place is [CLS], and txtai looks up which word that is
        if "NoneType" not in str(error):
            raise
        return None


SYSTEMS: dict[str, Callable[[Job], Iterator[System]]] = {"haystack": haystack, "txtai": txtai}


if __name__ == "__main__":
    result = run(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    Path(sys.argv[2]).write_text(json.dumps(result), encoding="utf-8")
