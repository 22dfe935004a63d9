"""What loads what: light imports, one direction, one place for each library."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from inspect import getdoc
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT, environment

import index
import qa
from index import errors

HEAVY = (
    "torch onnxruntime tokenizers gradio faiss langchain langchain_core sentence_transformers "
    "transformers trafilatura pypdf py3langid tqdm watchfiles pandas"
).split()
ONLY = {  # library -> the modules that may import it, types included
    "sqlite3": {
        "index/store.py",
        "index/records.py",
        "page/conversations.py",
        "page/database.py",
        "page/turns.py",
    },
    "faiss": {"index/vectors.py"},
    "tantivy": {"index/analysis.py", "index/keywords.py"},
    "sentence_transformers": {"index/encoder.py"},
    "onnxruntime": {"index/shipped.py"},
    "tokenizers": {"index/shipped.py", "qa/reader.py"},
    "onnx": set(),
    "filelock": {"index/lock.py"},
    "py3langid": {"index/languages.py"},
    "sentencex": {"index/sentences.py"},
    "torch": {"index/shipped.py"},
    "pickle": set(),
    "langchain_community": set(),
    "langchain_classic": set(),
}
FORBIDDEN = {
    "index": {"qa", "page", "app", "langchain", "langchain_core", "gradio"},
    "qa": {
        "page",
        "app",
        "faiss",
        "tantivy",
        "sqlite3",
        "gradio",
        "sentence_transformers",
        "torch",
    },
    "page": {"app", "faiss", "tantivy", "sentence_transformers", "torch"},
}
MODULES = sorted(
    [*ROOT.glob("index/*.py"), *ROOT.glob("qa/*.py"), *ROOT.glob("page/*.py"), ROOT / "app.py"]
)


def imported(path: Path) -> set[str]:
    """The top-level names of all that a module imports, wherever it does."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names.add((node.module or "").split(".")[0])
    return names


def loaded(statement: str) -> set[str]:
    code = f"import sys, json\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return set(json.loads(result.stdout))


@pytest.mark.parametrize(
    "statement", ["import index, qa", "import index.__main__", "import qa.__main__"]
)
def test_importing_is_light(statement: str) -> None:
    assert loaded(statement) & set(HEAVY) == set()


@pytest.mark.parametrize("name", ["ArticleRetriever", "Request", "build_chain"])
def test_what_langchain_is_used_through_is_loaded_when_it_is_named(name: str) -> None:
    assert name in qa.__all__
    assert "langchain_core" in loaded(
        f"from qa import {name}; import qa; assert qa.{name} is {name}"
    )


@pytest.mark.parametrize("package", [index, qa])
def test_what_a_package_offers_is_there_and_listed(package: ModuleType) -> None:
    assert set(package.__all__) <= set(dir(package))
    assert all(hasattr(package, name) for name in package.__all__)


def test_what_it_does_not_offer_is_an_error_to_python_and_to_mypy() -> None:
    with pytest.raises(AttributeError, match="module 'qa' has no attribute 'nonsense'"):
        _ = qa.nonsense  # type: ignore[attr-defined]


@pytest.mark.parametrize("package", [index, qa])
def test_the_errors_that_are_documented_can_be_imported(package: ModuleType) -> None:
    """Each that a docstring of what the package offers says it raises."""
    offered = [getattr(package, name) for name in package.__all__]
    methods = [each for one in offered if isinstance(one, type) for each in vars(one).values()]
    told = " ".join(filter(None, (getdoc(each) for each in [*offered, *methods])))
    raised = {name for name in vars(errors) if re.search(rf"\b{name}\b", told)}
    assert {"BadQuestion", "IndexMissing"} <= raised
    assert raised - {"UnreadableFile"} <= set(package.__all__)


@pytest.mark.parametrize("package", ["index", "qa"])
def test_the_types_of_a_package_are_installed_with_it(package: str) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "py.typed" in settings["tool"]["setuptools"]["package-data"][package]
    assert (ROOT / package / "py.typed").is_file()


def test_the_hashed_encoder_loads_no_model(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "a.txt").write_text("Ein Satz über Kupfer.")
    script = (
        "from index import Index\n"
        f"with Index.open({str(tmp_path / 'i')!r}, encoder='hashed') as index:\n"
        f"    index.sync({str(tmp_path / 'f')!r}); index.search('Kupfer')"
    )
    heavy = {"torch", "onnxruntime", "transformers", "sentence_transformers", "langchain"}
    assert loaded(script) & heavy == set()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere torch says what a processor has")
def test_a_question_loads_only_what_runs_the_shipped_models(tmp_path: Path) -> None:
    script = (
        "from index import Index; from qa import ask\n"
        f"with Index.open({str(tmp_path / 'i')!r}) as index:\n"
        f"    index.sync({str(ROOT / 'seeds')!r}); assert ask('Wer rief an?', index=index).nearest"
    )
    found = loaded(script)
    assert "onnxruntime" in found
    assert found & {"torch", "transformers", "sentence_transformers", "sklearn", "scipy"} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert imported(path) & FORBIDDEN.get(room, set()) == set()
    if path.name == "types.py" and room == "index":
        assert "index" not in imported(path)


@pytest.mark.parametrize("library", ONLY)
def test_each_library_has_one_place(library: str) -> None:
    users = {path.relative_to(ROOT).as_posix() for path in MODULES if library in imported(path)}
    assert users <= ONLY[library]


def test_there_is_something_to_check() -> None:
    assert len(MODULES) > 30
    assert "index" in imported(ROOT / "qa" / "chain.py")
    assert "faiss" in imported(ROOT / "index" / "vectors.py")
