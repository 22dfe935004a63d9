"""A real language model behind a real server: made, saved and served by the test itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_server import serving
from conftest import SIX, write
from tiny_model import make, writes

from index import Index
from qa import Answer, Draft, Found, ask, stream
from qa.llm import load
from qa.texts import NOTICES

QUESTION = "Wer kündigte eine Klage vor dem Verwaltungsgericht an?"
QUOTE = "Ihr Sprecher Ole Petersen kündigte eine Klage vor dem Verwaltungsgericht an."


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    place = tmp_path_factory.mktemp("real")
    with Index.open(place / "i", encoder="hashed") as index:
        index.sync(write(place / "articles", SIX))
        yield index


def test_a_model_that_has_learned_it_answers(harbour: Index, tmp_path: Path) -> None:
    taught = f"{QUOTE} [1]"
    place = make(tmp_path / "model", list(SIX.values()), taught)
    with serving(writes(place)) as server:
        load.cache_clear()
        found, *drafts, answer = stream(QUESTION, index=harbour, llm=load("tiny", server.url))
        assert len(server.exchanges) == 1
    assert isinstance(found, Found)
    texts = [each.text for each in drafts if isinstance(each, Draft)]
    assert len(texts) > 5
    assert texts[-1] == QUOTE
    assert isinstance(answer, Answer)
    assert (answer.text, answer.model, answer.notice) == (taught, "openai:tiny", "")
    assert [each.verdict.status for each in answer.sentences] == ["verified"]
    assert [citation.quote for citation in answer.citations] == [QUOTE]


def test_a_model_that_knows_nothing_is_not_believed(harbour: Index, tmp_path: Path) -> None:
    place = make(tmp_path / "model", list(SIX.values()))
    with serving(writes(place)) as server:
        load.cache_clear()
        answer = ask(QUESTION, index=harbour, llm=load("tiny", server.url))
        assert 1 <= len(server.exchanges) <= 2
    assert answer.model == ""
    assert answer.notice in {
        NOTICES[why]["de"].format(model="openai:tiny")
        for why in ("unverified", "language", "empty")
    }
    assert [citation.quote for citation in answer.citations] == [QUOTE]
