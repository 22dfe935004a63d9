"""A folder <-> the store: which files are new, changed, gone, or as they were."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from index.articles import KINDS, load, parse
from index.errors import FolderMissing, UnreadableFile
from index.records import Transaction
from index.store import Store
from index.types import Article, Change, Sync
from index.writer import Incoming, same_article, twin_reason

_RACY_NS = 2_000_000_000  # FAT counts time in steps of 2 s: a younger file may change unseen
_REASON = 200  # characters of an error that nobody foresaw

# Of a folder: path -> the file's stamp, and why what is in it is no article.
Refused: TypeAlias = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class File:
    """A file of the folder. `id` is its POSIX path inside; `stamp` changes when the file does."""

    id: str
    path: Path
    stamp: str
    problem: str = ""  # why it cannot become an article, where that shows without opening it


@dataclass(slots=True)
class Plan:
    """What a sync of `folder` has to do; all but the first four grow while files are opened."""

    folder: str
    fresh: list[File]  # new, or other than they were by their stamps
    gone: list[str]  # paths taken before whose files are not there any more
    kept: int  # articles whose files are as they were
    refused: Refused  # what need not be opened again to be refused
    changes: list[Change] = field(default_factory=list)
    looked: int = 0  # fresh files opened so far
    touched: list[tuple[str, str, bytes]] = field(default_factory=list)  # path, new stamp, digest
    moved: list[str] = field(default_factory=list)  # those of them that may be another folder's yet
    texts: dict[bytes, str] = field(default_factory=dict)  # of what was opened: see `twin_reason`

    def report(
        self, removed: Sequence[str], embedded: int, started: float, problem: str = ""
    ) -> Sync:
        """What came of it; `started` is a time of `time.perf_counter`."""
        gone = [Change("removed", id) for id in removed]
        seconds = time.perf_counter() - started
        return Sync.of([*self.changes, *gone], self.kept, embedded, seconds, problem)


def plan(store: Store, folder: Path, refused: Mapping[str, Refused]) -> Plan:
    """Compare the folder with what was taken from it before, opening no file.

    `refused` is what earlier plans found, by folder; this one goes on with a copy of its own:
    beside a sync there may be dry runs. Raises FolderMissing.
    """
    check_folder(folder)
    name = str(folder.resolve())
    files = sorted(scan(folder), key=lambda file: file.id)
    with store.reading() as read:
        known = read.files(name)
        present = read.ids_of(name)
    readable = [file for file in files if not file.problem]
    seen = {file.id for file in files}
    closed = tuple(id for id in seen if id.endswith("/"))  # folders that could not be read
    same = {file.id for file in readable if known.get(file.id, ("",))[0] == file.stamp}
    other = [file for file in readable if file.id not in same]
    bad = _as_before(refused.get(name, {}), other)
    problems = [(file.id, file.problem) for file in files if file.problem]
    problems += [(id, reason) for id, (_, reason) in bad.items()]
    return Plan(
        folder=name,
        fresh=[file for file in other if file.id not in bad],
        gone=sorted(id for id in (known.keys() | present) - seen if not id.startswith(closed)),
        kept=len(same & present),
        refused=bad,
        changes=[Change("skipped", id, reason) for id, reason in problems],
    )


def _as_before(refused: Refused, files: Sequence[File]) -> Refused:
    """Those of the refused whose files are as they were."""
    stamps = {file.id: file.stamp for file in files}
    return {id: found for id, found in refused.items() if stamps.get(id) == found[0]}


def named(folder: str | Path) -> Path:
    """The folder of that name. Raises FolderMissing for none: Path("") is where we happen to be."""
    if not str(folder):
        raise FolderMissing(
            "the name of the folder is empty - nothing was removed; "
            "name the folder of your articles, or . for the one you are in"
        )
    return Path(folder).expanduser()


def check_folder(folder: Path) -> None:
    """Raises FolderMissing where there is no such folder, or where that cannot be told."""
    stands = _stands(folder)
    if stands is None:
        raise FolderMissing(
            f"the folder {folder} cannot be reached - nothing was removed; "
            "check its permissions and those of the folders above it"
        )
    if not stands:
        raise FolderMissing(
            f"there is no folder {folder} - nothing was removed; name the folder of your articles"
        )


def _stands(folder: Path) -> bool | None:
    """Whether there is such a folder; None where the way to it is closed, or a disk fails."""
    try:
        return stat.S_ISDIR(os.stat(folder).st_mode)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a NUL in the name
        return False
    except OSError as error:
        return False if error.errno in {errno.ENAMETOOLONG, errno.ELOOP} else None


def look(store: Store, plan: Plan) -> Iterator[Incoming]:
    """Open the fresh files one by one; yield what must be stored, note the rest in the plan."""
    for file in plan.fresh:
        plan.looked += 1
        try:
            incoming = _open(store, plan, file)
        except UnreadableFile as error:
            plan.changes.append(Change("skipped", file.id, str(error)))
        else:
            if incoming:
                yield incoming


def scan(folder: Path) -> Iterator[File]:
    """Every file below the folder that is not hidden; a folder reached twice is walked once.

    A folder that cannot be read is yielded as a problem: what was taken from it is not gone.
    Raises FolderMissing where that is the folder itself.
    """
    closed: list[OSError] = []
    for root, names in _walk(folder, closed):
        for name in names:
            if not name.startswith((".", "~$")):
                path = root / name
                yield _file(path, path.relative_to(folder).as_posix())
    for problem in closed:
        path = Path(problem.filename)
        if path == folder:
            raise FolderMissing(
                f"the folder {folder} cannot be read ({problem.strerror}) - nothing was removed"
            )
        id = _printable(path.relative_to(folder).as_posix())
        yield File(f"{id}/", path, "", f"cannot be opened: {problem.strerror}")


def _walk(folder: Path, closed: list[OSError]) -> Iterator[tuple[Path, list[str]]]:
    """Each folder with the names of its files; what cannot be read is put into `closed`.

    Links wait until the real folders are through: an article is named by where its file lies.
    """
    seen: set[tuple[int, int]] = set()
    waiting = deque([folder])
    while waiting:
        for root, folders, names in os.walk(waiting.popleft(), onerror=closed.append):
            try:
                status = os.stat(root)
            except OSError as error:
                closed.append(error)
                continue
            if (status.st_dev, status.st_ino) in seen:
                folders.clear()  # a symlink loop, or a second way to the same place
                continue
            seen.add((status.st_dev, status.st_ino))
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            inside = (Path(root, name) for name in folders)
            waiting.extend(path for path in inside if os.path.islink(path))
            yield Path(root), names


def _file(path: Path, id: str) -> File:
    if (printable := _printable(id)) != id:
        return File(printable, path, "", "its name is not UTF-8: rename it")
    if path.suffix.lower() not in KINDS:
        kinds = " ".join(sorted(KINDS))
        return File(id, path, "", f"not a kind of file that is read ({kinds})")
    try:
        status = path.stat()
    except OSError as error:
        return File(id, path, "", f"cannot be opened: {error.strerror}")
    young = abs(time.time_ns() - status.st_mtime_ns) < _RACY_NS  # a clock may be ahead for good
    stamp = f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"
    return File(id, path, f"young:{stamp}:{time.time_ns()}" if young else stamp)


def _printable(id: str) -> str:
    """The id of what has a name that is not UTF-8, as it can be shown."""
    return id.encode("utf-8", "replace").decode()


def _open(store: Store, plan: Plan, file: File) -> Incoming | None:
    with store.reading() as read:
        _refuse_taken(read, file.id, plan.folder)
        data = load(file.path)
        digest = hashlib.sha256(data).digest()
        if read.files(plan.folder, file.id).get(file.id, ("", b""))[1] == digest:
            plan.kept += read.folder_of(file.id) == (True, plan.folder)
            plan.touched.append((file.id, file.stamp, digest))
            return None
        article = _parsed(plan, file, data)
        stored = read.find(file.id)
        if same_article(article, stored):  # only the bytes are new, or the folder was moved
            plan.kept += 1
            plan.touched.append((file.id, file.stamp, digest))
            plan.moved.append(file.id)
            return None
        reason = twin_reason(read, article, plan.texts)
    plan.changes.append(Change("changed" if stored else "added", file.id, reason))
    return Incoming(article, plan.folder, file.stamp, digest)


def _parsed(plan: Plan, file: File, data: bytes) -> Article:
    """The article in a file. Raises UnreadableFile, whatever went wrong: the others must go on."""
    try:
        return parse(data, file.path, file.id)
    except UnreadableFile as error:
        plan.refused[file.id] = file.stamp, str(error)
        raise
    except Exception as error:  # perhaps of this moment: next time it is tried again
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise UnreadableFile(f"cannot be read ({reason[:_REASON]})") from error


def _refuse_taken(read: Transaction, id: str, folder: str) -> None:
    present, owner = read.folder_of(id)
    if not present or owner == folder:
        return
    if owner is None:
        raise UnreadableFile("an article added by a program has this id: remove that first")
    if _stands(Path(owner)) is not False:  # else it was moved, and this is where it went
        raise UnreadableFile(
            f"the folder {owner} has a file of this name, by which its article is known: "
            "rename one of them"
        )
