"""What the models are trained on: the files as they are read, and what is learned by counting.

The data are made here, in the formats of the real files; the teacher's tokenizer is a small one.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import math
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from index import analysis
from index.errors import ArticleQAError
from index.lexicon import Lexicon, Row
from index.sentences import sentences
from training import lexicon, passages, prepare, questions, sources, terms, vocabulary
from training.aligned import LONGEST, Aligned, Ragged, align, linked
from training.lexicon import learn
from training.passages import Example
from training.sources import Quotation

SUBJECTS = {
    "Der Bürgermeister": "The mayor",
    "Die Ärztin": "The doctor",
    "Der Fischer": "The fisherman",
    "Die Königin": "The queen",
    "Der Müller": "The miller",
    "Die Schülerin": "The pupil",
    "Der Gärtner": "The gardener",
    "Die Richterin": "The judge",
    "Der Kapitän": "The captain",
}
VERBS = {
    "besucht": "visits",
    "kauft": "buys",
    "sieht": "sees",
    "verkauft": "sells",
    "malt": "paints",
    "zeigt": "shows",
    "findet": "finds",
    "sucht": "seeks",
}
OBJECTS = {
    "die große Brücke": "the big bridge",
    "das alte Schloss": "the old castle",
    "den schönen Garten": "the beautiful garden",
    "das neue Rathaus": "the new townhall",
    "die kleine Mühle": "the small mill",
}
PAIRS = [
    (f"{de} {does} {what}.", f"{SUBJECTS[de]} {VERBS[does]} {OBJECTS[what]}.")
    for de, does, what in product(SUBJECTS, VERBS, OBJECTS)
]


def paragraph(place: str, part: int, count: int = 6) -> list[str]:
    """German sentences of which none is in another paragraph."""
    return [
        f"Im Jahr {1800 + 7 * number + part} gründete Anna Feld{part}{number} in {place} eine "
        f"Mühle für {100 + number} Familien aus dem Dorf{part}x{number}."
        for number in range(count)
    ]


def english(place: str, part: int, count: int = 4) -> list[str]:
    return [
        f"The tower{part}x{number} of {place} was opened by Mary Hill in {year + part}."
        for number, year in enumerate(range(1850, 1850 + 9 * count, 9))
    ]


def asked_of(place: str) -> str:
    """A passage as TyDi QA has it: without a title."""
    return " ".join(english(place, 7))


TITLES = ("Adlersberg", "Birkenfeld", "Eichstadt", "Falkenau", "Lindenhof")
HELD_OUT = next(title for n in range(99) if sources.held_out(title := f"Ort {n}"))
UNTITLED = next(name for n in range(99) if not sources.held_out(asked_of(name := f"Ford {n}")))
SET_ASIDE = next(name for n in range(99) if sources.held_out(asked_of(name := f"Furt {n}")))
DISPUTED = tuple(each for n in range(10, 26) if not sources.held_out(each := f"Haven_{n}"))
SPEAKER = "Ole Petersen"
EVALUATED = "Die alte Windmühle von Grünau wurde 1791 aus rotem Sandstein erbaut."
EVALUATED_EN = "The lighthouse of Southport was built of granite in 1822 by two brothers."
NEVER = {  # where it is evaluated on -> what then must not be trained on
    "tatoeba/tatoeba.deu-eng.deu.gz": "Nur zum Messen ist dieser Satz.",
    "tatoeba/tatoeba.deu-eng.eng.gz": "This sentence is for measuring only.",
    "newstest2020/newstest2020.deu.gz": "Eine Nachricht, die nur gemessen wird.",
    "newstest2020/newstest2020.eng.gz": "A piece of news to measure with.",
}


def compressed(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode("utf-8"), 1))


def lines(rows: Iterable[object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def asked(passage: str, question: str, answer: str, **more: int) -> dict[str, Any]:
    """A question as SQuAD writes it."""
    found = {"text": answer, "answer_start": passage.index(answer), **more}
    return {"id": question, "question": question, "answers": [found]}


def impossible(question: str) -> dict[str, Any]:
    """A question without an answer, as SQuAD 2.0 writes it."""
    return {"id": question, "question": question, "answers": [], "is_impossible": True}


def squad_article(title: str, places: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Each sentence of a paragraph answers one question."""
    contexts = [" ".join(each) for each in places]
    return {
        "title": title,
        "paragraphs": [
            {
                "context": context,
                "qas": [
                    asked(context, f" Who opened {name} of {title}? ", f"Hill in {year}", n_occ=1)
                    for each in place
                    for name, year in [(each.split()[1], each.rstrip(".").split()[-1])]
                ],
            }
            for context, place in zip(contexts, places, strict=True)
        ],
    }


def disputed_article(title: str) -> dict[str, Any]:
    """As many questions that its passage does not answer."""
    article = squad_article(title, [english(title.replace("_", " "), 3)])
    for each in article["paragraphs"][0]["qas"][:4]:
        question = each["question"].strip().replace("opened", "closed")
        article["paragraphs"][0]["qas"].append(impossible(question))
    return article


def untitled(place: str) -> dict[str, Any]:
    """An article of TyDi QA."""
    passage = asked_of(place)
    qas = [asked(passage, f"who opened tower7x0 of {place}", "Mary Hill in 1857")]
    return {"paragraphs": [{"context": passage, "qas": qas}]}


def spans(text: str, *parts: str) -> dict[str, Any]:
    starts = [text.index(part) for part in parts]
    found = [[start, start + len(part)] for start, part in zip(starts, parts, strict=True)]
    return {"text": " ".join(parts), "spans": found}


def quotation(text: str, said: str, speaker: str = "") -> dict[str, Any]:
    who = spans(text, speaker) if speaker else spans(text)
    return {"type": "Direct", "speaker": who, "quote": spans(text, said)}


def news(title: str) -> dict[str, Any]:
    """An article with a quotation that is long enough, in its second half, and one that is not."""
    said = f"Die Straße nach {title} wird im Herbst gesperrt"
    text = f"{' '.join(paragraph(title, 90, 8))} „{said}“, sagte {SPEAKER}. „Nie“, sagte er."
    nowhere = {"type": "Reported", "speaker": spans(text, SPEAKER), "quote": spans(text)}
    quotes = [quotation(text, f"„{said}“", SPEAKER), quotation(text, "Nie"), nowhere]
    return {"document": f"17 - {title} (2005-08-05)", "text": text, "quotations": quotes}


def write_data(folder: Path) -> Path:
    """All the files that training reads."""
    rows = [(*pair, "tatoeba" if at % 9 == 0 else "news") for at, pair in enumerate(PAIRS)]
    left_out = [
        (EVALUATED, "The old windmill.", "news"),
        *((text, "Something else.", "news") for name, text in NEVER.items() if "deu.gz" in name),
        *(("Etwas anderes.", text, "news") for name, text in NEVER.items() if "eng.gz" in name),
        ("Ein Mann spielt Flöte.", "Another.", "news"),
    ]
    table = "".join("\t".join(row) + "\n" for row in [("de", "en", "source"), *rows, *left_out])
    compressed(folder / "train/parallel.de-en.tsv.gz", table)

    places = {title: [english(title, 0), english(title, 1)] for title in TITLES}
    articles = [squad_article(title, each) for title, each in places.items()]
    articles.append(squad_article(HELD_OUT, [english(HELD_OUT, 0)]))
    compressed(folder / "train/squad-v1.1-train.json.gz", json.dumps({"data": articles}))

    disputed = [disputed_article(title) for title in (*DISPUTED, HELD_OUT)]
    compressed(folder / "train/squad-v2.0-unanswerable.json.gz", json.dumps({"data": disputed}))
    people = [untitled(place) for place in (UNTITLED, SET_ASIDE)]
    compressed(folder / "train/tydiqa-goldp-en-train.json.gz", json.dumps({"data": people}))

    texts = {title: [paragraph(title, part) for part in (2, 3)] for title in TITLES}
    texts[HELD_OUT] = [paragraph(HELD_OUT, 2)]
    texts["Grünau"] = [[*paragraph("Grünau", 2), EVALUATED]]
    wikipedia = [
        {"title": title, "text": "\n\n".join("\n".join(part) for part in parts)}
        for title, parts in texts.items()
    ]
    compressed(folder / "train/wikipedia-de.jsonl.gz", lines(wikipedia))
    quotations = lines(news(title) for title in (*TITLES, HELD_OUT))
    compressed(folder / "train/wikinews-de-quotations.train.jsonl.gz", quotations)

    passage = {"passage_id": "p00000", "text": f"{EVALUATED} Sie steht noch."}
    compressed(folder / "dev/mlqa/test-retrieval-de.passages.rebuilt.jsonl.gz", lines([passage]))
    context = {"context": f"{EVALUATED_EN} It still stands.", "qas": []}
    compressed(
        folder / "dev/mlqa/dev-context-en-question-en.json.gz",
        json.dumps({"version": 1.0, "data": [{"title": "Southport", "paragraphs": [context]}]}),
    )
    for name, text in NEVER.items():
        compressed(folder / "dev" / name, f"{text}\n")
    compressed(
        folder / "dev/stsb/stsb-de-dev.csv.gz",
        'Ein Mann spielt Flöte.,"Ein Kind, das singt.",0.5\n',
    )
    return folder


def teacher_tokenizer() -> Tokenizer:
    """English words and single characters; umlauts lose their dots, as with the real one's."""
    known = sorted({word.lower() for _, en in PAIRS for word in en.rstrip(".").split()})
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,?!-"
    # [CLS] and [SEP] are not where the student has them, "zebra" is never used
    pieces = ["[PAD]", "[SEP]", "[CLS]", "[MASK]", "[UNK]", "zebra", *letters]
    pieces += [f"##{letter}" for letter in letters[:36]] + known
    tokenizer = Tokenizer(
        models.WordPiece({piece: at for at, piece in enumerate(pieces)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def teacher() -> Tokenizer:
    return teacher_tokenizer()


@pytest.fixture(scope="module")
def student(teacher: Tokenizer) -> Tokenizer:
    """All German words of the pairs, and the English ones that are met thirty times."""
    return vocabulary.build(teacher, [de for de, _ in PAIRS], [en for _, en in PAIRS])


def folded(text: str) -> list[str]:
    return vocabulary.words(text, vocabulary.normalizer().normalize_str)


# --- the files ---


def test_parallel_sentences_are_each_once_and_in_order(tmp_path: Path) -> None:
    rows = ["de\ten\tsource", "Ja.\tYes.\tnews", " \tNo.\tnews", "Ja.\tYes.\ttatoeba"]
    rows += ["Nein.\t\tnews", "„Nie“, sagte er.\tNever.\twmt21-mt", "Ja.\tIndeed.\tnews"]
    compressed(tmp_path / "train/parallel.de-en.tsv.gz", "\n".join(rows) + "\n")
    assert [(each.de, each.en) for each in sources.parallel(tmp_path)] == [
        ("Ja.", "Yes."),
        ("„Nie“, sagte er.", "Never."),
        ("Ja.", "Indeed."),
    ]
    assert sources.parallel(tmp_path)[1].source == "wmt21-mt"


def test_squad_without_the_answers_whose_place_was_guessed(tmp_path: Path) -> None:
    context = "Berlin lies on the Spree. Berlin is old."
    qas = [
        asked(context, "Where does Berlin lie? ", "on the Spree", n_occ=1),
        asked(context, "Which city is old?", "Berlin", n_occ=2),
        asked(context, "How is it?", "old"),
        {"question": "Who founded it?", "answers": []},
    ]
    article = {"title": "Berlin", "paragraphs": [{"context": context, "qas": qas}]}
    compressed(tmp_path / "train/squad-v1.1-train.json.gz", json.dumps({"data": [article]}))
    found = sources.squad(tmp_path)
    assert [(each.question, each.passage[each.start : each.end]) for each in found] == [
        ("Where does Berlin lie?", "on the Spree"),
        ("How is it?", "old"),
    ]
    assert {each.title for each in found} == {"Berlin"}


def test_questions_without_a_title_have_their_passage_for_an_article(data: Path) -> None:
    found = sources.tydi(data)
    assert [(each.question, each.passage[each.start : each.end]) for each in found] == [
        (f"who opened tower7x0 of {place}", "Mary Hill in 1857") for place in (UNTITLED, SET_ASIDE)
    ]
    assert [each.title for each in found] == ["", ""]
    assert [each.article for each in found] == [asked_of(UNTITLED), asked_of(SET_ASIDE)]
    assert {each.article for each in sources.squad(data)} == {*TITLES, HELD_OUT}
    assert sources.tydi(data, {english(UNTITLED, 7)[2]}) == found[1:]


def test_questions_that_are_not_answered_have_no_place(data: Path) -> None:
    found = sources.unanswerable(data)
    assert [each.title for each in found] == [
        title for title in (*DISPUTED, HELD_OUT) for _ in range(8)
    ]
    for each in found:
        answer = each.passage[each.start : each.end]
        if "closed" in each.question:
            assert each.start == each.end
        else:
            assert answer.startswith("Hill in 18")


def test_the_titles_for_measuring_are_always_the_same_and_not_set_aside(data: Path) -> None:
    found = sources.judged_titles(data)
    assert len(found) == 8
    assert found < set(DISPUTED)  # some are left to learn from, and HELD_OUT is none
    assert sources.judged_titles(data) == found
    assert sources.judged_titles(data, 3) < found
    assert sources.judged_titles(data, 99) == set(DISPUTED)


def test_news_with_who_said_what(data: Path, tmp_path: Path) -> None:
    found = list(sources.news(data))
    assert [each.title for each in found] == [*TITLES, HELD_OUT]
    said, never = found[0].quotations  # not the one that stands nowhere
    assert found[0].text[slice(*said.quote)].startswith(f"„Die Straße nach {TITLES[0]} wird")
    assert said.speaker
    assert found[0].text[slice(*said.speaker)] == SPEAKER
    assert said.kind == "Direct"
    assert (found[0].text[slice(*never.quote)], never.speaker) == ("Nie", None)

    text = "„Wir kommen“, sagte er, „und ihr bleibt.“"
    parts = {
        "type": "Reported",
        "speaker": spans(text, "er"),
        "quote": spans(text, "Wir", "bleibt"),
    }
    row = {"document": "9 - A - B (C) (2005-01-01)", "text": text, "quotations": [parts]}
    compressed(tmp_path / "train/wikinews-de-quotations.dev.jsonl.gz", lines([row]))
    (only,) = sources.news(tmp_path, "dev")
    assert only.title == "A - B (C)"
    assert only.quotations == (Quotation((1, 39), (20, 22), "Reported"),)
    assert text[1:39] == "Wir kommen“, sagte er, „und ihr bleibt"


def test_an_encyclopedia_is_its_long_paragraphs(tmp_path: Path) -> None:
    long, other = paragraph("Adlersberg", 1), paragraph("Birkenfeld", 2)
    text = "\n".join(long) + "\n\nZu kurz.\n\n" + "\n".join(other)
    compressed(
        tmp_path / "train/wikipedia-de.jsonl.gz",
        lines([{"title": "Adlersberg", "text": text}, {"title": "Leer", "text": "Nichts."}]),
    )
    whole = {"Adlersberg": [" ".join(long), " ".join(other)], "Leer": []}
    assert sources.encyclopedia(tmp_path, set()) == whole
    assert sources.encyclopedia(tmp_path, {"Zu kurz.", "Nichts."}) == whole
    assert sources.encyclopedia(tmp_path, {other[2]}) == {"Leer": []}


def test_every_evaluation_sentence_is_known(data: Path) -> None:
    found = sources.evaluation_sentences(data)
    assert found == {
        EVALUATED,
        "Sie steht noch.",
        EVALUATED_EN,
        "It still stands.",
        *NEVER.values(),
        "Ein Mann spielt Flöte.",
        "Ein Kind, das singt.",
    }


def test_evaluation_sentences_are_left_out_on_either_side(data: Path) -> None:
    without = sources.evaluation_sentences(data)
    pairs = sources.parallel(data)
    kept = sources.without_sentences(pairs, without)
    assert len(pairs) == len(PAIRS) + 6
    assert [(each.de, each.en) for each in kept] == PAIRS
    assert "Grünau" in sources.encyclopedia(data, set())
    assert "Grünau" not in sources.encyclopedia(data, without)


def test_a_tenth_is_set_aside_and_always_the_same() -> None:
    names = [f"Artikel {number}" for number in range(5_000)]
    assert sum(map(sources.held_out, names)) / len(names) == pytest.approx(0.1, abs=0.02)
    assert sum(sources.held_out(name, 100) for name in names) < len(names) / 50
    assert [name for name in names[:40] if sources.held_out(name)] == [
        name for name in names[:40] if sources.held_out(name)
    ]
    assert not any(map(sources.held_out, TITLES))


# --- the lexicon of words ---


def model_1(
    ours: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]]
) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    """IBM Model 1 as the paper has it: p(target | source) and expected counts, by pair of words."""
    p: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    count: dict[tuple[str, str], float] = {}
    for _ in range(lexicon.ROUNDS):
        count = defaultdict(float)
        for a, b in zip(ours, theirs, strict=True):
            for target in set(b):
                total = sum(p[source, target] for source in set(a))
                for source in set(a):
                    count[source, target] += p[source, target] / total
        totals: dict[str, float] = defaultdict(float)
        for (source, _target), mass in count.items():
            totals[source] += mass
        p = {pair: mass / totals[pair[0]] for pair, mass in count.items()}
    return dict(p), dict(count)


def flat(table: Mapping[str, Row]) -> dict[tuple[str, str], float]:
    return {(source, target): p for source, row in table.items() for target, p in row}


_SENTENCE = st.lists(st.sampled_from("abcdef"), max_size=5)


@settings(max_examples=25)
@given(st.lists(st.tuples(_SENTENCE, _SENTENCE), max_size=8))
def test_learned_as_the_naive_model_does(pairs: list[tuple[list[str], list[str]]]) -> None:
    ours, theirs = [a for a, _ in pairs], [b for _, b in pairs]
    expected, _ = model_1(ours, theirs)
    found = learn(ours, theirs, keep=99, least=0.0, seen=0.0)
    assert flat(found) == pytest.approx(expected, abs=2e-4)
    for row in found.values():
        assert list(row) == sorted(row, key=lambda pair: -pair[1])
        assert sum(p for _, p in row) == pytest.approx(1, abs=2e-3)


def test_the_lexicon_of_the_pairs_with_what_is_cut() -> None:
    ours, theirs = [folded(de) for de, _ in PAIRS[:60]], [folded(en) for _, en in PAIRS[:60]]
    p, count = model_1(ours, theirs)
    expected = {pair: p[pair] for pair in p if p[pair] >= 0.05 and count[pair] >= 2}
    assert flat(learn(ours, theirs, keep=99, least=0.05, seen=2)) == pytest.approx(
        expected, abs=1e-4
    )
    best = learn(ours, theirs, keep=1)
    assert best["verkauft"][0][0] == "sells"
    assert best["bruecke"][0][0] in {"big", "bridge"}  # one never stands without the other
    assert {len(row) for row in best.values()} == {1}


def test_the_example_of_learn() -> None:
    ours, theirs = [["the", "house"], ["the", "book"]], [["das", "haus"], ["das", "buch"]]
    found = learn(ours, theirs, seen=0)
    pairs = {"the": ("das",), "house": ("haus", "das"), "book": ("buch", "das")}
    assert {word: tuple(dict(row))[: len(pairs[word])] for word, row in found.items()} == pairs
    assert [p for _, p in (found["the"][0], *found["house"], *found["book"])] == pytest.approx(
        [0.89, 0.8, 0.2, 0.8, 0.2], abs=0.005
    )
    assert learn(ours, theirs) == {"the": found["the"][:1]}  # the others were met once at most


def test_what_is_too_long_or_empty_teaches_nothing() -> None:
    long = [f"w{number}" for number in range(41)]
    assert learn([], []) == {}
    assert learn([long, []], [["a"], ["b"]]) == {}
    assert learn([["a"], long], [["b"], ["b"]]) == {"a": (("b", 1.0),)}
    assert learn([["a", "a", "a"]], [["b", "b"]]) == {"a": (("b", 1.0),)}
    with pytest.raises(ValueError, match="shorter"):
        learn([["a"], ["b"]], [["c"]])


# --- the tables of keyword search ---


def test_both_directions_of_a_table_count_half() -> None:
    assert terms.both({"haus": (("house", 0.8),)}, {"house": (("haus", 0.6),)}) == {
        "haus": (("house", 0.7),)
    }
    forth: dict[str, Row] = {"bank": (("bank", 0.5), ("shore", 0.03)), "ufer": (("shore", 0.9),)}
    back: dict[str, Row] = {"bench": (("bank", 0.7),), "shore": (("ufer", 1.0), ("bank", 0.005))}
    assert terms.both(forth, back) == {
        "bank": (("bench", 0.35), ("bank", 0.25)),  # shore: (.03 + .005) / 2 is too little
        "ufer": (("shore", 0.95),),
    }
    many: dict[str, Row] = {"a": tuple((f"t{n:02}", (50 - n) / 50) for n in range(20))}
    assert terms.both(many, {})["a"] == tuple((f"t{n:02}", (50 - n) / 100) for n in range(10))


def test_the_commonest_terms_translate_only_what_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = [folded(de) for de, _ in PAIRS]
    theirs = [[*folded(en), "did"] for _, en in PAIRS]  # "did" stands in all, as often as "the"
    table = learn(ours, theirs, keep=20, least=0.01, seen=1.5)
    monkeypatch.setattr(terms, "_COMMON", 0)
    assert terms.learned(ours, theirs) == table
    monkeypatch.setattr(terms, "_COMMON", 3)
    common, ours_too = {"the", "did", "."}, {".", "der", "die"}
    assert terms.learned(ours, theirs) == {
        word: tuple(
            (other, p) for other, p in row if not {word, other} & (common | ours_too) or p >= 0.3
        )
        for word, row in table.items()
    }
    cut = {other for word, row in table.items() for other, p in row if p < 0.3}
    assert cut & common


def test_names_are_no_nouns() -> None:
    texts = ["Da sah sie Anna Feld und den Hund."] * 20
    assert terms.german_nouns(texts) == {"hund": 20}
    assert terms.german_nouns([*texts, "Es war die Anna."]) == {"hund": 20}
    assert terms.german_nouns([*texts, *["Es war die Anna."] * 3]) == {"anna": 23, "hund": 20}


def test_nouns_are_what_has_a_capital_inside_a_sentence() -> None:
    texts = [
        "Die Katze sah den Hund. Gestern lief er.",  # Gestern opens a sentence
        "Da sprach sie: Morgen kommt der Hund, ein Tier, im ICE 377 des Donaudampfschiffbaus an.",
    ] * 10
    texts += ["Ein Ei und ein Ohr."] * 10 + ["Der Wal schlief."] * 9
    assert terms.german_nouns(texts) == {
        "hund": 20,
        "ice": 10,
        "katze": 10,
        "ohr": 10,
        "tier": 10,
    }
    assert terms.german_nouns([]) == {}


def test_a_noun_is_rarely_written_small() -> None:
    texts = ["Das Gute siegt."] * 31 + ["Da ist gute Hilfe, eine Hilfe."] * 10
    assert terms.german_nouns(texts) == {"gute": 31, "hilfe": 20}
    assert terms.german_nouns(texts[1:]) == {"hilfe": 20}


def rows(path: Path) -> list[list[str]]:
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    return [line.split("\t") for line in text.splitlines()]


def test_the_tables_are_written_sorted_and_the_same_each_time(data: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        terms.write(data, tmp_path / name)
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == ["german-nouns.tsv.gz", "lexicon.de-en.tsv.gz", "lexicon.en-de.tsv.gz"]
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
        found = rows(tmp_path / "a" / name)
        assert found == sorted(found)
    nouns = dict(rows(tmp_path / "a" / names[0]))
    assert int(nouns["fischer"]) == sum(
        not sources.held_out(en, one_in=100) for de, en in PAIRS if "Fischer" in de
    )
    german, english = (Lexicon(rows(tmp_path / "a" / name)) for name in names[1:])
    assert german["fisch"] == (("fisherman", 1.0),)
    assert english["fisherman"] == (("fisch", 1.0),)
    assert dict(german["schloss"]) == {"castl": 0.5, "old": 0.5}  # never one without the other
    assert not {"windmuhl", "flot", "die"} & {each[0] for each in rows(tmp_path / "a" / names[1])}


@pytest.fixture
def forgetful() -> Iterator[None]:
    """What the analysis remembers of one table of nouns is forgotten afterwards."""
    yield
    analysis.compounds.cache_clear()
    analysis.of_word.cache_clear()


def copied(data: Path, folder: Path, **changed: str) -> Path:
    """The data with other pairs, questions or news."""
    for path in data.rglob("*.gz"):
        text = changed.get(path.name.split(".")[0].replace("-", "_"))
        content = path.read_bytes() if text is None else gzip.compress(text.encode("utf-8"), 1)
        (folder / path.relative_to(data)).parent.mkdir(parents=True, exist_ok=True)
        (folder / path.relative_to(data)).write_bytes(content)
    return folder


def table(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs as their file has them."""
    return "de\ten\tsource\n" + "".join(f"{de}\t{en}\tnews\n" for de, en in pairs)


@pytest.mark.usefixtures("forgetful")
def test_the_lexicon_cuts_compounds_by_the_nouns_just_made(data: Path, tmp_path: Path) -> None:
    """Quastel and Mumpf are no words that any other table of nouns has."""
    pairs = [(f"Heute gibt es Quastelmumpf {n}.", "Porridge.") for n in range(12)]
    article = {"title": "Mumpf", "text": "Da sah der Quastel das Mumpf. " * 12}
    copied(data, tmp_path / "data", parallel=table(pairs), wikipedia_de=lines([article]))
    terms.write(tmp_path / "data", tmp_path / "models")
    nouns = dict(rows(tmp_path / "models/german-nouns.tsv.gz"))
    assert {"quastel", "mumpf"} <= nouns.keys()
    german = Lexicon(rows(tmp_path / "models/lexicon.de-en.tsv.gz"))
    assert "porridg" in dict(german["quastelmumpf"])
    assert "porridg" in dict(german["mumpf"])


class Hashed(str):
    """A word whose place in a set is its own choice, as another run's hashes would have it."""

    __slots__ = ("place",)
    place: int

    def __hash__(self) -> int:
        return self.place


def hashed(word: str, place: int) -> Hashed:
    found = Hashed(word)
    found.place = place
    return found


def test_what_is_learned_does_not_hang_on_the_hashes_of_strings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two words are the commonest alike; only one of them is rid of what is not sure."""
    monkeypatch.setattr(terms, "_COMMON", 1)
    found = []
    for places in ((1, 2), (2, 1)):
        a, b = hashed("a", places[0]), hashed("b", places[1])
        theirs: list[list[str]] = [[a, b], [a, b], [a, b, "x", "y", "z"], ["x", "y", "z"]] * 3
        ours = [["u"], ["u"], ["u", "v"], ["v"]] * 3
        monkeypatch.setattr(terms, "_SURE", 0.9)
        table = terms.learned(ours, theirs)
        found.append({word: {str(other) for other, _ in row} for word, row in table.items()})
    assert found[0] == found[1]


# --- the vocabulary ---


def test_the_examples_of_the_vocabulary() -> None:
    fold = vocabulary.normalizer().normalize_str
    assert fold("Größe Zelenský") == "groesse zelensky"
    assert vocabulary.words("Größe, Müller.", fold) == ["groesse", ",", "mueller", "."]
    assert fold("GRO\N{LATIN CAPITAL LETTER SHARP S}E ÄRZTE") == "grosse aerzte"
    assert fold("Gro\u0308\u00dfe") == fold("Größe")  # the dots as a mark of their own


def test_german_words_survive(student: Tokenizer) -> None:
    for word in ("Brücke", "Mühle", "schönen", "große", "Ärztin", "Bürgermeister", "Gärtner"):
        encoded = student.encode(word, add_special_tokens=False)
        assert encoded.tokens == folded(word)
        assert student.decode(encoded.ids) == folded(word)[0]
    for de, en in PAIRS[:20]:
        ids = student.encode(de, add_special_tokens=False).ids
        assert student.decode(ids) == " ".join(folded(de)).replace(" .", ".")
        assert "[UNK]" not in student.encode(en).tokens


def test_umlauts_are_told_apart_and_may_be_spelled_out(student: Tokenizer) -> None:
    ids = {word: student.encode(word).ids for word in ("schönen", "schoenen", "SCHÖNEN", "schonen")}
    assert ids["schönen"] == ids["schoenen"] == ids["SCHÖNEN"] != ids["schonen"]


def test_a_text_stands_between_the_special_pieces(student: Tokenizer) -> None:
    assert [student.token_to_id(name) for name in vocabulary.SPECIAL] == [0, 1, 2, 3, 4]
    assert student.encode("die Brücke").tokens == ["[CLS]", "die", "bruecke", "[SEP]"]
    vocab = student.get_vocab()
    assert sorted(vocab.values()) == list(range(len(vocab)))


def test_the_teachers_pieces_are_kept_where_they_are_used(
    student: Tokenizer, teacher: Tokenizer
) -> None:
    words = {word for _, en in PAIRS for word in folded(en)}  # each at least forty times
    assert words <= student.get_vocab().keys()
    assert "zebra" not in student.get_vocab()
    german = ["Der Hund schläft."] * 10 + ["Der Igel schläft."] * 9
    english = ["the mayor"] * 3 + ["the queen."] * 2
    few = vocabulary.build(teacher, german, english, size=100, seen=3)
    kept = few.get_vocab().keys()
    assert {"the", "mayor", ".", "hund", "schlaeft"} <= kept
    assert not {"queen", "igel", "doctor", "-"} & kept
    assert len(vocabulary.build(teacher, german, english, size=25, seen=3).get_vocab()) < len(kept)


def test_a_tokenizer_is_the_same_when_loaded(student: Tokenizer, tmp_path: Path) -> None:
    student.save(str(tmp_path / "tokenizer.json"))
    again = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    for de, en in PAIRS[:30]:
        assert again.encode(f"{de} {en}").ids == student.encode(f"{de} {en}").ids


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cn", "Co")), max_size=30))
def test_words_are_cut_into_the_pieces_of_the_text(text: str) -> None:
    tokenizer = _built()
    whole = tokenizer.encode(text, add_special_tokens=False)
    single = tokenizer.encode(folded(text), is_pretokenized=True, add_special_tokens=False)
    assert single.ids == whole.ids
    assert single.word_ids == whole.word_ids


_CACHE: list[Tokenizer] = []


def _built() -> Tokenizer:
    if not _CACHE:
        german = [de for de, _ in PAIRS]
        _CACHE.append(vocabulary.build(teacher_tokenizer(), german, [en for _, en in PAIRS]))
    return _CACHE[0]


def test_where_each_piece_starts_from(student: Tokenizer, teacher: Tokenizer) -> None:
    german: dict[str, Row] = {
        "bruecke": (("bridge", 0.6), ("mill", 0.2)),
        "muehle": (("mill", 0.2),),  # too little
        "schloss": (("qqq", 0.5), ("castle", 0.5)),  # q ##q ##q share the half of it
        "castle": (("mill", 1.0),),  # but the teacher has it
    }
    names = sorted(student.get_vocab(), key=student.get_vocab().__getitem__)
    found = dict(zip(names, vocabulary.origins(student, teacher, german), strict=True))
    for piece, parts in found.items():
        assert sum(weight for _, weight in parts) == pytest.approx(1), piece
    known = teacher.get_vocab()
    for piece in set(known) & set(found):
        assert found[piece] == [(known[piece], 1.0)]
    q, more = known["q"], known["##q"]
    spelled = [known[piece] for piece in ("m", "##u", "##e", "##h", "##l", "##e")]
    for piece, ids, weights in (
        ("bruecke", [known["bridge"], known["mill"]], [0.75, 0.25]),
        ("schloss", [q, more, more, known["castle"]], [1 / 6, 1 / 6, 1 / 6, 0.5]),
        ("muehle", spelled, [1 / 6] * 6),
    ):
        assert [id for id, _ in found[piece]] == ids
        assert [weight for _, weight in found[piece]] == pytest.approx(weights)


# --- sentence pairs with their words linked ---


def test_the_example_of_linked() -> None:
    forth = {"das": {"the": 0.9}, "haus": {"house": 0.9}}
    back = {"the": {"das": 0.5, "haus": 0.1}, "house": {"haus": 0.8}}
    assert linked(["das", "haus"], ["the", "house"], forth, back) == [(0, 0), (1, 1)]


def test_links_are_mutual_likely_and_at_the_same_share() -> None:
    assert linked(["berlin", "2024"], ["in", "2024", "berlin"], {}, {}) == [(0, 2), (1, 1)]
    assert linked(["haus"], ["house"], {"haus": {"house": 0.04}}, {"house": {"haus": 0.9}}) == []
    assert linked(["haus"], ["house"], {"haus": {"house": 0.9}}, {}) == []
    the = {"die": {"the": 0.5}}, {"the": {"die": 0.5}}
    assert linked(["die", "x", "die"], ["the", "y", "z", "the"], *the) == [(0, 0), (2, 3)]
    assert linked(["die"], ["the", "the"], *the) == [(0, 0)]
    assert linked([], ["the"], *the) == linked(["die"], [], *the) == []


def naive_links(
    ours: Sequence[str],
    theirs: Sequence[str],
    forth: Mapping[str, Mapping[str, float]],
    back: Mapping[str, Mapping[str, float]],
) -> list[tuple[int, int]]:
    def best(
        at: int, a: Sequence[str], b: Sequence[str], table: Mapping[str, Mapping[str, float]]
    ) -> int:
        def score(place: int) -> float:
            return table.get(a[at], {}).get(b[place], 0.0) + (a[at] == b[place])

        place = max(
            range(len(b)), key=lambda k: (score(k), -abs(k / len(b) - at / len(a)), k), default=-1
        )
        return place if place >= 0 and score(place) >= 0.05 else -1

    return [
        (j, k)
        for j in range(len(ours))
        if (k := best(j, ours, theirs, forth)) >= 0 and best(k, theirs, ours, back) == j
    ]


_TABLE = st.dictionaries(
    st.sampled_from("abcd"),
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from([0.01, 0.05, 0.4, 0.5])),
)
_WORDS = st.lists(st.sampled_from("abcd"), max_size=6)


@settings(max_examples=60)
@given(_WORDS, _WORDS, _TABLE, _TABLE)
def test_linked_as_by_comparing_all_with_all(
    ours: list[str],
    theirs: list[str],
    forth: dict[str, dict[str, float]],
    back: dict[str, dict[str, float]],
) -> None:
    found = linked(ours, theirs, forth, back)
    assert found == naive_links(ours, theirs, forth, back)
    assert len({j for j, _ in found}) == len({k for _, k in found}) == len(found)


@settings(max_examples=20)
@given(st.lists(st.lists(st.integers(0, 99), max_size=4), max_size=6))
def test_ragged_rows_come_back(some: list[list[int]]) -> None:
    ragged = Ragged.of(some)
    assert len(ragged) == len(some)
    assert [ragged[at].tolist() for at in range(len(some))] == some
    assert [row.tolist() for row in ragged] == some  # type: ignore[attr-defined]
    assert ragged.lengths().tolist() == [len(row) for row in some]
    with pytest.raises(IndexError):
        ragged[len(some)]


def made(
    student: Tokenizer, teacher: Tokenizer, pairs: Sequence[tuple[str, str]] = PAIRS
) -> Aligned:
    """The pairs as they are prepared."""
    german, english = [folded(de) for de, _ in pairs], [folded(en) for _, en in pairs]
    known = [folded(de) for de, _ in PAIRS], [folded(en) for _, en in PAIRS]
    forth, back = learn(*known), learn(known[1], known[0])
    return align(german, english, english, forth, back, student, teacher)


def test_pairs_are_pieces_with_their_words(student: Tokenizer, teacher: Tokenizer) -> None:
    some = [*PAIRS[:30], ("Das Bürgermeisterschloss brennt.", "The mayoral castle burns.")]
    aligned = made(student, teacher, some)
    assert len(aligned) == 31
    sides = [
        (student, aligned.de, aligned.de_words, 0),
        (student, aligned.en, aligned.en_words, 1),
        (teacher, aligned.teacher, aligned.teacher_words, 1),
    ]
    for tokenizer, ids, owners, side in sides:
        for at, pair in enumerate(some):
            expected = folded(pair[side])
            for number, word in enumerate(expected):
                mine = ids[at][owners[at] == number].tolist()
                pieces = [str(tokenizer.id_to_token(id)).removeprefix("##") for id in mine]
                assert "".join(pieces) == word
            assert owners[at].tolist() == sorted(owners[at].tolist())
            assert owners[at].max() == len(expected) - 1
    for at, (de, en) in enumerate(some[:30]):
        words = [
            (folded(de)[j], folded(en)[k]) for j, k in aligned.links[at].reshape(-1, 2).tolist()
        ]
        assert (".", ".") in words
        assert {VERBS[de.split()[2]]} == {b for a, b in words if a == de.split()[2]}


def test_aligned_pairs_come_back_from_disk(
    student: Tokenizer, teacher: Tokenizer, tmp_path: Path
) -> None:
    aligned = made(student, teacher)
    aligned.save(tmp_path / "pairs.new")
    again = Aligned.load(tmp_path / "pairs.new")
    for each in fields(Aligned):
        before, after = getattr(aligned, each.name), getattr(again, each.name)
        for one, other in ((before.values, after.values), (before.ends, after.ends)):
            np.testing.assert_array_equal(one, other)
            assert one.dtype == other.dtype
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.new"]


# --- prepared, on disk ---


@pytest.fixture
def prepared(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(prepare, "teacher_tokenizer", teacher_tokenizer)
    prepare.prepare(data, tmp_path / "out")
    return tmp_path / "out"


def test_prepared_is_what_distillation_needs(prepared: Path, data: Path) -> None:
    phrases = ["phrases.de-en.json", "phrases.en-de.json"]
    names = ["de-en.json", "en-de.json", "pairs.npz", *phrases, "tokenizer.json"]
    assert sorted(path.name for path in prepared.iterdir()) == names
    to_english, to_german = prepare.switching(prepared)
    assert to_english.items() >= prepare.lexicon(prepared / "de-en.json").items()
    assert any(" " in phrase for phrase in to_german)
    kept = [pair for pair in PAIRS if not sources.held_out(pair[1], one_in=100)]
    ours, theirs = [folded(de) for de, _ in kept], [folded(en) for _, en in kept]
    assert prepare.lexicon(prepared / "de-en.json") == learn(ours, theirs)
    assert prepare.lexicon(prepared / "en-de.json") == learn(theirs, ours)
    aligned = prepare.pairs(prepared)
    tokenizer = Tokenizer.from_file(str(prepared / "tokenizer.json"))
    found = [tokenizer.decode(row.tolist()) for row in (aligned.de[n] for n in range(len(aligned)))]
    texts = {" ".join(folded(de)).replace(" .", "."): PAIRS.index((de, en)) for de, en in kept}
    assert set(found) <= set(texts)
    assert found == sorted(found, key=texts.__getitem__)  # in the order of the file
    news = [at for at in texts.values() if at % 9]
    assert {texts[each] for each in found} >= set(news)
    few = len(found) - len(news)
    assert 0.3 < few / (len(texts) - len(news)) < 0.9  # of Tatoeba 60 % are drawn


def test_sentences_that_are_odd_or_long_are_not_prepared(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "teacher_tokenizer", teacher_tokenizer)
    fits = " ".join(["Brücke"] * (LONGEST - 1)) + "."
    more = [("Ja", "Yes."), (f"Die {fits}", "Bridges and so on."), (fits, "Many bridges.")]
    copy = copied(data, tmp_path / "data", parallel=table([*PAIRS, *more]))
    prepare.prepare(copy, tmp_path / "out")
    aligned = prepare.pairs(tmp_path / "out")
    kept = [pair for pair in PAIRS if not sources.held_out(pair[1], one_in=100)]
    assert len(aligned) == len(kept) + 1
    assert aligned.de_words[len(kept)].max() == LONGEST - 1


def test_pairs_of_another_vocabulary_are_refused(prepared: Path) -> None:
    path = prepared / "tokenizer.json"
    tokenizer = json.loads(path.read_text(encoding="utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    few = sorted(vocabulary, key=vocabulary.__getitem__)[: len(vocabulary) // 2]
    tokenizer["model"]["vocab"] = {piece: vocabulary[piece] for piece in few}
    path.write_text(json.dumps(tokenizer), encoding="utf-8")
    with pytest.raises(ArticleQAError, match="another vocabulary"):
        prepare.pairs(prepared)


def test_what_is_prepared_already_is_kept(prepared: Path, data: Path) -> None:
    (prepared / "en-de.json").unlink()
    before = {path: path.stat().st_mtime_ns for path in prepared.iterdir()}
    prepare.prepare(data, prepared)
    assert (prepared / "en-de.json").is_file()
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.parametrize("name", ["de-en", "en-de", "tokenizer"])
def test_preparing_goes_on_where_it_was_cut_off(
    name: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the machine goes down while a file is being written."""
    monkeypatch.setattr(prepare, "teacher_tokenizer", teacher_tokenizer)
    whole = Path.write_text

    def cut_off(self: Path, text: str, *rest: Any, **options: Any) -> int:
        if self.stem != name:
            return whole(self, text, *rest, **options)
        whole(self, text[: len(text) // 2], *rest, **options)
        raise KeyboardInterrupt

    with monkeypatch.context() as during, contextlib.suppress(KeyboardInterrupt):
        during.setattr(Path, "write_text", cut_off)
        prepare.prepare(data, tmp_path)
    prepare.prepare(data, tmp_path)
    assert prepare.lexicon(tmp_path / "de-en.json")["kapitaen"][0][0] == "captain"
    assert len(prepare.pairs(tmp_path)) > 300


# --- questions ---

ARMSTRONG = "1969 betrat Neil Armstrong als erster Mensch den Mond."


def many(sentence: str, count: int = 300) -> list[tuple[str, str]]:
    """Questions with what answers them."""
    found = [questions.ask(sentence, random.Random(seed)) for seed in range(count)]
    assert found == [questions.ask(sentence, random.Random(seed)) for seed in range(count)]
    return [(each.question, sentence[each.start : each.end]) for each in found if each]


def test_the_example_of_ask() -> None:
    found = many(ARMSTRONG)
    assert ("Wann betrat Neil Armstrong als erster Mensch den Mond?", "1969") in found
    assert ("Welche Person 1969 betrat als erster Mensch den Mond?", "Neil Armstrong") in found
    assert len(found) == 300
    for question, answer in found:
        assert answer not in question
        assert answer in ARMSTRONG


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "Am 5. August 1930 kam er in Wapakoneta zur Welt.",
            "Wann kam er in Wapakoneta zur Welt?",
            "5. August 1930",
        ),
        (
            "Er kam am 5. August in Wapakoneta zur Welt.",
            "An welchem Tag er kam in Wapakoneta zur Welt?",
            "5. August",
        ),
        (
            "Er kam etwa 5. August in Wapakoneta zur Welt.",
            "Wann er kam etwa in Wapakoneta zur Welt?",
            "5. August",
        ),
        ("Im Jahr 2007 gewann die Elf den Pokal.", "Wann gewann die Elf den Pokal?", "2007"),
        ("Im Jahre 1907 gewann die Elf den Pokal.", "Wann gewann die Elf den Pokal?", "1907"),
        ("Seit 2010 lebt sie dort ganz allein.", "Seit wann lebt sie dort ganz allein?", "2010"),
        (
            "Das Haus kostete 3,5 Millionen mehr.",
            "Wie viel das Haus kostete mehr?",
            "3,5 Millionen",
        ),
        ("Er zog mit ihr nach Bad Tölz.", "Wohin er zog mit ihr?", "Bad Tölz"),
        (
            "Wie es heißt, fand man gestern Silber in der Elbe.",
            "Was fand man gestern in der Elbe?",
            "Silber",
        ),
        (
            "„Gestern (so hieß es) kam Anna Feld aus Tölz.“",
            "Wer kam aus Tölz?",
            None,  # too short a clause: too few words are left
        ),
        (
            "Das Spiel fiel gestern aus, weil es seit Tagen stark geregnet hatte.",
            "Warum das Spiel fiel gestern aus?",
            "weil es seit Tagen stark geregnet hatte",
        ),
        (
            "Die Schule blieb wegen des starken Sturms geschlossen.",
            "Weshalb die Schule blieb geschlossen?",
            "wegen des starken Sturms",
        ),
        ("Rom ist die Hauptstadt Italiens.", "Was ist Rom?", "Hauptstadt Italiens"),
        (
            "Anna Feld (* 1950) war eine deutsche Politikerin in Bonn.",
            "Wer war Anna Feld?",
            "deutsche Politikerin",
        ),
        (
            "Der Ort wurde vor Jahren für die alten Mühlen der Mönche gelobt.",
            "Wofür der Ort wurde vor Jahren gelobt?",
            "alten Mühlen der Mönche",
        ),
        (
            "Der Verein stieg dank der Tore von Anna zum Ende doch noch auf.",
            "Wieso der Verein stieg zum Ende doch noch auf?",
            "dank der Tore von Anna",
        ),
    ],
)
def test_what_is_asked_for_is_gone(sentence: str, question: str, answer: str | None) -> None:
    assert {said for asked, said in many(sentence) if asked == question} == {answer} - {None}


def test_half_of_the_reasons_are_asked_for() -> None:
    sentence = "Das Spiel fiel gestern in Berlin aus, weil es seit Tagen stark geregnet hatte."
    found = many(sentence)
    assert len(found) == 300
    why = [answer for question, answer in found if question.startswith(questions._WHYS)]
    assert len(why) == pytest.approx(150, abs=35)
    assert set(why) == {"weil es seit Tagen stark geregnet hatte"}
    assert not any("geregnet" in question for question, answer in found if answer in why)
    few = "Er kam, weil es seit Tagen stark geregnet hatte."
    assert not any(question.startswith(questions._WHYS) for question, _ in many(few))


@pytest.mark.parametrize("sentence", ["", "Nein.", "Er kam.", "und so ging es immer weiter fort."])
def test_nothing_can_be_asked_of_it(sentence: str) -> None:
    assert many(sentence) == []


_POOL = (
    "der die Das und 1969 2007 12 3,5 Prozent Anna Müller Berlin in nach am 5. August sah ging "
    "groß, Brücke Stadt, schnell; weil da wegen"
).split()
ASKING = sorted(
    {*questions._WHYS, *(word for _, asks in questions._ASKS for word in asks)},
    key=len,
    reverse=True,
)


def bare(text: str) -> list[str]:
    return [word for each in text.split() if (word := each.strip(",;.").lower())]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(_POOL), max_size=30), st.integers(0, 99))
def test_a_question_is_some_of_the_words_around_its_answer(words: list[str], seed: int) -> None:
    sentence = " ".join(words)
    cloze = questions.ask(sentence, random.Random(seed))
    assert cloze == questions.ask(sentence, random.Random(seed))
    if cloze is None:
        return
    assert cloze.question.endswith("?")
    asking = next(each for each in ASKING if cloze.question.startswith(f"{each} "))
    assert 4 <= len(cloze.question[len(asking) : -1].split()) <= 12
    answer = sentence[cloze.start : cloze.end]
    assert answer == answer.strip()
    assert answer
    remaining = iter(bare(f"{sentence[: cloze.start]} {sentence[cloze.end :]}"))
    assert all(word in remaining for word in bare(cloze.question[len(asking) : -1]))  # in order


def test_words_are_switched_by_the_table() -> None:
    table: dict[str, Row] = {"groesse": (("size", 0.9), (",", 0.1)), "haus": (("house", 1.0),)}
    text = "Größe, HAUS und „Häuser“?"
    assert questions.switched(text, table, 1.0, random.Random(1)) == "size, house und „Häuser“?"
    assert questions.switched(text, table, 0.0, random.Random(1)) == text
    assert questions.switched(text, {}, 1.0, random.Random(1)) == text
    assert questions.switched(text, {"groesse": ((".", 1.0),)}, 1.0, random.Random(1)) == text


def test_the_share_and_the_odds_of_switching() -> None:
    table: dict[str, Row] = {"haus": (("house", 0.6), ("home", 0.2))}
    found = questions.switched(" ".join(["Haus"] * 4_000), table, 0.5, random.Random(0)).split()
    assert found.count("Haus") == pytest.approx(2_000, abs=150)
    assert found.count("house") == pytest.approx(1_500, abs=150)
    assert found.count("home") == pytest.approx(500, abs=100)


# --- passages with their questions ---


def window(text: str, start: int, end: int, characters: float = 600) -> str:
    return text[slice(*passages.around(text, start, end, "de", characters))]


@pytest.mark.parametrize("characters", [350, 600, 1_000])
def test_a_window_is_whole_sentences_around_the_answer(characters: int) -> None:
    parts = paragraph("Adlersberg", 1, 12)
    text = " ".join(parts)
    length = len(parts[0]) + 1
    for at in range(len(parts)):
        start = text.index(f"Feld1{at}")
        found = window(text, start, start + 5, characters)
        assert f"Feld1{at}" in found
        assert found in text
        assert characters - 2 * length < len(found) <= characters
        first = next(n for n, part in enumerate(parts) if found.startswith(part))
        last = next(n for n, part in enumerate(parts) if found.endswith(part))
        assert found == " ".join(parts[first : last + 1])
        assert first <= at <= last
    across = window(text, text.index("Feld12"), text.index("Feld14"), characters)
    assert {"Feld12", "Feld13"} <= set(across.split())
    assert passages.around(text, 0, 1, "de") == passages.around(text, 0, 1, "de", 600)


@settings(max_examples=40)
@given(st.integers(0, 999), st.integers(1, 999), st.integers(1, 1_200))
def test_a_window_holds_its_span(start: int, length: int, characters: int) -> None:
    parts = paragraph("Adlersberg", 1, 12)
    text = " ".join(parts)
    end = min(len(text), start + length)
    a, b = passages.around(text, start, end, "de", characters)
    assert text[start:end].strip() in text[a:b]
    assert a <= start + 1  # which may be the space between two sentences
    assert b >= end - 1
    touched = [part for part in parts if text.index(part) < end and start < text.index(part) + 99]
    assert b - a <= max(characters, len(" ".join(touched)))


def test_a_sentence_that_is_too_long_is_a_window_alone() -> None:
    long = "Es war " + "sehr " * 150 + "kalt."
    text = f"Vorher. {long} Nachher."
    assert window(text, text.index("kalt"), len(text) - 9) == long
    assert window("Nur dies.", 0, 3) == "Nur dies."


def test_a_paragraph_is_cut_between_sentences() -> None:
    parts = paragraph("Adlersberg", 1, 23)
    text = " ".join(parts)
    cut = list(passages.cut(text))
    assert " ".join(cut) == text[: sum(map(len, cut)) + len(cut) - 1]
    assert len(text) - len(" ".join(cut)) <= 151  # what is left over is too short
    for each, after in pairwise([*cut, ""]):
        spans = sentences(each, 0, len(each), "de")
        assert [each[a:b] for a, b in spans] == [part for part in parts if part in each]
        assert len(each) <= 600
        assert not after or len(each) + len(parts[0]) > 560
    long = "Es war " + "sehr " * 150 + "kalt."
    assert list(passages.cut(f"{long} {long}")) == [long, long]
    assert list(passages.cut("Zu kurz.")) == list(passages.cut("")) == []


@settings(max_examples=40)
@given(st.integers(1, 25), st.integers(100, 1_500))
def test_parts_are_whole_sentences_and_about_equal(number: int, characters: int) -> None:
    text = " ".join(paragraph("Adlersberg", 1, number))
    spans = sentences(text, 0, len(text), "de")
    found = passages.parts(text, "de", characters)
    assert (found[0][0], found[-1][1]) == (spans[0][0], spans[-1][1])
    for (_, end), (start, _) in pairwise(found):
        assert text[end:start] == " "  # none overlap, nothing is left out
    assert {a for a, _ in found} <= {a for a, _ in spans}
    assert len(found) <= math.ceil(len(text) / characters)
    longest = max(b - a for a, b in spans)
    lengths = [b - a for a, b in found]
    assert max(lengths) <= characters + longest
    if len(found) == math.ceil(len(text) / characters):  # no sentence is longer than a part
        assert max(lengths) - min(lengths) <= 2 * longest + 2


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passages without their titles, questions in their own language."""
    monkeypatch.setattr(passages, "TITLED", 0.0)
    monkeypatch.setattr(passages, "SWITCHED", 0.0)
    monkeypatch.setattr(passages, "SWITCHED_PASSAGES", 0.0)


@pytest.mark.usefixtures("plain")
def test_half_the_questions_name_their_article() -> None:
    def named(question: str, title: str) -> list[str]:
        return [passages.about(question, title, {}, random.Random(n)) for n in range(400)]

    found = named("Wer baute die Mühle?", "Falkenau")
    assert set(found) == {"Wer baute die Mühle?", "Wer baute die Mühle Falkenau?"}
    assert found.count("Wer baute die Mühle?") == pytest.approx(200, abs=45)
    assert set(named("Wer baute falkenaus Mühle?", "Falkenau")) == {"Wer baute falkenaus Mühle?"}


def test_a_title_stands_before_some_passages() -> None:
    found = [passages.titled("Falkenau", "Text.", random.Random(n)) for n in range(400)]
    assert set(found) == {"Text.", "Falkenau\nText."}
    assert found.count("Falkenau\nText.") == pytest.approx(400 * passages.TITLED, abs=45)
    assert {passages.titled("", "Text.", random.Random(n)) for n in range(9)} == {"Text."}


@pytest.fixture
def examples(data: Path, plain: None) -> list[Example]:
    return passages.examples(data, {}, {})


def test_every_kind_of_example_is_there(examples: list[Example], data: Path) -> None:
    people = asked_of(UNTITLED)
    assert {each.article for each in examples} == {*TITLES, people}
    assert [each for each in examples if each.article == people] == [
        Example(people, people, (f"who opened tower7x0 of {UNTITLED}",))
    ]
    assert all(each.questions for each in examples)
    assert passages.examples(data, {}, {}) == examples
    assert passages.examples(data, {}, {}, seed=1) != examples
    for title in TITLES:
        mine = [each for each in examples if each.article == title]
        assert sum(each.passage.startswith("The tower") for each in mine) == 2  # SQuAD
        assert sum(each.questions == (title,) for each in mine) == 1  # news under its headline
        said = f"Die Straße nach {title} wird im Herbst gesperrt"
        found = [each for each in mine if any(said in asked for asked in each.questions)]
        assert len(found) == 1
        assert f"„{said}“, sagte {SPEAKER}." in found[0].passage
        assert any(found[0].questions[0] == f"{who}, {said}?" for who in passages._SAYS)


def test_passages_answer_their_questions(examples: list[Example], data: Path) -> None:
    answers = {each.question: each for each in sources.squad(data) + sources.tydi(data)}
    count = 0
    for each in examples:
        assert len(each.passage) <= 600
        for question in set(each.questions) & answers.keys():
            found = answers[question]
            assert found.passage[found.start : found.end] in each.passage
            assert found.article == each.article
            count += 1
    assert count == 8 * len(TITLES) + 1


@pytest.mark.usefixtures("plain")
def test_a_question_on_the_encyclopedia_is_made_of_its_article(data: Path) -> None:
    texts = {title: {*paragraph(title, 2), *paragraph(title, 3)} for title in TITLES}
    articles = sources.encyclopedia(data, {EVALUATED})
    assert set(texts) < set(articles)
    found = [
        each for n in range(4) for each in passages._encyclopedia(articles, {}, random.Random(n))
    ]
    cloze = masked = 0
    for each in found:
        for question in each.questions:
            if question in texts[each.article]:
                assert question not in each.passage  # it is looked for where it was
                masked += 1
            else:
                words = question.removesuffix(f" {each.article}?").rstrip("?").split()[-3:]
                assert all(word in each.passage for word in words)
                cloze += 1
    assert cloze > 40
    assert masked > 4


def test_questions_are_switched_and_passages_titled(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passages, "TITLED", 1.0)
    monkeypatch.setattr(passages, "SWITCHED", 1.0)
    monkeypatch.setattr(passages, "SWITCHED_PASSAGES", 0.0)
    to_german: dict[str, Row] = {"opened": (("eroeffnet", 1.0),)}
    to_english: dict[str, Row] = {"muehle": (("mill", 1.0),), "gesperrt": (("closed", 1.0),)}
    found = passages.examples(data, to_english, to_german)
    asked = [question for each in found for question in each.questions]
    assert sum("eroeffnet" in each for each in asked) > sum("opened" in each for each in asked) > 0
    assert sum(each.endswith("closed?") for each in asked) >= 3
    assert sum("mill" in each for each in asked) > 3
    assert not any("mill " in each.passage for each in found)
    people = asked_of(UNTITLED)
    assert people in {each.passage for each in found}  # there is no title
    headlines = [each for each in found if each.questions == (each.article,)]
    assert all(
        each.passage.startswith(f"{each.article}\n")
        for each in found
        if each not in headlines and each.article != people
    )


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_share_of_the_english_passages_is_switched(
    share: float, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passages, "SWITCHED_PASSAGES", share)
    monkeypatch.setattr(passages, "TITLED", 1.0)
    to_german: dict[str, Row] = {"tower": (("turm", 1.0),), "of": (("von", 1.0),)}
    to_german["eichstadt"] = (("eichburg", 1.0),)
    found = passages.examples(data, {}, to_german)
    english = [each.passage for each in found if "opened by Mary Hill" in each.passage]
    assert len(english) == 2 * len(TITLES) + 1
    german = [each for each in english if " von " in each]
    assert len(german) == pytest.approx(share * len(english), abs=3.5 * share * (1 - share) * 4)
    words = "\n".join(german).split()  # each word of a passage has its own luck
    assert (" of " in "\n".join(german)) == (share > 0)
    assert words.count("von") > 2 * words.count("of") or not share
    if share == 1:
        titles = [each.splitlines()[0] for each in english]
        assert set(titles) >= {*TITLES} - {"Eichstadt"}
        assert {"Eichstadt", "eichburg"} & set(titles)
    assert not any(" von " in each.passage for each in found if "gründete" in each.passage)


def test_no_example_is_of_what_is_set_aside_or_evaluated(examples: list[Example]) -> None:
    text = str(examples)
    assert HELD_OUT not in text
    assert SET_ASIDE not in text
    assert "Grünau" not in text


@pytest.mark.usefixtures("plain")
def test_an_english_passage_that_is_evaluated_is_left_out(data: Path, tmp_path: Path) -> None:
    context = f"{EVALUATED_EN} A keeper lived there until the harbour closed."
    qas = [asked(context, "Who lived there?", "A keeper", n_occ=1)]
    article = {"title": "Lighthouses", "paragraphs": [{"context": context, "qas": qas}]}
    assert not sources.held_out("Lighthouses")
    copied(data, tmp_path, squad_v1=json.dumps({"data": [article]}))
    assert EVALUATED_EN not in str(passages.examples(tmp_path, {}, {}))


@pytest.mark.usefixtures("plain")
def test_an_articles_examples_have_different_passages(data: Path, tmp_path: Path) -> None:
    """In a batch the others are wrong answers: the same text must not be one of them."""
    said = "Wir bauen die Brücke im Herbst", "Wir bezahlen sie auch selbst"
    text = (
        f"{' '.join(paragraph('Adlersberg', 90, 8))} „{said[0]}“, sagte Ole. „{said[1]}“, rief er."
    )
    quotes = [quotation(text, each) for each in said]
    row = {"document": "5 - Adlersberg (2005-01-01)", "text": text, "quotations": quotes}
    copied(data, tmp_path, wikinews_de_quotations=lines([row]))
    found = [each.passage for each in passages.examples(tmp_path, {}, {})]
    assert len(set(found)) == len(found)
