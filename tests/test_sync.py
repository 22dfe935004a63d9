"""A folder <-> the index: every bad input is skipped and said, and nothing is lost by accident."""

from __future__ import annotations

import hashlib
import os
import queue
import re
import resource
import threading
import unicodedata
from dataclasses import asdict
from pathlib import Path

import pytest
from conftest import SIX, age, bytes_of, found, same_as_fresh, unprivileged, write

from index import Article, ArticleQAError, Change, Index, Sync, sync, watch
from index.articles import MAX_BYTES, load, parse
from index.errors import FolderMissing

LIBRARY = "Was kostet die neue Bibliothek in Kleinhausen?"


def counts(result: Sync) -> tuple[int, int, int, int, int]:
    """Added, changed, removed, kept, skipped; consistent with the changes listed."""
    for kind in ("added", "changed", "removed", "skipped"):
        listed = sum(change.kind == kind for change in result.changes)
        assert listed == asdict(result)[kind], kind
    return result.added, result.changed, result.removed, result.kept, result.skipped


def skipped(result: Sync) -> dict[str, str]:
    return {change.id: change.reason for change in result.changes if change.kind == "skipped"}


def ids(index: Index) -> list[str]:
    return [article.id for article in index.articles()]


# --- the report -----------------------------------------------------------------------------------


def test_the_report_is_one_line() -> None:
    result = Sync(
        3, 1, 2, 812, 1, 17, 0.4449, (Change("skipped", "broken.pdf", "not a PDF"),)
    )  # fmt: skip
    assert str(result) == (
        "3 added, 1 changed, 2 removed, 812 kept, 1 skipped (broken.pdf: not a PDF); "
        "17 passages embedded in 0.4 s"
    )
    assert str(Sync()) == (
        "0 added, 0 changed, 0 removed, 0 kept, 0 skipped; 0 passages embedded in 0.0 s"
    )


def test_the_report_of_a_sync(built: Index, folder: Path) -> None:
    write(
        folder,
        {
            "short.txt": "Vulkan Krafla ist ruhig.",
            "n1.txt": "Eins.",
            "n2.txt": "Zwei.",
            "n3.txt": "Drei.",
            "broken.pdf": "hello",
        },
    )
    (folder / "twin-a.txt").unlink()
    (folder / "twin-b.txt").unlink()
    assert re.fullmatch(
        r"3 added, 1 changed, 2 removed, 3 kept, 1 skipped \(broken\.pdf: not a PDF\); "
        r"4 passages embedded in \d+\.\d s",
        str(built.sync(folder)),
    )


def test_many_reasons_are_cut_and_stay_on_one_line(empty: Index, tmp_path: Path) -> None:
    folder = write(tmp_path / "f", {f"{n}.pdf": "no" for n in range(9)} | {"a\nb.pdf": "no"})
    result = empty.sync(folder)
    assert result.skipped == len(result.changes) == 10
    assert "; and 5 more)" in str(result)
    assert "\n" not in str(result)


# --- what changed ---------------------------------------------------------------------------------


def test_added_changed_removed_kept(built: Index, folder: Path) -> None:
    assert counts(built.sync(folder)) == (0, 0, 0, 6, 0)
    write(
        folder, {"short.txt": "Vulkan Krafla ist ruhig.", "sub/deep/new.md": "# Neu\n\nEin Satz."}
    )
    (folder / "twin-a.txt").unlink()
    result = built.sync(folder)
    assert counts(result) == (1, 1, 1, 4, 0)
    assert {(change.kind, change.id) for change in result.changes} == {
        ("changed", "short.txt"),
        ("added", "sub/deep/new.md"),
        ("removed", "twin-a.txt"),
    }
    assert ids(built) == sorted({*SIX, "sub/deep/new.md"} - {"twin-a.txt"})
    assert counts(built.sync(folder)) == (0, 0, 0, 6, 0)


def test_an_edit_of_the_same_size_and_second_is_seen(built: Index, folder: Path) -> None:
    for word in ("Montag", "Sonnab", "Freita"):
        write(folder, {"short.txt": f"Der {word} war es."}, old=False)
        assert built.sync(folder).changed == 1
        assert built.article("short.txt").text == f"Der {word} war es."


def test_a_touched_file_that_is_the_same_is_kept_and_not_opened_twice(
    built: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SIX:
        os.utime(folder / name, (1_600_000_000, 1_600_000_000))
    result = built.sync(folder)
    assert counts(result) == (0, 0, 0, 6, 0)
    assert result.embedded == 0
    assert built.article("short.txt").version == 1
    opened: list[Path] = []

    def noting(path: Path) -> bytes:
        opened.append(path)
        return load(path)

    monkeypatch.setattr(sync, "load", noting)
    assert counts(built.sync(folder)) == (0, 0, 0, 6, 0)
    assert opened == []


def test_the_same_article_in_other_bytes_is_kept(built: Index, folder: Path) -> None:
    text = unicodedata.normalize("NFC", SIX["nfd.txt"]).replace("\n", "\r\n")
    (folder / "nfd.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert counts(built.sync(folder)) == (0, 0, 0, 6, 0)
    assert built.article("nfd.txt").version == 1


@pytest.mark.parametrize("name", ["sections.md", "short.txt"])
def test_a_renamed_file_reuses_its_vectors(built: Index, folder: Path, name: str) -> None:
    (folder / "archive").mkdir()
    (folder / name).rename(folder / "archive" / name)  # the title of short.txt is its name
    result = built.sync(folder)
    assert counts(result) == (1, 0, 1, 5, 0)
    assert result.embedded == 0
    same_as_fresh(built, folder.parent / "fresh")


def test_a_file_with_a_title_may_get_another_name(built: Index, folder: Path) -> None:
    (folder / "sections.md").rename(folder / "hafen.md")
    result = built.sync(folder)
    assert (counts(result), result.embedded) == ((1, 0, 1, 5, 0), 0)


def test_only_the_title_changed(built: Index, folder: Path) -> None:
    write(folder, {"sections.md": SIX["sections.md"].replace("source: Küstenbote", "source: Bote")})
    result = built.sync(folder)
    assert (counts(result), result.embedded) == ((0, 1, 0, 5, 0), 0)  # the text is the same
    assert built.article("sections.md").source == "Bote"
    assert [hit[0] for hit in found(built, "Klage", sources="Bote")] == ["sections.md"] * 2


def test_progress_counts_articles(empty: Index, folder: Path) -> None:
    write(folder, {"broken.pdf": "hello", "empty.txt": ""})
    steps: list[tuple[int, int]] = []
    empty.sync(folder, progress=lambda *step: steps.append(step))
    assert steps
    assert steps == sorted(steps)
    assert all(done <= total for done, total in steps)
    assert steps[-1][0] == steps[-1][1]  # a bar that ends full


# --- folders --------------------------------------------------------------------------------------


def test_a_missing_folder_removes_nothing(built: Index, folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    before = bytes_of(built.path)
    for dry_run in (False, True):
        with pytest.raises(FolderMissing, match="nothing was removed"):
            built.sync(folder, dry_run=dry_run)
    assert bytes_of(built.path) == before
    assert len(ids(built)) == 6
    write(folder.parent, {"file": "text"})
    with pytest.raises(FolderMissing):
        built.sync(folder.parent / "file")


def test_a_folder_of_no_name_is_not_the_one_we_are_in(built: Index) -> None:
    for dry_run in (False, True):
        with pytest.raises(FolderMissing, match="the name of the folder is empty"):
            built.sync("", dry_run=dry_run)
    with pytest.raises(FolderMissing, match="the name of the folder is empty"):
        next(built.watch(""))
    assert len(ids(built)) == 6


def test_an_empty_folder_removes_its_articles_and_no_others(built: Index, folder: Path) -> None:
    built.add([Article("added by a program", "Ein Satz.")])
    other = write(folder.with_name("other"), {"else.txt": "Ein anderer Satz."})
    built.sync(other)
    for path in folder.iterdir():
        path.unlink()
    assert counts(built.sync(folder)) == (0, 0, 6, 0, 0)
    assert ids(built) == ["added by a program", "else.txt"]
    assert built.verify() == []
    assert counts(built.sync(folder)) == (0, 0, 0, 0, 0)


def test_an_empty_folder_into_an_empty_index(empty: Index, tmp_path: Path) -> None:
    assert counts(empty.sync(write(tmp_path / "none", {}))) == (0, 0, 0, 0, 0)
    assert empty.verify() == []


def test_two_folders_with_the_same_relative_id(built: Index, folder: Path) -> None:
    other = write(folder.with_name("other"), {"short.txt": "Ganz anders.", "own.txt": "Eigenes."})
    result = built.sync(other)
    assert counts(result) == (1, 0, 0, 0, 1)
    assert str(folder) in skipped(result)["short.txt"]
    assert built.article("short.txt").text == SIX["short.txt"]
    assert counts(built.sync(folder)) == (0, 0, 0, 6, 0)
    assert counts(built.sync(other)) == (0, 0, 0, 1, 1)
    (folder / "short.txt").unlink()
    assert counts(built.sync(folder)) == (0, 0, 1, 5, 0)
    assert counts(built.sync(other)) == (1, 0, 0, 1, 0)
    assert built.article("short.txt").text == "Ganz anders."


def test_a_moved_folder_is_adopted(built: Index, folder: Path) -> None:
    moved = folder.rename(folder.with_name("moved"))
    result = built.sync(moved)
    assert (counts(result), result.embedded) == ((0, 0, 0, 6, 0), 0)
    assert counts(built.sync(moved)) == (0, 0, 0, 6, 0)
    (moved / "short.txt").unlink()
    write(moved, {"emoji.txt": "Anders."})
    assert counts(built.sync(moved)) == (0, 1, 1, 4, 0)
    assert "short.txt" not in ids(built)
    assert counts(built.sync(moved)) == (0, 0, 0, 5, 0)


def test_a_touched_file_takes_no_article_from_another_folder(built: Index, folder: Path) -> None:
    built.remove(["short.txt"])
    other = write(folder.with_name("other"), {"short.txt": "Ganz anders."})
    assert counts(built.sync(other)) == (1, 0, 0, 0, 0)
    os.utime(folder / "short.txt", (1_600_000_000, 1_600_000_000))
    result = built.sync(folder)
    assert counts(result) == (0, 0, 0, 5, 1)
    assert str(other) in skipped(result)["short.txt"]
    assert counts(built.sync(other)) == (0, 0, 0, 1, 0)
    (folder / "short.txt").unlink()
    assert counts(built.sync(folder)) == (0, 0, 0, 5, 0)
    assert built.article("short.txt").text == "Ganz anders."


def test_a_folder_that_comes_back_has_its_article_again(built: Index, folder: Path) -> None:
    """While it was away another folder's file took the place, and went again."""
    away = folder.rename(folder.with_name("away"))
    other = write(folder.with_name("other"), {"short.txt": "Ganz anders."})
    assert counts(built.sync(other)) == (0, 1, 0, 0, 0)
    (other / "short.txt").unlink()
    assert counts(built.sync(other)) == (0, 0, 1, 0, 0)
    away.rename(folder)
    assert counts(built.sync(folder)) == (1, 0, 0, 5, 0)
    assert built.article("short.txt").text == SIX["short.txt"]
    assert counts(built.sync(folder)) == (0, 0, 0, 6, 0)


def test_the_same_folder_by_another_path_is_the_same(
    built: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    link = folder.with_name("link")
    link.symlink_to(folder)
    for path in ("articles", "./articles/", "articles/../articles", link, str(folder) + "/"):
        assert counts(built.sync(path)) == (0, 0, 0, 6, 0), path


# --- programs and people --------------------------------------------------------------------------


def test_added_articles_are_never_removed_by_a_sync(built: Index, folder: Path) -> None:
    built.add([Article("mine", "Ein Satz."), Article("new.txt", "Vom Programm.")])
    write(folder, {"new.txt": "Von der Datei."})
    result = built.sync(folder)
    assert counts(result) == (0, 0, 0, 6, 1)
    assert "remove that first" in skipped(result)["new.txt"]
    (folder / "new.txt").unlink()
    assert counts(built.sync(folder)) == (0, 0, 0, 6, 0)
    assert built.article("new.txt").text == "Vom Programm."
    write(folder, {"new.txt": "Von der Datei."})
    built.remove(["new.txt"])
    assert counts(built.sync(folder)) == (1, 0, 0, 6, 0)
    assert built.article("new.txt").text == "Von der Datei."


def test_a_removed_article_stays_hidden_until_its_file_changes(built: Index, folder: Path) -> None:
    built.remove(["short.txt"])
    assert counts(built.sync(folder)) == (0, 0, 0, 5, 0)
    os.utime(folder / "short.txt", (1_600_000_000, 1_600_000_000))  # touched, not changed
    assert counts(built.sync(folder)) == (0, 0, 0, 5, 0)
    assert "short.txt" not in ids(built)
    write(folder, {"short.txt": "Vulkan Krafla ist ruhig."})
    assert counts(built.sync(folder)) == (1, 0, 0, 5, 0)
    assert built.article("short.txt").version == 2


def test_what_a_person_took_out_stays_away_though_others_had_the_place(
    built: Index, folder: Path
) -> None:
    built.remove(["short.txt"])
    other = write(folder.with_name("other"), {"short.txt": "Ganz anders."})
    built.sync(other)
    moved = other.rename(folder.with_name("moved"))
    write(moved, {"short.txt": "Wieder anders."})
    built.sync(moved)
    (moved / "short.txt").unlink()
    assert built.sync(moved).removed == 1
    built.close()
    with Index.open(built.path) as again:
        os.utime(folder / "short.txt", (1_600_000_000, 1_600_000_000))
        assert counts(again.sync(folder)) == (0, 0, 0, 5, 0)
        assert counts(again.sync(folder)) == (0, 0, 0, 5, 0)
        write(folder, {"short.txt": "Vulkan Krafla ist ruhig."})
        assert counts(again.sync(folder)) == (1, 0, 0, 5, 0)


def test_a_program_that_takes_a_files_place_is_said_until_it_goes(
    built: Index, folder: Path
) -> None:
    built.add([Article("short.txt", "Vom Programm.")])
    result = built.sync(folder)
    assert counts(result) == (0, 0, 0, 5, 1)
    assert "remove that first" in skipped(result)["short.txt"]
    built.remove(["short.txt"])
    assert counts(built.sync(folder)) == (1, 0, 0, 5, 0)
    assert built.article("short.txt").text == SIX["short.txt"]


# --- dry run --------------------------------------------------------------------------------------


def test_a_dry_run_says_what_a_sync_does_and_writes_nothing(built: Index, folder: Path) -> None:
    write(folder, {"short.txt": "Anders.", "new.txt": "Neu.", "broken.pdf": "hello"})
    (folder / "twin-b.txt").unlink()
    os.utime(folder / "emoji.txt", (1_600_000_000, 1_600_000_000))
    before = bytes_of(built.path)
    would = built.sync(folder, dry_run=True)
    assert bytes_of(built.path) == before
    assert built.article("short.txt").text == SIX["short.txt"]
    assert (counts(would), would.embedded) == ((1, 1, 1, 4, 1), 0)
    did = built.sync(folder)
    assert counts(did) == counts(would)
    assert set(did.changes) == set(would.changes)


@pytest.mark.parametrize("dry", [True, False])
def test_what_others_may_be_reading_of_bad_files_is_not_changed(
    built: Index, folder: Path, monkeypatch: pytest.MonkeyPatch, dry: bool
) -> None:
    """A dry run holds no lock: it looks up what a sync beside it finds."""
    seen: list[tuple[sync.Refused, sync.Refused]] = []

    def look(path: Path) -> bytes:
        seen.extend((refused, dict(refused)) for refused in built._refused.values())
        return load(path)

    monkeypatch.setattr(sync, "load", look)
    write(folder, {"bad.pdf": "hello", "broken.pdf": "hello"})
    assert built.sync(folder, dry_run=dry).skipped == 2
    write(folder, {"worse.pdf": "hello", "worst.pdf": "hello"})
    assert built.sync(folder, dry_run=dry).skipped == 4
    assert [len(before) for _, before in seen] == [0, 0, 2, 2]
    assert all(refused == before for refused, before in seen)


# --- bad files ------------------------------------------------------------------------------------

BAD = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\t\r\n ", "empty"),
    "bom.txt": (b"\xef\xbb\xbf", ""),
    "nul.txt": (b"\0" * 500, ""),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "not text"),
    "random.txt": (hashlib.sha512(b"x").digest() * 50, ""),
    "zip.md": (b"PK\x03\x04" + b"\0\1\2\3" * 100, "not text"),
    "text.pdf": (b"Only text.", "not a PDF"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<<", ""),
    "nothing.html": (b"<html><body></body></html>", ""),
    "front.md": (b"---\ntitle: [unclosed\n---\n\nText.", "front matter"),
    "kind.docx": (b"PK\x03\x04", "not a kind of file"),
    "kind.jpg": (b"\xff\xd8\xff", "not a kind of file"),
    "README": (b"no suffix", "not a kind of file"),
}


def test_every_bad_file_is_skipped_with_its_reason(built: Index, folder: Path) -> None:
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    result = built.sync(folder)
    assert counts(result) == (0, 0, 0, 6, len(BAD))
    assert set(skipped(result)) == set(BAD)
    for name, reason in skipped(result).items():
        assert BAD[name][1] in reason, name
        assert reason.strip(), name
        assert "\n" not in reason, name
        assert str(folder) not in reason, name
    assert counts(built.sync(folder)) == (0, 0, 0, 6, len(BAD))
    assert built.verify() == []


def test_a_file_that_becomes_bad_keeps_its_old_version(built: Index, folder: Path) -> None:
    (folder / "short.txt").write_bytes(b"")
    (folder / "emoji.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (folder / "nfd.txt").unlink()
    (folder / "nfd.txt").symlink_to("nowhere.txt")
    result = built.sync(folder)
    assert counts(result) == (0, 0, 0, 3, 3)
    assert ids(built) == sorted(SIX)
    assert built.article("short.txt").text == SIX["short.txt"]
    write(folder, {"short.txt": SIX["short.txt"]})
    assert counts(built.sync(folder)) == (0, 0, 0, 4, 2)


def test_an_oversized_file_is_not_read(built: Index, folder: Path) -> None:
    with (folder / "dump.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)  # sparse
    result = built.sync(folder)
    assert counts(result) == (0, 0, 0, 6, 1)
    assert "too large" in skipped(result)["dump.txt"]


def test_a_file_that_is_too_long_is_skipped(built: Index, folder: Path) -> None:
    (folder / "dump.txt").write_text("Ein Satz. " * 600_000)
    assert "too long" in skipped(built.sync(folder))["dump.txt"]


def test_two_files_with_the_same_content(empty: Index, tmp_path: Path) -> None:
    folder = write(tmp_path / "f", {"a.txt": SIX["short.txt"]})
    empty.sync(folder)
    write(folder, {"b.txt": SIX["short.txt"]})
    result = empty.sync(folder)
    assert result.changes == (Change("added", "b.txt", "same text as a.txt"),)
    assert counts(result) == (1, 0, 0, 1, 0)
    (folder / "a.txt").unlink()
    assert counts(empty.sync(folder)) == (0, 0, 1, 1, 0)
    assert [hit[0] for hit in found(empty, "Vulkan Krafla")] == ["b.txt"]


def test_two_new_files_with_the_same_content(empty: Index, tmp_path: Path) -> None:
    folder = write(tmp_path / "f", dict.fromkeys(("a.txt", "b.txt", "c.txt"), SIX["short.txt"]))
    expected = (
        Change("added", "a.txt"),
        Change("added", "b.txt", "same text as a.txt"),
        Change("added", "c.txt", "same text as a.txt"),
    )
    assert empty.sync(folder, dry_run=True).changes == expected
    assert empty.sync(folder).changes == expected
    articles = [Article(name, "Ein Satz.", title=name) for name in ("x", "y")]
    twins = (Change("added", "x"), Change("added", "y", "same text as x"))
    assert empty.add(articles, dry_run=True).changes == twins
    assert empty.add(articles).changes == twins


def noted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are opened from now on."""
    opened: list[str] = []

    def noting(path: Path) -> bytes:
        opened.append(path.name)
        return load(path)

    monkeypatch.setattr(sync, "load", noting)
    return opened


def test_what_is_no_article_is_opened_once(
    built: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = noted(monkeypatch)
    write(folder, {"broken.pdf": "hello", "front.md": "---\ntitle: [unclosed\n---\n\nText."})
    results = [built.sync(folder, dry_run=dry) for dry in (True, False, False)]
    assert [counts(result) for result in results] == [(0, 0, 0, 6, 2)] * 3
    assert [skipped(result) for result in results] == [skipped(results[0])] * 3
    assert opened == ["broken.pdf", "front.md"]
    write(folder, {"front.md": "Text."})
    (folder / "broken.pdf").rename(folder / "again.pdf")
    assert counts(built.sync(folder)) == (1, 0, 0, 6, 1)
    assert opened == ["broken.pdf", "front.md", "again.pdf", "front.md"]


def test_hidden_files_are_ignored(built: Index, folder: Path) -> None:
    write(
        folder,
        {
            ".hidden.txt": "Geheim.",
            ".git/config.txt": "Geheim.",
            "~$lock.md": "Geheim.",
            "sub/.DS_Store": "Geheim.",
        },
    )
    assert counts(built.sync(folder)) == (0, 0, 0, 6, 0)


def test_symlinks(built: Index, folder: Path) -> None:
    outside = write(folder.with_name("outside"), {"far.txt": "Ein ferner Satz."})
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "gone.txt").symlink_to("nowhere.txt")
    (folder / "away").symlink_to(outside)
    (folder / "one.txt").symlink_to(outside / "far.txt")
    result = built.sync(folder)
    assert counts(result) == (2, 0, 0, 6, 2)
    assert set(skipped(result)) == {"self.txt", "gone.txt"}
    assert {change.id for change in result.changes if change.kind == "added"} == {
        "away/far.txt",
        "one.txt",
    }
    assert counts(built.sync(folder)) == (0, 0, 0, 8, 2)
    write(outside, {"far.txt": "Ein anderer Satz."})
    assert built.sync(folder).changed == 2  # the file behind the link is what counts


def test_a_link_to_a_folder_inside_renames_nothing(empty: Index, tmp_path: Path) -> None:
    folder = write(tmp_path / "f", {"m/deep/x.txt": "Ein Satz.", "z/y.txt": "Ein anderer."})
    assert empty.sync(folder).added == 2
    (folder / "a").symlink_to("z")
    (folder / "b").symlink_to("m/deep")
    (folder / "m" / "c").symlink_to("../z")
    result = empty.sync(folder)
    assert (counts(result), result.changes) == ((0, 0, 0, 2, 0), ())


def test_what_is_no_regular_file_is_skipped_without_waiting(built: Index, folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "folder.txt").mkdir()
    write(folder / "folder.txt", {"in.txt": "Ein Satz."})
    result = built.sync(folder)
    assert counts(result) == (1, 0, 0, 6, 1)
    assert skipped(result) == {"pipe.txt": "not a regular file"}


def test_a_file_that_vanishes_between_scan_and_open(
    built: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"short.txt": "Anders.", "brief.txt": "Kurz da."})

    def unlucky(path: Path) -> bytes:
        path.unlink()
        return load(path)

    monkeypatch.setattr(sync, "load", unlucky)
    result = built.sync(folder)
    assert counts(result) == (0, 0, 0, 4 + 1, 2)
    assert set(skipped(result)) == {"short.txt", "brief.txt"}
    assert built.article("short.txt").text == SIX["short.txt"]  # until a sync finds it gone
    monkeypatch.undo()
    assert counts(built.sync(folder)) == (0, 0, 1, 5, 0)


def test_whatever_a_reader_raises_only_its_file_is_skipped(
    built: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clumsy(data: bytes, path: Path, article_id: str) -> Article:
        if path.name == "short.txt":
            raise RecursionError("too\ndeep")
        return parse(data, path, article_id)

    write(folder, {"short.txt": "Anders.", "twin-c.txt": "Kupfer in Lima."})
    monkeypatch.setattr(sync, "parse", clumsy)
    result = built.sync(folder)
    assert counts(result) == (1, 0, 0, 5, 1)
    assert skipped(result) == {"short.txt": "cannot be read (RecursionError: too deep)"}
    assert built.article("short.txt").text == SIX["short.txt"]


def test_a_file_of_the_future_is_opened_once(
    built: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = noted(monkeypatch)
    age(folder / "short.txt", -86_400)
    for _ in range(3):
        assert counts(built.sync(folder)) == (0, 0, 0, 6, 0)
    assert opened == ["short.txt"]


def test_a_name_that_is_no_unicode_is_skipped(built: Index, folder: Path) -> None:
    with open(os.fsencode(folder) + b"/caf\xe9.txt", "w") as file:
        file.write("Ein Satz über Kaffee.")
    result = built.sync(folder)
    assert counts(result) == (0, 0, 0, 6, 1)
    str(result).encode()  # can be printed


@pytest.mark.parametrize(
    "name", ["Straße & Co. (1).txt", "日本語.txt", 'it\'s "quoted".txt', "a\nb.txt", "👨‍👩‍👧.TXT"]
)
def test_any_other_name_will_do(built: Index, folder: Path, name: str) -> None:
    write(folder, {name: "Kupfer in Lima."})
    assert built.sync(folder).added == 1
    assert found(built, "Kupfer Lima")[0][0] == name
    assert counts(built.sync(folder)) == (0, 0, 0, 7, 0)


@pytest.fixture
def shared(open_place: Path) -> Path:
    """A folder of articles and a place for an index, writable by anyone."""
    open_place.chmod(0o777)
    write(open_place / "f", SIX | {"sub/inner.txt": "Ein Satz im Ordner."})
    return open_place


def test_an_unreadable_file_keeps_its_old_version(shared: Path) -> None:
    with unprivileged(), Index.open(shared / "i", encoder="hashed") as index:
        assert index.sync(shared / "f").added == 7
    write(shared / "f", {"short.txt": "Anders."})
    (shared / "f" / "short.txt").chmod(0)
    with unprivileged(), Index.open(shared / "i") as index:
        result = index.sync(shared / "f")
        assert counts(result) == (0, 0, 0, 6, 1)
        assert skipped(result) == {"short.txt": "permission denied"}
        assert index.article("short.txt").text == SIX["short.txt"]
    (shared / "f" / "short.txt").chmod(0o644)
    with unprivileged(), Index.open(shared / "i") as index:
        assert counts(index.sync(shared / "f")) == (0, 1, 0, 6, 0)


def test_an_unreadable_folder_inside_removes_nothing(shared: Path) -> None:
    with unprivileged(), Index.open(shared / "i", encoder="hashed") as index:
        assert index.sync(shared / "f").added == 7
    (shared / "f" / "sub").chmod(0)
    with unprivileged(), Index.open(shared / "i") as index:
        result = index.sync(shared / "f")
        assert result.removed == 0
        assert "sub/inner.txt" in ids(index)
        assert any(id.startswith("sub") for id in skipped(result))  # and it is said


def test_an_unreadable_folder_is_an_error_and_removes_nothing(shared: Path) -> None:
    with unprivileged(), Index.open(shared / "i", encoder="hashed") as index:
        index.sync(shared / "f")
    (shared / "f").chmod(0)
    with unprivileged(), Index.open(shared / "i") as index:
        with pytest.raises(ArticleQAError):
            index.sync(shared / "f")
        assert len(ids(index)) == 7


def test_a_folder_behind_a_closed_one_still_owns_its_articles(shared: Path) -> None:
    write(shared / "closed" / "f", {"short.txt": "Ganz anders."})
    other = write(shared / "other", {"short.txt": SIX["short.txt"], "new.txt": "Ein Satz."})
    with unprivileged(), Index.open(shared / "i", encoder="hashed") as index:
        index.sync(shared / "closed" / "f")
    (shared / "closed").chmod(0)
    with unprivileged(), Index.open(shared / "i") as index:
        result = index.sync(other)
        assert counts(result) == (1, 0, 0, 0, 1)
        assert str(shared / "closed" / "f") in skipped(result)["short.txt"]
        for sync_ in (index.sync, lambda folder: next(index.watch(folder))):
            with pytest.raises(FolderMissing, match=r"cannot be reached.*nothing was removed"):
                sync_(shared / "closed" / "f")
        assert index.article("short.txt").text == "Ganz anders."


def test_a_closed_folder_with_a_name_that_is_no_unicode_is_said(shared: Path) -> None:
    name = os.fsencode(shared / "f") + b"/caf\xe9"
    os.mkdir(name)
    os.chmod(name, 0)
    with unprivileged(), Index.open(shared / "i", encoder="hashed") as index:
        result = index.sync(shared / "f")
    os.chmod(name, 0o755)
    assert counts(result) == (7, 0, 0, 0, 1)
    assert "caf?/" in skipped(result)
    str(result).encode()  # can be printed


# --- watching -------------------------------------------------------------------------------------


def test_watching_syncs_what_changes(built: Index, folder: Path) -> None:
    results: queue.Queue[Sync | ArticleQAError] = queue.Queue()
    stop = threading.Event()

    def watch() -> None:
        for result in built.watch(folder, stop=stop):
            results.put(result)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        for turn in range(60):  # until the watch has begun
            write(folder, {"new.txt": f"Kupfer in Lima, {turn}."}, old=False)
            try:
                first = results.get(timeout=1)
                break
            except queue.Empty:
                continue
        assert isinstance(first, Sync)
        assert first.added + first.changed == 1
        assert built.article("new.txt").text.startswith("Kupfer in Lima")
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


def _often(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Look every 50 ms; and load what an unprivileged user could not read."""
    monkeypatch.setattr(watch, "_LOOK_MS", 50)
    assert next(watch.watch(folder, lambda: Sync(added=1), None)) == Sync(added=1)


def test_watching_goes_on_beside_an_unreadable_folder_inside(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _often(monkeypatch, shared / "f")
    (shared / "f" / "sub").chmod(0)
    with unprivileged(), Index.open(shared / "i", encoder="hashed") as index:
        first = next(index.watch(shared / "f"))
    assert isinstance(first, Sync)
    assert counts(first) == (6, 0, 0, 0, 1)
    assert set(skipped(first)) == {"sub/"}


def test_a_folder_whose_changes_nobody_tells_is_looked_at_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _often(monkeypatch, folder)
    stop = threading.Event()
    results = watch.watch(folder, lambda: Sync(added=1), stop)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))  # no file more can be opened
    try:
        first = next(results)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert isinstance(first, ArticleQAError)
    assert f"nothing tells of changes in the folder {folder}" in str(first)
    assert [next(results), next(results)] == [Sync(added=1)] * 2
    stop.set()
    assert list(results) == []


def test_what_is_told_with_a_sync_that_did_nothing_is_news(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _often(monkeypatch, folder)
    syncs = iter([Sync(kept=6), Sync(kept=6, problem="the disk is full")])
    result = next(watch.watch(folder, lambda: next(syncs), None))
    assert str(result).endswith("embedded in 0.0 s; the disk is full")
