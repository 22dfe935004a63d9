"""The reader as other libraries load it, what they are asked, and how their answers are counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper
from test_quantised import texts, tokenizer
from test_reader import LONGEST, make, network
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from benchmarks import rivals, rivals_run
from benchmarks.comprehension import Asked
from benchmarks.reader_export import export, weights
from index.models import WEIGHTS
from index.shipped import Shipped
from qa.models import READER

PAIRS = (
    ("Wer hat die Bibliothek gebaut?", "Die Bibliothek hat Anna Groß im Jahr 1987 gebaut."),
    ("Wann brach der Vulkan aus?", "Am 5. November brach auf Island der Vulkan Krafla aus."),
    ("Where did the family move?", "The family moved from Leeds to York in March."),
    ("Was kostet der Eintritt?", "Gäste zahlen 3,50 Euro Eintritt – „zu viel“, sagt Łukasz."),
)
PASSAGES = ("Der Hafen kostet zwölf Millionen.", "Anna Feld klagt.", "Nichts.")
ASKED = (
    Asked("Was kostet der Hafen?", PASSAGES[0], ("zwölf Millionen",)),
    Asked("Wer klagt?", PASSAGES[1], ("Anna Feld", "Feld")),
)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("models") / "tiny")


def logits(reader: Path, folder: Path, pairs: Any) -> list[tuple[Any, Any]]:
    """(length, 2) each: of `transformers` in fp32, of the graph in int8, for the same pieces."""
    shipped = Shipped.read(reader)
    pieces = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForQuestionAnswering.from_pretrained(folder)
    model.eval()
    found = []
    for pair in pairs:
        given = pieces(*pair, return_tensors="pt")
        with torch.inference_mode():
            said = model(**given)
        full = torch.stack([said.start_logits[0], said.end_logits[0]], -1).numpy()
        (ours,) = shipped.session.run(None, {name: each.numpy() for name, each in given.items()})
        found.append((full, ours[0]))
    return found


def span(logits: Any) -> tuple[int, int]:
    """Of most score, its end not before its start."""
    scores = np.triu(logits[:, :1] + logits[:, 1] + 1e3)
    first, last = np.unravel_index(scores.argmax(), scores.shape)
    return int(first), int(last)


# --- the export -----------------------------------------------------------------------------------


def test_the_shipped_reader_reads_alike_in_transformers(tmp_path: Path) -> None:
    both = logits(READER, export(READER, tmp_path / "full"), PAIRS)
    for full, ours in both:
        (first, last), (begin, end) = span(full), span(ours)
        assert first <= end
        assert begin <= last  # a near tie may be rounded to a word more
        assert np.corrcoef(full.ravel(), ours.ravel())[0, 1] > 0.99


def test_the_exported_tokenizer_is_the_readers(tiny: Path, tmp_path: Path) -> None:
    pieces = AutoTokenizer.from_pretrained(export(tiny, tmp_path / "full"))
    assert pieces.is_fast
    assert pieces.model_max_length == LONGEST
    for question, text in zip(texts(9, 1, 8), texts(9, 2), strict=True):
        given, own = pieces(question, text), tokenizer().encode(question, text)
        assert given["input_ids"] == own.ids
        assert given["token_type_ids"] == own.type_ids


def test_weights_are_what_was_made_int8(tiny: Path) -> None:
    graph = onnx.load(str(tiny / WEIGHTS)).graph
    found = weights({each.name: numpy_helper.to_array(each) for each in graph.initializer})
    model = network()
    made = {f"bert.{name}": each for name, each in model.body.state_dict().items()}
    made |= {f"qa_outputs.{name}": each for name, each in model.head.state_dict().items()}
    assert set(found) == set(made)
    for name, each in made.items():
        wanted = each.numpy()
        assert found[name].shape == wanted.shape, name
        assert np.abs(found[name] - wanted).max() <= 0.05 * np.abs(wanted).max(), name


# --- the job and the result -----------------------------------------------------------------------


class Lookup:
    """A system that knows one answer, and how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, question: str) -> rivals_run.Answer:
        self.asked.append(question)
        return ("zwölf Millionen", 0) if question == ASKED[0].question else (None, None)

    def read(self, question: str, text: str) -> str | None:
        return text.split()[0]


def test_a_job_and_its_result_survive_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lookup = Lookup()
    system = rivals_run.System("Lookup", "1.2", lookup.ask, lookup.read)
    monkeypatch.setitem(rivals_run.SYSTEMS, "lookup", lambda job: iter([system]))
    job = rivals.job("lookup", tmp_path, PASSAGES, ASKED)
    found = rivals_run.run(json.loads(json.dumps(job)))
    (result,) = rivals.results(json.loads(json.dumps(found)), PASSAGES)
    assert (result.system, result.version) == ("Lookup", "1.2")
    assert [(each.text, each.passage) for each in result.answers] == [
        ("zwölf Millionen", PASSAGES[0]),
        ("", ""),
    ]
    assert result.told == ("Der", "Anna")
    assert all(each.ms >= 0 for each in result.answers)
    assert lookup.asked == [ASKED[0].question, *(each.question for each in ASKED)]


# --- the measure ----------------------------------------------------------------------------------


def given(*answers: tuple[str, str, float]) -> rivals.Result:
    return rivals.Result(
        "some", "1", tuple(rivals.Given(*each) for each in answers), ("zwölf Millionen", "Feld")
    )


def test_all_right_is_all_right() -> None:
    found = rivals.row(
        given(("zwölf Millionen", PASSAGES[0], 10.0), ("Anna Feld", PASSAGES[1], 20.0)), ASKED
    )
    assert found == {
        "system": "some",
        "version": "1",
        "questions": "2",
        "answered": "1.000",
        "the answer's passage holds the gold answer": "1.000",
        "F1 of the top answer": "100.0",
        "F1, told the passage": "100.0",
        "ms p50": "15",
        "ms p95": "20",
    }


def test_no_answer_counts_as_nothing_found() -> None:
    found = rivals.row(given(("Millionen", PASSAGES[0], 10.0), ("", "", 10.0)), ASKED)
    assert found["answered"] == "0.500"
    assert found["the answer's passage holds the gold answer"] == "0.500"
    assert found["F1 of the top answer"] == "33.3"  # 2/3 of the words of one, none of the other's


def test_a_right_word_in_a_wrong_passage_is_not_held() -> None:
    found = rivals.row(
        given(("zwölf Millionen", PASSAGES[2], 10.0), ("Feld", PASSAGES[1], 10.0)), ASKED
    )
    assert found["the answer's passage holds the gold answer"] == "0.500"
    assert found["F1 of the top answer"] == "100.0"


def test_an_answer_to_each_question() -> None:
    with pytest.raises(ValueError, match="zip"):
        rivals.row(given(("Feld", PASSAGES[1], 1.0)), ASKED)


def test_the_environments_versions_are_pinned() -> None:
    for system in rivals.OTHERS:
        path = Path(rivals.__file__).parent / f"{system}-requirements.txt"
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0] == "-c ../constraints.txt"
        assert all("==" in line for line in lines[1:])
