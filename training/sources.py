"""The training data, as its files are: what each reader gives is what the file says, cleaned.

Where to get each set is in benchmarks/README.md. Nothing here reads a development set except
`evaluation_sentences`, and that only so that training leaves those sentences out.
"""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.sentences import sentences

WRITTEN = Path(__file__).parent / "written.jsonl"
CLAIMS = Path(__file__).parent / "claims.jsonl"
SQUAD = Path("train/squad-v1.1-train.json.gz")
_TELLING = 40  # characters: a shorter sentence may stand in two places by chance


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence in both languages, and the collection it is from."""

    de: str
    en: str
    source: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the passage that answers it; `start`..`end` is the answer in the passage.

    `start == end` where the passage does not answer. `title` is the article's, or empty where the
    set names none.
    """

    question: str
    passage: str
    start: int
    end: int
    title: str

    @property
    def article(self) -> str:
        """What tells its article from others."""
        return self.title or self.passage


@dataclass(frozen=True, slots=True)
class Quotation:
    """Where what someone said stands in an article, and who, if it says so."""

    quote: Span
    speaker: Span | None
    kind: str  # Direct, Indirect, FreeIndirect, IndirectFreeIndirect, Reported

    @property
    def interrupted(self) -> bool:
        """Whether the speaker stands inside: "…", said she, "…"."""
        return self.speaker is not None and self.quote[0] <= self.speaker[0] < self.quote[1]


@dataclass(frozen=True, slots=True)
class News:
    title: str
    text: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A question of our own on a stretch of a text: `text[place]` was shown to its writer.

    `answer` is where the answer stands in `text`; None where text[place] does not say it.
    """

    question: str
    language: str  # of the question
    title: str
    text: str  # an encyclopedia's paragraph, or a whole news article
    text_language: str
    place: Span
    answer: Span | None

    def asked(self) -> Asked:
        """Of the passage that its writer was shown."""
        first, last = self.place
        start, end = self.answer or (first, first)
        passage = self.text[first:last]
        return Asked(self.question, passage, start - first, end - first, self.title)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of our own that a stretch of a text says, or does not: `text[place]` was shown.

    `said` is what of `text` says it; None where text[place] does not.
    """

    claim: str
    language: str  # of the claim
    title: str
    text: str  # an encyclopedia's paragraph, or a whole news article
    text_language: str
    place: Span
    said: Span | None


def held_out(key: str, one_in: int = 10) -> bool:
    """Whether an article belongs to the part that is set aside: the same part in every run."""
    return checksum(key) % one_in == 0


def parallel(data: Path) -> list[Pair]:
    """The parallel sentences, each pair once, in the file's order (news stays in reading order)."""
    with gzip.open(data / "train/parallel.de-en.tsv.gz", "rt", encoding="utf-8") as lines:
        next(lines)  # the header
        rows = (line.rstrip("\n").split("\t") for line in lines)
        unique = {(de, en): source for de, en, source in rows if de.strip() and en.strip()}
    return [Pair(de, en, source) for (de, en), source in unique.items()]


def squad(data: Path, without: Set[str] = frozenset()) -> list[Asked]:
    """SQuAD 1.1, less the questions whose answer's place was guessed (`n_occ` above 1).

    Passages that share a sentence with `without` are left out.
    """
    return _asked(data / SQUAD, without)


def squad_paragraphs(data: Path) -> dict[str, list[str]]:
    """Title -> paragraphs, as SQuAD's file has them."""
    return {
        article["title"]: [paragraph["context"] for paragraph in article["paragraphs"]]
        for article in _json(data / SQUAD)["data"]
    }


def tydi(data: Path, without: Set[str] = frozenset()) -> list[Asked]:
    """TyDi QA's English part: questions of people who did not know the answer. No titles."""
    return _asked(data / "train/tydiqa-goldp-en-train.json.gz", without)


def unanswerable(data: Path, without: Set[str] = frozenset()) -> list[Asked]:
    """SQuAD 2.0: questions that look as if the passage answered them, and some it does answer."""
    return _asked(data / "train/squad-v2.0-unanswerable.json.gz", without)


def written(data: Path, path: Path = WRITTEN) -> list[Written]:
    """Our own questions: the file has them with offsets, the texts are `data`'s.

    A line has the questions on one stretch of a text: their language, and where the answer stands
    in the text. One whose text has changed is left out: its offsets would lie.
    """
    return [
        Written(question, language, title, text, of_text, place, tuple(answer) if answer else None)
        for row, title, text, of_text, place in _on_stretches(data, path)
        for language, question, answer in row["asked"]
    ]


def by_people(data: Path, without: Set[str] = frozenset()) -> list[Written]:
    """SQuAD's questions as if they were ours, less the articles that are set aside."""
    return [
        Written(
            question=one.question,
            language="en",
            title=one.title,
            text=one.passage,
            text_language="en",
            place=(0, len(one.passage)),
            answer=(one.start, one.end),
        )
        for one in squad(data, without)
        if not held_out(one.title)
    ]


def claims(data: Path, path: Path = CLAIMS) -> list[Claim]:
    """Our own claims, kept as `written` keeps questions."""
    return [
        Claim(claim, language, title, text, of_text, place, tuple(said) if said else None)
        for row, title, text, of_text, place in _on_stretches(data, path)
        for language, claim, said in row["claimed"]
    ]


def _on_stretches(
    data: Path, path: Path
) -> Iterator[tuple[dict[str, Any], str, str, str, tuple[int, int]]]:
    """Each line of a file of ours, with its title, text, the text's language, and the stretch."""
    texts = {("wikinews", each.title, 0): each.text for each in news(data)}
    pages = {"wikipedia": encyclopedia(data, frozenset()), "squad": squad_paragraphs(data)}
    for source, articles in pages.items():
        for title, paragraphs in articles.items():
            texts |= {(source, title, at): text for at, text in enumerate(paragraphs)}
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        title, (start, end) = row["title"], row["place"]
        text = texts.get((row["source"], title, row["paragraph"]), "")
        if checksum(text) == row["checksum"]:
            yield row, title, text, "en" if row["source"] == "squad" else "de", (start, end)


def checksum(text: str) -> int:
    return zlib.crc32(text.encode())


def judged_titles(data: Path, count: int = 8) -> set[str]:
    """Articles of `unanswerable` that are for measuring alone: no training, no calibration."""
    titles = {each.title for each in unanswerable(data)}
    free = (title for title in titles if not held_out(title))
    return set(sorted(free, key=lambda title: zlib.crc32(title[::-1].encode()))[:count])


def news(data: Path, part: str = "train") -> Iterator[News]:
    """German news with its quotations; `part` is "train" or "dev"."""
    for line in _lines(data / f"train/wikinews-de-quotations.{part}.jsonl.gz"):
        row = json.loads(line)
        title = row["document"].split(" - ", 1)[-1].rsplit(" (", 1)[0]
        quotations = tuple(
            Quotation(quote, _whole(each["speaker"]), each["type"])
            for each in row["quotations"]
            if (quote := _whole(each["quote"]))
        )
        yield News(title, row["text"], quotations)


def _whole(said: dict[str, Any]) -> Span | None:
    """From the first of its spans to the last."""
    spans = said["spans"]
    return (spans[0][0], spans[-1][1]) if spans else None


def _asked(path: Path, without: Set[str]) -> list[Asked]:
    found = []
    for article in _json(path)["data"]:
        title = article.get("title", "")
        for paragraph in article["paragraphs"]:
            passage = paragraph["context"]
            if any(passage[a:b] in without for a, b in _long_sentences(passage, "en", without)):
                continue
            for asked in paragraph["qas"]:
                question = asked["question"].strip()
                if asked.get("is_impossible"):
                    found.append(Asked(question, passage, 0, 0, title))
                for answer in asked["answers"][:1]:
                    if answer.get("n_occ", 1) == 1:
                        said = answer["text"]
                        start = answer["answer_start"] + len(said) - len(said.lstrip())
                        end = start + len(said.strip())
                        found.append(Asked(question, passage, start, end, title))
    return found


def encyclopedia(data: Path, without: Set[str]) -> dict[str, list[str]]:
    """Title -> paragraphs of German encyclopedia articles.

    Articles that share a sentence with `without` are left out, whole.
    """
    articles = {}
    for line in _lines(data / "train/wikipedia-de.jsonl.gz"):
        row = json.loads(line)
        text = str(row["text"])
        if not any(
            sentence in without for sentence in text.splitlines() if len(sentence) > _TELLING
        ):
            paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
            articles[str(row["title"])] = [part for part in paragraphs if len(part) > 100]
    return articles


def evaluation_sentences(data: Path) -> set[str]:
    """Every sentence of the development sets' passages, to be kept out of training."""
    passages = set()
    for line in _lines(data / "dev/mlqa/test-retrieval-de.passages.rebuilt.jsonl.gz"):
        passages.add(str(json.loads(line)["text"]))
    for path in sorted((data / "dev/mlqa").glob("dev-context-*.json.gz")):
        for article in _json(path)["data"]:
            passages.update(paragraph["context"] for paragraph in article["paragraphs"])
    found = {
        passage[a:b].strip()
        for passage in passages
        for a, b in sentences(passage, 0, len(passage), "de")
    }
    for name in ("tatoeba/tatoeba.deu-eng.deu.gz", "tatoeba/tatoeba.deu-eng.eng.gz"):
        found.update(line.strip() for line in _lines(data / "dev" / name))
    for name in ("newstest2020/newstest2020.deu.gz", "newstest2020/newstest2020.eng.gz"):
        found.update(line.strip() for line in _lines(data / "dev" / name))
    for path in sorted((data / "dev/stsb").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            found.update(text.strip() for row in csv.reader(file) for text in row[:2])
    return found


def training_pairs(data: Path, without: set[str]) -> list[Pair]:
    """The parallel sentences less those of `without` and those that constants are chosen on."""
    kept = without_sentences(parallel(data), without)
    return [each for each in kept if not held_out_pair(each)]


def held_out_pair(pair: Pair) -> bool:
    """A hundredth: there are so many."""
    return held_out(pair.en, one_in=100)


def without_sentences(pairs: Iterable[Pair], without: set[str]) -> list[Pair]:
    return [each for each in pairs if each.de not in without and each.en not in without]


def _long_sentences(text: str, language: str, without: Set[str]) -> list[tuple[int, int]]:
    if not without:
        return []  # cutting all of it takes a while
    return [(a, b) for a, b in sentences(text, 0, len(text), language) if b - a > _TELLING]


def _json(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from file
