"""Parallel sentences -> the lexicon, the student's tokenizer and the linked pairs, on disk."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Tokenizer

from index.errors import ArticleQAError
from index.lexicon import Row
from training import phrases, sources
from training.aligned import LONGEST, Aligned, align
from training.lexicon import learn
from training.sources import Pair
from training.student import teacher_tokenizer
from training.vocabulary import build, normalizer, words

TATOEBA = 0.6  # of it is used: half the pairs are Tatoeba's, short and much alike
_PHRASES = ("phrases.de-en.json", "phrases.en-de.json")
_LINES = 40  # of an encyclopedia article go into the vocabulary: 2,900 of them are enough


def prepare(data: Path, out: Path, seed: int = 0) -> None:
    """Make what distillation needs, in `out`; what is there already is kept."""
    out.mkdir(parents=True, exist_ok=True)
    evaluated = sources.evaluation_sentences(data)
    pairs = sources.training_pairs(data, evaluated)
    fold = normalizer().normalize_str
    german = [words(each.de, fold) for each in pairs]
    english = [words(each.en, fold) for each in pairs]
    to_english = _lexicon(out / "de-en.json", german, english)
    to_german = _lexicon(out / "en-de.json", english, german)
    if not all((out / name).exists() for name in _PHRASES):
        found = phrases.learn(german, english, to_english, to_german)
        for name, table in zip(_PHRASES, found, strict=True):
            _put(out / name, json.dumps(table, ensure_ascii=False))
    student = _tokenizer(data, out / "tokenizer.json", pairs, evaluated)
    if (out / "pairs.npz").exists():
        return
    teacher = teacher_tokenizer()
    unfolded = [words(each.en, teacher.normalizer.normalize_str) for each in pairs]
    rng = random.Random(seed)
    used = [
        at
        for at, each in enumerate(pairs)
        if min(len(german[at]), len(english[at])) >= 2
        and max(len(german[at]), len(english[at])) <= LONGEST
        and len(english[at]) == len(unfolded[at])
        and (each.source != "tatoeba" or rng.random() < TATOEBA)
    ]
    german, english, unfolded = ([side[at] for at in used] for side in (german, english, unfolded))
    aligned = align(german, english, unfolded, to_english, to_german, student, teacher)
    keep = aligned.links.lengths().sum() / 2 / aligned.de_words.lengths().sum()
    print(f"{len(aligned)} pairs, {len(aligned.de.values)} German pieces, {keep:.2f} links a piece")
    new = out / "pairs.new"
    aligned.save(new)
    new.replace(out / "pairs.npz")


def lexicon(path: Path) -> dict[str, Row]:
    with path.open(encoding="utf-8") as file:
        return {word: tuple(map(tuple, row)) for word, row in json.load(file).items()}


def switching(out: Path) -> tuple[dict[str, Row], dict[str, Row]]:
    """Words and phrases with their translations, to English and to German."""
    to_english, to_german = (lexicon(out / name) for name in _PHRASES)
    words = lexicon(out / "de-en.json"), lexicon(out / "en-de.json")
    return to_english | words[0], to_german | words[1]


def pairs(out: Path) -> Aligned:
    """The linked pairs. Raises ArticleQAError where they have pieces that the tokenizer has not:
    whatever is put in their place would be other words."""
    found = Aligned.load(out / "pairs.npz")
    made_for = out / "tokenizer.json"
    most = max(int(side.values.max(initial=0)) for side in (found.de, found.en))
    if made_for.is_file() and most >= Tokenizer.from_file(str(made_for)).get_vocab_size():
        raise ArticleQAError(f"{out / 'pairs.npz'} is of another vocabulary: delete it")
    return found


def _lexicon(path: Path, ours: list[list[str]], theirs: list[list[str]]) -> dict[str, Row]:
    if not path.exists():
        _put(path, json.dumps(learn(ours, theirs), ensure_ascii=False))
    return lexicon(path)


def _tokenizer(data: Path, path: Path, pairs: list[Pair], evaluated: set[str]) -> Tokenizer:
    if path.exists():
        return Tokenizer.from_file(str(path))
    encyclopedia = sources.encyclopedia(data, evaluated)
    asked = sources.squad(data, evaluated)

    def german() -> Iterator[str]:
        yield from (each.de for each in pairs)
        for paragraphs in encyclopedia.values():
            yield from paragraphs[:_LINES]

    english = [*(each.en for each in pairs), *{each.passage for each in asked}]
    tokenizer = build(teacher_tokenizer(), german(), english)
    _put(path, tokenizer.to_str())
    print(f"{tokenizer.get_vocab_size()} pieces")
    return tokenizer


def _put(path: Path, text: str) -> None:
    """Whole or not at all: what is there counts as done."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
