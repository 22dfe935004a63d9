"""The index of a folder of articles: open, sync, search. What the other rooms are used through."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import SupportsIndex, TypeAlias, Unpack

from index import analysis, health, sync
from index.articles import prepare
from index.concepts import Weighed, concepts
from index.decoding import mended
from index.encoder import DEFAULT, canonical, load
from index.errors import ArticleQAError, EncoderMismatch
from index.fusion import DENSE_SHARE, fuse
from index.languages import detect_known
from index.lock import write_lock
from index.passages import Settings
from index.query import checked, filters, several, type_of
from index.records import Transaction
from index.remembering import Remembering
from index.snapshot import Snapshot, take
from index.store import Store
from index.types import (
    Article,
    Change,
    Encoder,
    EncoderSpec,
    FilterOptions,
    Filters,
    Hit,
    Listed,
    Progress,
    Status,
    Sync,
    Vectors,
)
from index.watch import watch
from index.writer import Cache, Incoming, Writer, additions

Built: TypeAlias = tuple[EncoderSpec, Settings]

_NEW = Settings()  # what is embedded anew is cut by these
CANDIDATES = 50  # at least, from each of vectors and keywords: beyond, ranks are too low to matter


class Index:
    """Safe to use from many threads; another process's sync is seen at the next query."""

    def __init__(
        self,
        store: Store,
        encoder: Callable[[], Encoder],
        settings: Settings,
        *,
        follows: bool = False,
    ) -> None:
        """With `follows`, the encoder is the one the index is built with, whatever that is."""
        self._store = store
        self._load_encoder = encoder
        self._settings = settings
        self._follows = follows
        self._encoder: Remembering | None = None
        self._coming: Remembering | None = None  # to take over once the index is built with it
        self._known: Built | None = None  # what the index was built with when that was last seen
        self._snapshot: Snapshot | None = None
        self._listing: tuple[int, tuple[Listed, ...]] = (-1, ())  # and its generation
        self._refused: dict[str, sync.Refused] = {}  # by folder; each is replaced, never changed
        self._cache = Cache(store.path.parent / "keywords")
        self._lock = threading.RLock()  # around loading the model and taking a snapshot

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        encoder: str | Encoder | None = None,
        create: bool = True,
    ) -> Index:
        """Open the index in the folder `path`; with `create`, make it where there is none.

        Without `encoder`, the one it is built with (for a new index: the shipped one), loaded
        when first needed, and again when somebody embeds the index anew. Raises EncoderMismatch if
        it was built with another than asked for, IndexMissing, or IndexDamaged; ArticleQAError,
        before a new index is made, where there is no encoder of that name.
        """
        path = Path(path).expanduser()
        if create and isinstance(encoder, str) and Store.is_new(path):
            encoder = load(encoder)
        store = Store.open(path, create=create)
        try:
            return cls._over(store, encoder)
        except BaseException:
            store.close()
            raise

    @classmethod
    def _over(cls, store: Store, encoder: str | Encoder | None) -> Index:
        """`open`, of what is open already."""
        path = store.path.parent
        with store.reading() as read:
            stored = read.encoder()
        settings = stored[1] if stored else Settings()
        if encoder is not None and not isinstance(encoder, str):
            given = encoder
            index = cls(store, lambda: given, settings)
            index._check(stored, given.spec)
            return index
        built = stored[0].name if stored else DEFAULT
        chosen = built if encoder is None else canonical(encoder)
        if stored and chosen != built:
            raise _mismatch(path, built, chosen)
        of = path if encoder is None and stored else None
        return cls(store, lambda: load(chosen, of=of), settings, follows=encoder is None)

    @property
    def path(self) -> Path:
        return self._store.path.parent

    @property
    def encoder(self) -> Encoder:
        """What embeds questions and sentences; it remembers the sentences."""
        return self._remembering()

    def _remembering(self) -> Remembering:
        with self._lock:
            if self._follows or self._coming is not None:
                with self._store.reading() as read:
                    built = read.encoder()
                if built is not None and built != self._known:
                    self._meet(*built)
                    self._known = built
            return self._loaded()

    def _meet(self, spec: EncoderSpec, settings: Settings) -> None:
        """Take the encoder that the index is built with by now, if it is one of ours to take.

        Our own `reembed` has it ready; what others embedded with is loaded if we follow them.
        """
        coming = self._coming
        if coming is not None and (coming.spec, _NEW) == (spec, settings):
            self._encoder, self._settings = coming, settings
        elif self._follows:
            if self._encoder is None or self._encoder.spec != spec:
                self._encoder = Remembering(load(spec.name, of=self.path))
            self._settings = settings

    # Changing

    def sync(
        self,
        folder: str | Path,
        *,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Sync:
        """Bring the index up to date with a folder; with `dry_run`, only say what would change.

        Ids are POSIX paths relative to the folder; of two folders with a file of the same path the
        second's is skipped. Only articles taken from this folder are removed. A file that cannot be
        read is skipped, and keeps the version it had. Raises FolderMissing (and removes nothing),
        IndexBusy, EncoderMismatch.
        """
        started = time.perf_counter()
        folder = sync.named(folder)
        if dry_run:
            plan = sync.plan(self._store, folder, self._refused)
            for _ in sync.look(self._store, plan):
                pass
            self._refused[plan.folder] = plan.refused
            with self._store.reading() as read:
                removed = sorted(read.ids_of(plan.folder, plan.gone))
            return plan.report(removed, 0, started)
        with write_lock(self.path):
            plan = sync.plan(self._store, folder, self._refused)
            writer = self._writer()
            try:
                for _ in writer.put(sync.look(self._store, plan)):
                    if progress:
                        progress(plan.looked, len(plan.fresh))
            finally:
                self._refused[plan.folder] = plan.refused
            if progress and plan.fresh:
                progress(len(plan.fresh), len(plan.fresh))
            removed = writer.remove(plan.folder, plan.gone) if plan.gone else []
            if plan.touched:
                writer.touch(plan.folder, plan.touched, plan.moved)
            writer.mend_keywords()
            self._store.checkpoint()
        return plan.report(removed, writer.embedded, started, writer.problem)

    def add(
        self,
        articles: Iterable[Article],
        *,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Sync:
        """Store articles that a program has; a known id becomes that article's next version.

        With `dry_run`, only say what would change. An article that is just as it is stored is
        kept; of several with one id only the last counts.

        A `published` that is no date and a `url` that is no http address are dropped; a `language`
        that is no code, and whatever is left out, is taken from the text where that says it. Half
        characters, in an id too, become �. Raises ValueError for an empty id, TypeError for
        what is no Article, or one whose id or text is no string.
        """
        started = time.perf_counter()
        given = {each.id: prepare(each) for each in map(_given, _listed(articles))}
        if dry_run:
            with self._store.reading() as read:
                planned = additions(read, given.values())
            kept = len(given) - len(planned)
            changes = [change for change, _ in planned]
            return Sync.of(changes, kept, 0, time.perf_counter() - started)
        with write_lock(self.path):
            with self._store.reading() as read:
                planned = additions(read, given.values())
            new = [article for _, article in planned]
            writer = self._writer()
            for done in writer.put(map(Incoming, new)):
                if progress:
                    progress(done, len(new))
            self._store.checkpoint()
        changes, kept = [change for change, _ in planned], len(given) - len(planned)
        seconds = time.perf_counter() - started
        return Sync.of(changes, kept, writer.embedded, seconds, writer.problem)

    def remove(self, ids: Sequence[str]) -> Sync:
        """Forget articles, their old versions too; unknown ids are ignored.

        An article of a folder stays away until its file changes.
        """
        started = time.perf_counter()
        with write_lock(self.path):
            writer = self._writer()
            removed = writer.remove(None, several("ids", ids))
            self._store.checkpoint()
        changes = [Change("removed", id) for id in removed]
        return Sync.of(changes, 0, 0, time.perf_counter() - started, writer.problem)

    def watch(
        self,
        folder: str | Path,
        *,
        stop: threading.Event | None = None,
        by: Callable[[], Sync] | None = None,
    ) -> Iterator[Sync | ArticleQAError]:
        """Sync whenever the folder changes, until `stop` is set; yields what did something.

        `by` is what syncs it where the caller wants to see each one. What a person can fix -
        somebody else writes, the folder is gone for now - is yielded, not raised, and tried
        again. Raises FolderMissing at the start.
        """
        folder = sync.named(folder)
        sync.check_folder(folder)
        yield from watch(folder, by or (lambda: self.sync(folder)), stop)

    def reembed(self, encoder: str | Encoder, *, progress: Progress | None = None) -> int:
        """Embed every article with another encoder; gives the number of passages embedded.

        The old vectors answer until the last moment. Other open indexes then load the new encoder;
        those opened with a certain one raise EncoderMismatch.
        """
        given = load(encoder) if isinstance(encoder, str) else encoder
        with write_lock(self.path):
            writer = Writer(self._store, lambda: given, _NEW, self._cache)
            coming = self._coming = Remembering(given)
            total = len(self.listing())
            try:
                for done in writer.reembed():
                    if progress:
                        progress(done, total)
                with self._lock:
                    self._encoder, self._settings = coming, _NEW
            finally:
                self._coming = None
            self._store.checkpoint()
        return writer.embedded

    # Asking

    def articles(self) -> tuple[Article, ...]:
        """The newest version of every article, by id."""
        with self._store.reading() as read:
            return read.articles()

    def listing(self, among: Filters | None = None) -> tuple[Listed, ...]:
        """What is known of articles without their texts, by id; of all it is read once per
        generation. `among`: the filters of a search."""
        with self._store.reading() as read:
            listed = self._listed(read)
            allowed = read.allowed_ids(among) if among else None
        return listed if allowed is None else tuple(each for each in listed if each.id in allowed)

    def article(self, id: str, version: int | None = None) -> Article:
        """One article, by default in its newest version. Raises ArticleMissing."""
        with self._store.reading() as read:
            return read.article(id, version)

    def search(
        self,
        question: str,
        k: int = 10,
        **among: Unpack[FilterOptions],
    ) -> tuple[Hit, ...]:
        """The `k` passages that fit the question best, best first.

        The filters name what may be found: `languages` (ISO 639-1 codes), `sources`, `articles`
        (ids); `since` and `until` are ISO 8601 dates, both included, and pass only articles that
        have a date. Raises BadQuestion for an empty or over-long question, or a date or a code
        that is none, ValueError for a `k` below 1, TypeError for what is of another type.
        """
        text = checked(question)
        given = filters(**among)
        encoder = self._remembering()
        try:
            return self._search(encoder, text, k, given)
        except EncoderMismatch:  # embedded anew in between, perhaps
            now = self._remembering()
            if now is encoder:
                raise
            return self._search(now, text, k, given)

    def _search(self, encoder: Remembering, text: str, k: int, among: Filters) -> tuple[Hit, ...]:
        vector = encoder.encode([text], query=True)[0]
        return self._found(text, vector, k, among, spec=encoder.spec)

    def search_vector(
        self,
        question: str,
        vector: Vectors,
        k: int = 10,
        among: Filters | None = None,
        *,
        dense_share: float = DENSE_SHARE,
        spec: EncoderSpec | None = None,
    ) -> tuple[Hit, ...]:
        """Like `search`, for a question that is embedded already; `dense_share` as in `fuse`.

        `spec` is of the encoder that embedded it, by default the index's. Raises EncoderMismatch
        for a vector that is not of the index's dimension, and where the index has been embedded
        with another encoder since.
        """
        spec = spec or self._loaded().spec
        return self._found(question, vector, k, among, spec=spec, dense_share=dense_share)

    def _found(
        self,
        question: str,
        vector: Vectors,
        k: int,
        among: Filters | None,
        *,
        spec: EncoderSpec,
        dense_share: float = DENSE_SHARE,
    ) -> tuple[Hit, ...]:
        """The hits for a question that the encoder of `spec` embedded."""
        if not isinstance(k, SupportsIndex):  # a number of numpy's will do
            raise TypeError(f"k is {type_of(k)}, not a whole number")
        if k < 1:
            raise ValueError(f"k must be at least 1, got {k}")
        with self._store.reading() as read:
            built = read.encoder()
            self._check(built, spec)
            _check_dimension(self.path, built, vector)
            snapshot = self._current(read)
            allowed = read.allowed(among) if among else None
            near, shares = snapshot.candidates(question, vector, max(2 * k, CANDIDATES), allowed)
            ids, vectors = read.vectors_of({*near, *shares})
            cosines = vectors @ vector if len(ids) else ()
            by_id = dict(zip(ids.tolist(), map(float, cosines), strict=True))
            crossed = snapshot.crossed(ids, question)
            ranked = fuse(by_id, shares, dense_share, crossed=crossed)[:k]
            passages = read.passages([id for id, _ in ranked])
        return tuple(Hit(passages[id], min(1.0, score)) for id, score in ranked)

    def concepts(
        self,
        question: str,
        language: str | None,
        *,
        asked: str | None = None,
        known_only: bool = False,
        widely: bool = False,
    ) -> list[Weighed]:
        """What articles in `language` may call the question's words, each with its idf.

        Words that only ask are left out. What no passage has weighs most, or with `known_only` is
        left out too. `asked` is the language of the question, detected by default. `widely`: what
        means the same counts, too, as it does in a search.
        """
        given = concepts(question, asked or detect_known(question), language, widely=widely)
        with self._store.reading() as read:
            weighed = self._current(read).keywords.weigh(given, language)
        return [each for each in weighed if each.known or not known_only]

    def terms(self, text: str, language: str | None) -> frozenset[str]:
        """The different terms of a text, as articles in `language` have them."""
        return frozenset(analysis.terms(text, language))

    # Health

    def status(self) -> Status:
        with self._store.reading() as read:
            return health.status(read, self._listed(read))

    def verify(self, *, repair: bool = False) -> list[str]:
        """What is wrong with the index, a sentence each; with `repair`, after mending it.

        Repair makes the keyword cache anew, and cuts and embeds again what lacks passages or
        vectors.
        """
        found = self._problems()
        if not (found and repair):
            return found
        with write_lock(self.path):
            self._writer().repair()
            self._store.checkpoint()
        return self._problems()

    @property
    def closed(self) -> bool:
        """Whether it was; nothing opens this one again."""
        return self._store.closed

    def close(self) -> None:
        """For good: what is asked later is an ArticleQAError."""
        self._store.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # Parts

    def _listed(self, read: Transaction) -> tuple[Listed, ...]:
        generation = read.generation()
        known, listed = self._listing
        if known != generation:
            listed = read.listing()
            self._listing = generation, listed
        return listed

    def _problems(self) -> list[str]:
        with self._store.reading() as read:
            return list(health.problems(read, self._cache.folder))

    def _loaded(self) -> Remembering:
        """The encoder, without a look at what the index is built with by now."""
        with self._lock:
            if self._encoder is None:
                self._encoder = Remembering(self._load_encoder())
            return self._encoder

    def _writer(self) -> Writer:
        """What changes the index; its holder has the write lock."""
        with self._store.reading() as read:
            settings = self._settings_now(read.encoder())

        def encoder() -> Encoder:
            given = self._remembering().encoder  # passages are embedded once, and stored
            with self._store.reading() as read:
                self._check(read.encoder(), given.spec)
            return given

        return Writer(self._store, encoder, settings, self._cache)

    def _settings_now(self, built: Built | None) -> Settings:
        return built[1] if built is not None and self._follows else self._settings

    def _current(self, read: Transaction) -> Snapshot:
        """The snapshot of the generation `read` sees; taken once, whichever thread asks first."""
        generation = read.generation()
        with self._lock:
            held = self._snapshot
            if held is not None and held.generation == generation:
                return held
            if held is not None and held.generation > generation:
                return take(read, None, self._cache.folder)  # overtaken by another thread
            self._snapshot = take(read, held, self._cache.folder)
            return self._snapshot

    def _check(self, built: Built | None, spec: EncoderSpec) -> None:
        """Raises EncoderMismatch where the index is not built with this, cut as we would."""
        ours = spec, self._settings_now(built)
        if built is not None and built != ours:
            cut = built[1] != ours[1]
            raise _mismatch(self.path, _named(built, cut=cut), _named(ours, cut=cut))


def _listed(articles: Iterable[Article]) -> Iterable[Article]:
    if isinstance(articles, Article):
        raise TypeError("expected articles, got one Article - put it into a list")
    return articles


def _given(article: Article) -> Article:
    """One that can be stored. Raises TypeError, or ValueError for an empty id."""
    if not isinstance(article, Article):
        raise TypeError(f"expected articles, got {type_of(article)}")
    for name, value in (("id", article.id), ("text", article.text)):
        if not isinstance(value, str):
            raise TypeError(
                f"the {name} of the article {article.id!r:.60} is {type_of(value)}, not a string"
            )
    if not article.id.strip():
        raise ValueError("an article needs an id that is not empty")
    return replace(article, id=mended(article.id))


def _check_dimension(path: Path, built: Built | None, vector: Vectors) -> None:
    if built is not None and vector.shape != (built[0].dimension,):
        raise EncoderMismatch(
            f"the question's vector has {vector.size:,} dimensions, those of the index at {path} "
            f"have {built[0].dimension:,} - embed the question again with the index's encoder"
        )


def _named(built: Built, *, cut: bool) -> str:
    """In words; with `cut` the settings, too."""
    spec, settings = built
    named = f"{spec.name} (revision {spec.revision}, {spec.dimension} dimensions"
    each = ", ".join(f"{name} {value}" for name, value in asdict(settings).items())
    return f"{named}; settings of passages: {each})" if cut else f"{named})"


def _mismatch(path: Path, built: str, asked: str) -> EncoderMismatch:
    return EncoderMismatch(
        f"the index at {path} was built with the encoder {built}, not {asked} - open it again "
        f"with the former, or embed it anew: python -m index reembed --encoder NAME --index {path}"
    )
