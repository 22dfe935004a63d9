"""Articles -> passages, vectors, terms: the only code that changes an index."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from index import keywords
from index.keywords import Stamp
from index.passages import Settings, Window, embedded_text, split
from index.records import Transaction, digest_of
from index.store import Store
from index.types import Article, Change, ChangeKind, Encoder, Ids, Vectors

_BATCH = 256  # passages embedded and committed together: a killed sync loses at most these


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article to store, the folder it comes from, and the file to remember with it."""

    article: Article
    folder: str | None = None
    stamp: str = ""
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Cut:
    """An incoming article with its windows and the digests of what will be embedded."""

    incoming: Incoming
    windows: list[Window]
    digests: list[bytes]

    def text(self, at: int) -> str:
        window = self.windows[at]
        body = self.incoming.article.text[window.start : window.end]
        return embedded_text(window.context, body)


@dataclass(slots=True)
class Cache:
    """The folder of the keyword cache, and the generation it could not be brought to, if any."""

    folder: Path
    failed: int | None = None


class Writer:
    """Changes one index; its holder has the write lock."""

    def __init__(
        self,
        store: Store,
        encoder: Callable[[], Encoder],
        settings: Settings,
        cache: Cache,
    ) -> None:
        self._store = store
        self._load = encoder  # loaded only when there is something to embed
        self._settings = settings
        self._cache = cache  # outlives us: what failed is not tried again and again
        self.embedded = 0
        self.problem = ""  # why the cache could not be written, once it cannot

    @cached_property
    def _encoder(self) -> Encoder:
        return self._load()

    def put(self, incoming: Iterable[Incoming]) -> Iterator[int]:
        """Store articles in batches, each a generation; yields how many articles are stored."""
        batch: list[Cut] = []
        stored = 0
        for each in incoming:
            batch.append(self._cut(each))
            if sum(len(cut.windows) for cut in batch) >= _BATCH:
                stored += len(batch)
                self._commit(batch)
                batch = []
                yield stored
        if batch:
            self._commit(batch)
            yield stored + len(batch)

    def remove(self, folder: str | None, ids: Collection[str]) -> list[str]:
        """Remove articles, with `folder` only its own, whose files are gone; give the removed ids.

        Without `folder` their files stay known: an article a person took out comes back when its
        file changes, not with the next sync.
        """
        with self._store.reading() as read:
            before = read.passage_ids()
            removed = sorted(read.ids_of(folder, ids))
        if folder is None and not removed:
            return []
        with self._store.writing() if removed else self._store.noting() as write:
            for id in removed:
                write.remove(id)
            if folder is not None:
                write.drop_files(folder, ids)
        if removed:
            self._follow(before)
        return removed

    def touch(
        self, folder: str, files: Iterable[tuple[str, str, bytes]], moved: Iterable[str]
    ) -> None:
        """Note new stamps of files, (path, stamp, digest), whose articles are as they were.

        The articles `moved` become this folder's, if they were another's: that one was moved here.
        """
        with self._store.noting() as note:
            for id in moved:
                note.adopt(id, folder)
            for path, stamp, digest in files:
                note.put_file(folder, path, stamp, digest)

    def repair(self) -> None:
        """Cut and embed again what lacks passages or vectors, and make the keywords anew."""
        with self._store.reading() as read:
            broken = read.numbered(only_broken=True)
        for number, article in broken:
            cut = self._cut(Incoming(article))
            vectors = self._embed([cut])
            with self._store.writing() as write:
                write.replace_passages(number, article.version, *_stored(cut, vectors))
        self.rebuild_keywords()

    def reembed(self) -> Iterator[int]:
        """Cut and embed everything anew, in one generation: the old one answers until then."""
        with self._store.reading() as read:
            numbered = read.numbered()
        cuts = []
        for done, (_, article) in enumerate(numbered, 1):
            cut = self._cut(Incoming(article))
            cuts.append(_stored(cut, self._embed([cut])))
            yield done
        with self._store.writing() as write:
            write.set_encoder(self._encoder.spec, self._settings)
            for (number, article), passages in zip(numbered, cuts, strict=True):
                write.replace_passages(number, article.version, *passages)
        self.rebuild_keywords()

    def rebuild_keywords(self) -> None:
        with self._store.reading() as read:
            keywords.rebuild(self._cache.folder, read.terms(), _stamp(read))
        self._cache.failed = None

    def mend_keywords(self) -> None:
        """Make the keyword cache anew where it is not of the store's generation, or not readable.

        So it is after a process that was killed, or that another version of us wrote. Where this
        generation could not be written before, it is left as it is.
        """
        generation = self._generation()
        if self._cache.failed == generation:
            return
        if keywords.KeywordIndex.open(self._cache.folder).stamp.generation != generation:
            with self._caching():
                self.rebuild_keywords()

    def _cut(self, incoming: Incoming) -> Cut:
        article = incoming.article
        encoder = self._encoder
        windows = split(article, encoder.count_tokens, encoder.spec.max_tokens, self._settings)
        texts = (embedded_text(w.context, article.text[w.start : w.end]) for w in windows)
        return Cut(
            incoming,
            windows,
            [digest_of(text) for text in texts],
        )

    def _commit(self, batch: list[Cut]) -> None:
        vectors = self._embed(batch)
        spec = self._encoder.spec
        with self._store.writing() as write:
            before = write.passage_ids()
            write.set_encoder(spec, self._settings)
            for cut in batch:
                incoming = cut.incoming
                number, version = write.put(incoming.article, incoming.folder)
                write.replace_passages(number, version, *_stored(cut, vectors))
                if incoming.folder is not None:
                    path = incoming.article.id
                    write.put_file(incoming.folder, path, incoming.stamp, incoming.digest)
        self._follow(before)

    def _embed(self, batch: list[Cut]) -> dict[bytes, Vectors]:
        """The vector of every digest of the batch; what the index holds already is reused."""
        wanted = {digest: (cut, at) for cut in batch for at, digest in enumerate(cut.digests)}
        with self._store.reading() as read:
            stored = read.encoder()
            same = stored is not None and stored[0] == self._encoder.spec
            vectors = read.vectors_by_digest(wanted) if same else {}
        new = [digest for digest in wanted if digest not in vectors]
        rows = self._encoder.encode([cut.text(at) for cut, at in map(wanted.__getitem__, new)])
        self.embedded += len(new)
        return vectors | dict(zip(new, rows, strict=True))

    def _follow(self, before: Ids) -> None:
        """Bring the keyword cache to the store's new generation."""
        with self._caching():
            self._update_keywords(before)

    @contextmanager
    def _caching(self) -> Iterator[None]:
        """The store has committed by now: a cache that cannot be written is left until it changes
        again. Of failures in a row the first is told."""
        try:
            yield
        except keywords.CannotWrite as error:
            if self._cache.failed is None:
                self.problem = str(error)
            self._cache.failed = self._generation()
        else:
            self._cache.failed = None

    def _generation(self) -> int:
        with self._store.reading() as read:
            return read.generation()

    def _update_keywords(self, before: Ids) -> None:
        on_disk = keywords.KeywordIndex.open(self._cache.folder).stamp
        with self._store.reading() as read:
            living = read.passage_ids()
            gone = np.setdiff1d(before, living, assume_unique=True)
            deleted = on_disk.deleted + len(gone)
            killed = on_disk.generation != read.generation() - 1  # an earlier writer was
            if killed or keywords.is_worn(len(living), deleted):
                keywords.rebuild(self._cache.folder, read.terms(), _stamp(read))
            else:
                new = read.terms(after=int(before[-1]) if len(before) else 0)
                stamp = replace(_stamp(read), deleted=deleted)
                keywords.update(self._cache.folder, map(int, gone), new, stamp)


def same_article(article: Article, stored: Article | None) -> bool:
    """Whether storing `article` would change nothing."""
    return stored is not None and article == replace(stored, version=article.version)


def additions(read: Transaction, articles: Iterable[Article]) -> list[tuple[Change, Article]]:
    """Those of the articles whose storing would change something, each with what it changes."""
    found = []
    texts: dict[bytes, str] = {}
    for article in articles:
        stored = read.find(article.id)
        if not same_article(article, stored):
            kind: ChangeKind = "changed" if stored else "added"
            found.append((Change(kind, article.id, twin_reason(read, article, texts)), article))
    return found


def twin_reason(read: Transaction, article: Article, texts: dict[bytes, str]) -> str:
    """That this very text is there under another id, in words; "" where it is not.

    `texts` has the digests of the articles that were met before it, stored yet or not, with their
    ids, and gets this one's.
    """
    twin = texts.setdefault(digest_of(article.text), article.id)
    if twin == article.id:
        twin = read.id_of_text(article.text) or article.id
    return f"same text as {twin}" if twin != article.id else ""


def _stored(
    cut: Cut, vectors: Mapping[bytes, Vectors]
) -> tuple[list[Window], list[bytes], list[Vectors]]:
    return cut.windows, cut.digests, [vectors[digest] for digest in cut.digests]


def _stamp(read: Transaction) -> Stamp:
    return Stamp(read.generation(), read.last_passage_id())
