"""tantivy over passage ids: BM25 per language. On disk beside the store, and a cache of it.

Each language has an index of its own. BM25 compares a passage's length with the mean one, and as
fields of one index every passage in another language would be one of no words: nine English
articles beside a thousand German ones were hardly found by their words.

A stamp beside them - the store's generation and its highest passage id - is written after each
commit. A reader that finds the stamp behind the store puts what is missing into a second,
in-memory layer; without a usable folder that layer is everything. Only a sync writes.

What is made anew is made in a folder of its own, which the stamp then names: until then the old one
serves. Where that cannot be deleted, as on Windows while somebody searches it, it is left behind.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import count, islice
from pathlib import Path
from typing import Any, TypeAlias

import tantivy
from tantivy import Occur, Query, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from index import analysis
from index.concepts import Concept, Weighed, concepts
from index.errors import ArticleQAError
from index.languages import detect_known
from index.records import Term

CONTEXT_WEIGHT = 0.3  # of a match in title or heading, against one in the passage; not measured
_SCHEMA = 5  # raise when a field or an analyzer changes: older folders are then made anew
_STAMP = "stamp.json"
_PARTS = (("body", 1.0), ("context", CONTEXT_WEIGHT))
_TERMS = "terms"  # the name of the tokenizer
_FEW = 64  # articles that a query can ask for one by one: 11 µs each
_MORE = 4  # times k, to be thinned out where a filter lets many articles through
_BATCH = 1_000  # passages analysed before they are handed to the writer: some 2 MB
_HEAP = 50_000_000  # bytes the writer collects before it makes a segment
SMALL = 5_000  # passages that are indexed anew in 0.3 s
_WORN = 0.05  # deleted passages, as a share of the living, that may still count in the statistics

Layer: TypeAlias = Mapping[str, tantivy.Searcher]  # by language, as in analysis.FIELDS


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a commit holds: the store's generation, the highest passage id ever, and how many
    deleted passages BM25's statistics still count. `part` is the folder it is in, below ours."""

    generation: int
    last_id: int
    deleted: int = 0
    part: str = ""


NEVER = Stamp(-1, 0)


class CannotWrite(ArticleQAError):
    """The cache could not be written: readers do without."""


class KeywordIndex:
    """Searchers over one or two layers, as of the moment it was opened. Immutable."""

    def __init__(self, layers: Sequence[Layer], stamp: Stamp) -> None:
        self._layers = tuple(layers)
        self.stamp = stamp

    @classmethod
    def open(cls, folder: Path) -> KeywordIndex:
        """What is on disk; an empty index with the stamp NEVER where that cannot be read."""
        stamp = read_stamp(folder)  # before the searcher, which may then only be ahead of it
        if stamp == NEVER:
            return EMPTY
        try:
            place = folder / stamp.part
            return cls([{each: _opened(place, each).searcher() for each in analysis.FIELDS}], stamp)
        except BaseException as error:
            if not _is_tantivys(error):
                raise
            return EMPTY

    def with_layer(self, terms: Iterable[Term]) -> KeywordIndex:
        """This index and, in memory, the passages it lacks."""
        indexes: dict[str, tantivy.Index] = {}

        def made(language: str) -> tantivy.IndexWriter:
            indexes[language] = tantivy.Index(_schema())
            _register(indexes[language])
            return indexes[language].writer(_HEAP, 1)

        writers = _Writers(made)
        writers.put(map(_document, terms))
        writers.commit()
        for index in indexes.values():
            index.reload()
        layer = {language: index.searcher() for language, index in indexes.items()}
        return KeywordIndex([*self._layers, layer], self.stamp) if layer else self

    def weigh(self, concepts: Sequence[Concept], language: str | None) -> list[Weighed]:
        """Each concept with its idf in the articles of a language, and the terms these have.

        A concept is in as many passages as the term that most have, by how surely that means it:
        the others stand in much the same ones. All passages are counted, in whatever language: so
        the weights of a question and of its translation compare.
        """
        searchers = self._of(language)
        living = sum(each.num_docs for layer in self._layers for each in layer.values())
        those = sum(searcher.num_docs for searcher in searchers)
        weighed = []
        for concept in concepts:
            counts = {
                term: sum(searcher.doc_freq("body", term) for searcher in searchers)
                for term in concept.terms
            }
            most = max(counts.values())  # what is deleted still counts in these
            documents = max(living, most)
            own = idf(documents, max(sure * counts[term] for term, sure in concept.terms.items()))
            boosts = {  # of the idf that tantivy gives a term, by the passages in its language
                term: sure * own / idf(max(those, most), counts[term])
                for term, sure in concept.terms.items()
            }
            weighed.append(Weighed(concept, own, boosts, any(counts.values())))
        return weighed

    def search(
        self,
        question: str,
        k: int,
        allowed: Collection[int] | None = None,
        *,
        asked: str | None = None,
    ) -> dict[int, float]:
        """Up to `k` passages per language, each with the share of the question it contains.

        The share is BM25 over the sum of idf of the question's known concepts, cut at 1: unlike raw
        BM25 it means the same for every question. The language that knows most of the question
        sets the scale, so that in a mixed index one shared name is no full match. `allowed` are
        article numbers; `asked` is the language of the question, detected by default.
        """
        found: dict[int, float] = {}
        most = 0.0
        asked = asked or detect_known(question)
        for language in analysis.FIELDS:
            weighed = self.weigh(concepts(question, asked, language, widely=True), language)
            most = max(most, sum(each.idf for each in weighed if each.known))
            for searcher in self._of(language):
                found |= _search(searcher, weighed, k, allowed)
        # Where only titles and headings know the terms, nothing sets a scale.
        return {id: min(1.0, score / (most or 1.0)) for id, score in found.items()}

    def _of(self, language: str | None) -> list[tantivy.Searcher]:
        field = analysis.field(language)
        return [layer[field] for layer in self._layers if field in layer]


class _Writers:
    """One for each language that has something to write; `make` begins it."""

    def __init__(self, make: Callable[[str], tantivy.IndexWriter]) -> None:
        self._make = make
        self._begun: dict[str, tantivy.IndexWriter] = {}

    def of(self, language: str) -> tantivy.IndexWriter:
        if language not in self._begun:
            self._begun[language] = self._make(language)
        return self._begun[language]

    def put(self, documents: Iterable[tuple[str, tantivy.Document]]) -> None:
        for language, document in documents:
            self.of(language).add_document(document)

    def commit(self) -> None:
        for writer in self._begun.values():
            writer.commit()
            writer.wait_merging_threads()


EMPTY = KeywordIndex([], NEVER)


def is_worn(living: int, deleted: int) -> bool:
    """Whether to index anew: tantivy counts deleted passages until it merges their segment.

    Up to SMALL passages none may, so that an index that was edited ranks as one made afresh.
    """
    return deleted > (0 if living <= SMALL else _WORN * living)


def update(folder: Path, gone: Iterable[int], terms: Iterable[Term], stamp: Stamp) -> None:
    """Bring the folder to `stamp`, in one commit a language. Raises CannotWrite."""
    _write(folder, gone, terms, replace(stamp, part=read_stamp(folder).part))


def _write(folder: Path, gone: Iterable[int], terms: Iterable[Term], stamp: Stamp) -> None:
    place = folder / stamp.part
    with _writing(folder):
        indexes = {each: _opened(place, each, create=True) for each in analysis.FIELDS}
        searchers = {language: index.searcher() for language, index in indexes.items()}
        writers = _Writers(lambda language: indexes[language].writer(_HEAP, 1))
        for id in gone:
            for language, searcher in searchers.items():
                if searcher.doc_freq("id", id):
                    writers.of(language).delete_documents_by_term("id", id)
    for documents in _batches(map(_document, terms)):  # made out here: an error in it is a bug
        with _writing(folder):
            writers.put(documents)
    with _writing(folder):
        writers.commit()
        _write_stamp(folder, stamp)


def rebuild(folder: Path, terms: Iterable[Term], stamp: Stamp) -> None:
    """Make the folder anew. Raises CannotWrite."""
    with _writing(folder):
        if not folder.is_dir() or folder.is_symlink():
            folder.unlink(missing_ok=True)
        folder.mkdir(exist_ok=True)
        _clean(folder, read_stamp(folder).part)  # what others left that were killed, or could not
        part = next(name for name in map(str, count()) if not (folder / name).exists())
    _write(folder, (), terms, replace(stamp, part=part))
    _clean(folder, part)


def _clean(folder: Path, part: str) -> None:
    """Delete what is no part of the folder any more, as far as that can be."""
    with suppress(OSError):
        for each in folder.iterdir():
            if each.name in {part, _STAMP}:
                continue
            if each.is_dir() and not each.is_symlink():
                shutil.rmtree(each, ignore_errors=True)
            else:
                with suppress(OSError):
                    each.unlink()


def ids(folder: Path) -> set[int]:
    """Every passage id on disk, for `verify`; empty where the folder cannot be read."""
    found: set[int] = set()
    try:
        place = folder / read_stamp(folder).part
        for language in analysis.FIELDS:
            searcher = _opened(place, language).searcher()
            hits = searcher.search(Query.all_query(), limit=max(1, searcher.num_docs)).hits
            found |= {searcher.doc(address)["id"][0] for _, address in hits}
        return found
    except BaseException as error:
        if not _is_tantivys(error):
            raise
        return set()


def _search(
    searcher: tantivy.Searcher,
    weighed: Sequence[Weighed],
    k: int,
    allowed: Collection[int] | None,
) -> dict[int, float]:
    """The `k` best passages of one language with their BM25 scores."""
    wanted = [
        (Occur.Should, query)
        for each in weighed
        for part, weight in _PARTS
        if (query := _any_of(searcher, part, each, weight)) is not None
    ]
    query = Query.boolean_query(wanted)
    if not wanted:
        return {}  # a language that no article has then costs nothing
    if allowed is None:
        return {id: score for id, _, score in _top(searcher, query, k)}
    if len(allowed) > _FEW:
        top = _top(searcher, query, k * _MORE)
        kept = {id: score for id, article, score in top if article in allowed}
        if len(kept) >= k or len(top) < k * _MORE:
            return dict(islice(kept.items(), k))
    among = Query.const_score_query(Query.term_set_query(_schema(), "article", list(allowed)), 0.0)
    query = Query.boolean_query([(Occur.Must, query), (Occur.Must, among)])
    return {id: score for id, _, score in _top(searcher, query, k)}


def _any_of(
    searcher: tantivy.Searcher, field: str, concept: Weighed, weight: float
) -> Query | None:
    """The concept's best term in a field: two translations of one word are one match."""
    queries = [
        Query.boost_query(Query.term_query(_schema(), field, term), boost * weight)
        for term, boost in concept.boosts.items()
        if searcher.doc_freq(field, term)
    ]
    return Query.disjunction_max_query(queries) if queries else None


def _top(searcher: tantivy.Searcher, query: Query, k: int) -> list[tuple[int, int, float]]:
    """(passage id, article number, score) of the `k` best documents, best first."""
    limit = min(k, searcher.num_docs)  # tantivy allocates for the limit, and aborts for 10**12
    if not limit:
        return []
    hits = searcher.search(query, limit=limit, count=False).hits
    documents = ((searcher.doc(where), score) for score, where in hits)
    return [(found["id"][0], found["article"][0], score) for found, score in documents]


def idf(documents: int, containing: float) -> float:
    """Robertson-Sparck Jones weight as BM25 uses it (Robertson & Zaragoza 2009, 3.3), above 0."""
    return math.log(1 + (documents - containing + 0.5) / (containing + 0.5))


def _document(term: Term) -> tuple[str, tantivy.Document]:
    """With the language whose index it belongs into."""
    document = tantivy.Document(id=term.id, article=term.article)
    for part, text in (("body", term.body), ("context", term.context)):
        document.add_text(part, " ".join(analysis.terms(text, term.language)))
    return analysis.field(term.language), document


def _batches(
    documents: Iterator[tuple[str, tantivy.Document]],
) -> Iterator[list[tuple[str, tantivy.Document]]]:
    while batch := list(islice(documents, _BATCH)):
        yield batch


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """tantivy's errors as CannotWrite."""
    try:
        yield
    except BaseException as error:
        if not _is_tantivys(error):
            raise
        raise CannotWrite(
            f"the keyword cache {folder} cannot be written ({error}) - every article is found, "
            "but the first question takes longer; make room on the disk or the folder writable, "
            f"and run: python -m index verify --repair --index {folder.parent}"
        ) from error


def _opened(folder: Path, language: str, *, create: bool = False) -> tantivy.Index:
    place = folder / language
    if create:
        place.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(_schema(), path=str(place))
    else:
        index = tantivy.Index.open(str(place))
    _register(index)
    return index


def read_stamp(folder: Path) -> Stamp:
    """What the folder holds; NEVER where it holds nothing that can be used."""
    try:
        values = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
        ours = values.pop("schema", None) == _SCHEMA and values["part"].isdecimal()
        return Stamp(**values) if ours else NEVER
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return NEVER


def _write_stamp(folder: Path, stamp: Stamp) -> None:
    new = folder / f"{_STAMP}.new"
    new.write_text(json.dumps({"schema": _SCHEMA, **asdict(stamp)}), encoding="utf-8")
    new.replace(folder / _STAMP)


def _is_tantivys(error: BaseException) -> bool:
    """Whether it is of what is on disk: ValueError and OSError, or a panic of its Rust code,
    which is no Exception."""
    return isinstance(error, ValueError | OSError) or type(error).__name__ == "PanicException"


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True)
    builder.add_integer_field("article", stored=True, indexed=True)
    for part, _ in _PARTS:
        builder.add_text_field(part, tokenizer_name=_TERMS)
    return builder.build()


@cache
def _analyzer() -> TextAnalyzer:
    """Texts come as terms already, with blanks between."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).build()


def _register(index: Any) -> None:
    index.register_tokenizer(_TERMS, _analyzer())
