"""The measuring tools measure what they say: offsets of answers, who is held out, tables."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
from pathlib import Path

import numpy as np
import pytest
from conftest import Counting

from benchmarks import mlqa, ranking, retrieval, similarity, table
from benchmarks.heldout import every, squad
from benchmarks.ranking import Interval, Outcome, bootstrap, gaps, measured, ndcg, rank, recall
from benchmarks.table import markdown, number
from index import ArticleQAError, Encoder
from index.hashed import HashedEncoder
from index.remembering import Remembering
from training.sources import held_out

TITLES = [f"Title_{place}" for place in range(200)]
PARAGRAPHS = (
    "Ada Lovelace wrote the first program in 1843.\nIt computed Bernoulli numbers.",
    "Paris is the capital of France. Paris is large.",
)


def data(folder: Path) -> Path:
    def asked(context: str, answer: str) -> dict[str, object]:
        start = context.index(answer)
        return {"question": f"{answer}?", "answers": [{"text": answer, "answer_start": start}]}

    entries = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": PARAGRAPHS[0],
                    "qas": [
                        asked(PARAGRAPHS[0], "Bernoulli"),
                        {"question": "Why?", "answers": []},
                    ],
                },
                {
                    "context": PARAGRAPHS[1],
                    "qas": [asked(PARAGRAPHS[1], "France"), asked(PARAGRAPHS[1], "Paris")],
                },
            ],
        }
        for title in TITLES
    ]
    (folder / "train").mkdir()
    with gzip.open(folder / "train" / "squad-v1.1-train.json.gz", "wt", encoding="utf-8") as file:
        json.dump({"data": entries}, file)
    return folder


def test_answers_stand_where_their_questions_say(tmp_path: Path) -> None:
    articles, questions = squad(data(tmp_path))
    texts = {article.id: article.text for article in articles}
    assert set(texts) == {title for title in TITLES if held_out(title)}
    assert 5 < len(texts) < 50
    for question in questions:
        if question.start is None:
            assert question.text == "Why?"
        else:
            found = texts[question.article_id][question.start : question.end]
            assert f"{found}?" == question.text


def test_an_answer_that_occurs_twice_is_left_out(tmp_path: Path) -> None:
    _, questions = squad(data(tmp_path))
    assert {question.text for question in questions} == {"Bernoulli?", "Why?", "France?"}


def test_a_sample_is_the_same_each_time(tmp_path: Path) -> None:
    _, questions = squad(data(tmp_path))
    assert every(3, questions) == questions[::3]


def test_tables() -> None:
    rows = [{"what": "a | b", "ms": number(1234.5)}, {"what": "c"}]
    assert markdown(rows).splitlines() == [
        "| what | ms |",
        "|---|---|",
        "| a \\| b | 1,234 |",
        "| c |  |",
    ]
    assert [number(value) for value in (None, 0, 0.1234, 1.234, 12.34)] == [
        "–",
        "0",
        "0.123",
        "1.23",
        "12.3",
    ]


# --- retrieval: measures --------------------------------------------------------------------------

RANKS = np.array([1, 3, 11, 0, 2])
LOG_3 = float(np.log2(3))


def outcome(run: str, ids: str, **ranks: list[int]) -> Outcome:
    return Outcome("e", "p", 7, run, tuple(ids), {by: np.array(at) for by, at in ranks.items()})


def test_a_rank_counts_each_passage_once() -> None:
    assert rank(["a", "a", "b", "a", "c"], "b") == 2
    assert rank(["a", "a", "b", "a", "c"], "c") == 3
    assert rank(["a"], "b") == rank([], "b") == 0


def test_measures_of_ranks() -> None:
    assert ndcg(RANKS).tolist() == pytest.approx([1, 0.5, 0, 0, 1 / LOG_3])
    assert ranking.reciprocal(RANKS).tolist() == pytest.approx([1, 1 / 3, 0, 0, 0.5])
    assert [recall(RANKS, at) for at in (1, 2, 3, 10, 11)] == pytest.approx(
        [0.2, 0.4, 0.6, 0.6, 0.8]
    )


def test_an_interval_is_that_of_resampled_means() -> None:
    """A share of 1/2 of n has the standard error 1/2 / sqrt(n): 1.96 of it on either side."""
    found = bootstrap(np.array([0.0, 1.0] * 200))
    assert found.mean == 0.5
    assert (found.low, found.high) == pytest.approx((0.451, 0.549), abs=0.006)
    assert bootstrap(np.array([0.0, 1.0] * 200)) == found
    assert bootstrap(np.full(9, 0.25)) == Interval(0.25, 0.25, 0.25)
    with pytest.raises(ValueError, match="at least one"):
        bootstrap(np.zeros(0))


def test_fused_search_is_compared_with_the_better_of_the_others_question_by_question() -> None:
    one = outcome("de→de", "abcd", dense=[1, 0, 0, 0], keyword=[0, 3, 1, 0], fused=[1, 1, 1, 0])
    dense, keyword, fused = measured(one, "fused")
    assert (dense.by, dense.ndcg.mean, dense.best, dense.ahead) == ("dense", 0.25, None, None)
    assert (keyword.recall_1, keyword.recall_5, keyword.ndcg.mean) == (0.25, 0.5, 0.375)
    assert keyword.mrr == pytest.approx((1 / 3 + 1) / 4)
    assert (fused.best, fused.questions, fused.passages) == ("keyword", 4, 7)
    assert fused.ahead == bootstrap(np.array([1, 0.5, 0, 0]))
    assert fused.ahead.mean == 0.375


def test_a_gap_is_between_the_same_questions_of_one_pool_and_encoder() -> None:
    german = outcome("de→de", "abc", dense=[1, 3, 1])
    english = outcome("en→de", "dcb", dense=[1, 0, 3])  # c: 1 and 0, b: 1/2 and 1/2
    (found,) = gaps([german, english], "de→de", "en→de")
    assert (found.questions, found.first, found.second) == (2, 0.75, 0.25)
    assert found.gap == bootstrap(np.array([0.0, 1.0]))
    assert found.gap.mean == 0.5
    assert not list(gaps([german], "de→de", "en→de"))
    assert not list(gaps([german, outcome("en→de", "d", dense=[1])], "de→de", "en→de"))


def test_spearman_is_pearson_of_average_ranks() -> None:
    assert similarity.average_ranks([5, 1, 5]).tolist() == [2.5, 1, 2.5]
    assert similarity.spearman([1, 2, 3], [10, 30, 20]) == pytest.approx(0.5)
    assert similarity.spearman([1, 2, 3], [0.3, 0.2, 0.1]) == pytest.approx(-1)
    # Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: covariance 4.5, variances 4.5 and 5.
    assert similarity.spearman([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(4.5 / 22.5**0.5)
    assert similarity.spearman([1, 1], [1, 2]) == 0


def test_the_nearest_sentence_may_stand_there_twice() -> None:
    rows = np.eye(3, dtype=np.float32)
    assert similarity.nearest_is_right(rows, rows[[1, 0, 2]], ["a", "b", "c"]) == pytest.approx(
        1 / 3
    )
    assert similarity.nearest_is_right(rows, rows[[1, 0, 2]], ["a", "a", "c"]) == 1


# --- retrieval: data ------------------------------------------------------------------------------

LIGHTHOUSE = "Der Leuchtturm von Warnemünde wurde im Jahr 1898 feierlich eröffnet."
BRIDGE = "Die steinerne Brücke über den Neckar hat sieben große Bögen."
ROSES = "Hinter dem alten Schloss wachsen vierhundert Rosen."
ROSES_EN = "Four hundred roses grow behind the old castle."
# (language of the passages, of the questions) -> (id, passage, question). Those that cross have no
# word in common with any passage, in whatever language, so they find nothing.
DEV = {
    ("de", "de"): (
        ("q1", ROSES, "Wie viele Rosen wachsen dort?"),
        ("q2", BRIDGE, "Wie viele Bögen hat die Brücke?"),
    ),
    ("de", "en"): (("q2", BRIDGE, "Which goalkeeper sneezed?"), ("q1", ROSES, "Who yawned?")),
    ("en", "de"): (("q1", ROSES_EN, "Welcher Torwart nieste?"),),
    ("en", "en"): (("q1", ROSES_EN, "How many roses grow there?"),),
}
TRANSLATIONS = (("Tom kam", "Tom arrived"), ("Maria ging", "Maria left"), ("Ja", "Yes"))
JUDGED = (("a b", "a b", 5.0), ('a "b", c', "a d e", 2.5), ("a", "f", 0.0), ("a b", "a c", 3.0))


def zipped(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode()))


def dev_data(folder: Path) -> Path:
    """Tiny files in the formats of the real ones."""
    passages = [{"passage_id": "p0", "text": LIGHTHOUSE}, {"passage_id": "p1", "text": BRIDGE}]
    asked = [{"id": "t0", "question_de": "Wann eröffnete der Leuchtturm?", "passage_id": "p0"}]
    path = folder / "dev" / "mlqa"
    for name, rows in (("de.passages", passages), ("de-de", asked)):
        lines = "\n".join(map(json.dumps, rows)) + "\n"
        zipped(path / f"test-retrieval-{name}.rebuilt.jsonl.gz", lines)
    for (context, question), triples in DEV.items():
        paragraphs = [
            {"context": text, "qas": [{"id": id, "question": each, "answers": []}]}
            for id, text, each in triples
        ]
        text = json.dumps({"data": [{"title": "T", "paragraphs": paragraphs}]})
        zipped(path / f"dev-context-{context}-question-{question}.json.gz", text)
    for stem in similarity.BITEXTS.values():
        for place, code in enumerate(("deu", "eng")):
            lines = "".join(f"{pair[place]}\n" for pair in TRANSLATIONS)
            zipped(folder / f"{stem}.{code}.gz", lines)
    for name in similarity.STS_SETS:
        table_of = io.StringIO()
        csv.writer(table_of).writerows(JUDGED)
        zipped(folder / "dev" / "stsb" / f"stsb-{name}.csv.gz", table_of.getvalue())
    return folder


def test_equal_passages_are_one_and_pools_grow(tmp_path: Path) -> None:
    found = mlqa.pools(dev_data(tmp_path))
    texts = [list(pool.passages.values()) for pool in found]
    assert texts[0] == [LIGHTHOUSE, BRIDGE]
    assert texts[1] == [LIGHTHOUSE, BRIDGE, ROSES]
    assert texts[2] == [LIGHTHOUSE, BRIDGE, ROSES, ROSES_EN]
    assert [[run.name for run in pool.runs] for pool in found] == [
        ["de→de"],
        ["de→de", "en→de"],
        ["de→de", "en→de", "de→en", "en→en"],
    ]
    asked = {
        run.name: [(each.id, pool.passages[each.passage], each.text) for each in run.questions]
        for pool in found[1:]
        for run in pool.runs
    }
    assert asked == {
        f"{question}→{context}": sorted(triples) for (context, question), triples in DEV.items()
    }


def test_a_sample_of_two_languages_has_the_same_questions(tmp_path: Path) -> None:
    _, german, _ = mlqa.pools(dev_data(tmp_path), samples=1)
    assert [[each.id for each in run.questions] for run in german.runs] == [["q1"], ["q1"]]
    assert len(german.passages) == 3
    assert mlqa.spread("abcde", 2) == ["a", "c"]
    assert mlqa.spread("abc", None) == mlqa.spread("abc", 9) == ["a", "b", "c"]


def test_pairs_are_read_line_by_line(tmp_path: Path) -> None:
    data = dev_data(tmp_path)
    german, english = similarity.read_bitext(data, "Tatoeba")
    assert list(zip(german, english, strict=True)) == list(TRANSLATIONS)
    assert similarity.read_bitext(data, "Tatoeba", 1) == (["Tom kam"], ["Tom arrived"])
    first, second, scores = similarity.read_sts(data, "de-dev")
    assert list(zip(first, second, scores, strict=True)) == list(JUDGED)
    zipped(data / "dev" / "tatoeba" / "tatoeba.deu-eng.eng.gz", "One\u2028line\n")
    with pytest.raises(ValueError, match="shorter"):
        similarity.read_bitext(data, "Tatoeba")


# --- retrieval: a whole run -----------------------------------------------------------------------


def test_a_passage_in_many_pools_is_embedded_once(tmp_path: Path) -> None:
    encoder = Counting()
    outcomes = list(retrieval.searched("hashed", encoder, mlqa.pools(dev_data(tmp_path))))
    assert len(outcomes) == 7
    embedded = [*encoder.documents, *encoder.questions]
    assert sorted({LIGHTHOUSE, BRIDGE, ROSES, ROSES_EN} & set(embedded)) == sorted(
        each for each in embedded if not each.endswith("?")
    )
    again = Remembering(encoder)
    assert np.array_equal(again.encode(["b", "a", "b"]), HashedEncoder().encode(["b", "a", "b"]))
    assert again.encode([]).shape == (0, 384)


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a run keeps its results; every encoder but "gone" is the hashed one."""

    def load(name: str) -> Encoder:
        if name == "gone":
            raise ArticleQAError("cannot load the encoder gone")
        return HashedEncoder()

    monkeypatch.setattr(table, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(retrieval, "load", load)
    return tmp_path / "results"


def test_a_whole_run(tmp_path: Path, results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = dev_data(tmp_path)
    retrieval.main(["--data", str(data), "--encoder", "hashed", "gone"])
    page = (results / "retrieval.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out == page + "\n"
    kept = json.loads((results / "retrieval.json").read_text(encoding="utf-8"))
    assert kept["missing"] == ["gone"]
    found = {(row["passages"], row["run"], row["by"]): row["ndcg"]["mean"] for row in kept["mlqa"]}
    ways = ("dense", "keyword", "fused")
    pools = ((2, ["de→de"]), (3, ["de→de", "en→de"]), (4, ["de→de", "en→de", "de→en", "en→en"]))
    assert set(found) == {(size, run, by) for size, runs in pools for run in runs for by in ways}
    crossed = {key for key in found if key[1] in ("en→de", "de→en")}
    assert {key: found[key] for key in set(found) - crossed} == {
        **dict.fromkeys(set(found) - crossed, 1.0),
        # By its words alone a passage may stand behind the same one in the other language.
        (4, "en→en", "keyword"): 1 / math.log2(3),
        (4, "de→de", "keyword"): (1 + 1 / math.log2(3)) / 2,
    }
    # Words tell nothing across languages; a passage in the other one is found for being that.
    assert {found[key] for key in crossed if key[2] == "keyword"} == {0.0}
    assert all(found[size, run, by] < 1 for size, run, by in crossed if run == "en→de")
    gaps = {(row["passages"], row["by"]): row["gap"]["mean"] for row in kept["gaps"]}
    assert set(gaps) == {(size, by) for size in (3, 4) for by in ways}
    assert {gaps[size, "keyword"] - found[size, "de→de", "keyword"] for size in (3, 4)} == {0.0}
    assert all(0 < gap <= 1 for gap in gaps.values())
    names = [(row["set"], row["pairs"], row["to_english"]) for row in kept["bitext"]]
    assert names == [
        ("Tatoeba", 3, pytest.approx(2 / 3)),
        ("newstest2020", 3, pytest.approx(2 / 3)),
    ]
    assert [row["spearman"] for row in kept["sts"]] == pytest.approx([1.0] * 4)
    for line in (
        "| hashed | retrieval set | 2 | de→de | 1 | dense | 1.000 (1.000–1.000) "
        "| 1.000 | 1.000 | 1.000 |  |",
        "| hashed | German | 3 | 2 | keyword | 1.000 | 0.000 | +100.0 (+100.0 to +100.0) |",
        "| gone | could not be loaded |  |  |  |",
        "| multilingual-e5-small | 0.658 | 0.657 | 0.605 |",
        "| BM25 | 0.564 | 0.387 | 0.337 |",
        "| hashed | STSb en-test | 4 | 1.000 |",
    ):
        assert line in page.splitlines()


def test_parts_and_samples(tmp_path: Path, results: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    arguments = ["--data", str(dev_data(tmp_path)), "--encoder", str(folder)]
    retrieval.main([*arguments, "--only", "bitext,sts", "--samples", "2"])
    kept = json.loads((results / "retrieval.json").read_text(encoding="utf-8"))
    assert not kept["mlqa"]
    assert {(row["encoder"], row["pairs"]) for row in kept["bitext"] + kept["sts"]} == {
        ("model", 2)
    }
    assert "MLQA" not in (results / "retrieval.md").read_text(encoding="utf-8")


def test_what_was_kept_stays_where_nothing_can_be_measured(tmp_path: Path, results: Path) -> None:
    with pytest.raises(SystemExit, match="no encoder could be loaded"):
        retrieval.main(["--data", str(tmp_path), "--encoder", "gone"])
    assert not results.exists()


def test_two_folders_are_not_taken_for_one(tmp_path: Path, results: Path) -> None:
    folders = [tmp_path / each / "model" for each in "ab"]
    for folder in folders:
        folder.mkdir(parents=True)
    with pytest.raises(SystemExit, match="would both be called model"):
        retrieval.main(["--data", str(tmp_path), "--encoder", *map(str, folders)])
    assert not results.exists()


@pytest.mark.parametrize("wrong", [["--only", "mlqa,squad"], ["--samples", "0"]])
def test_arguments_that_mean_nothing(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        retrieval.main(["--data", ".", *wrong])
    assert {"--only": "'squad' is none of mlqa,bitext,sts", "--samples": "at least 1, got 0"}[
        wrong[0]
    ] in capsys.readouterr().err
