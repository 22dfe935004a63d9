"""Which model writes: names, addresses, what is not installed; keys stay where they are."""

from __future__ import annotations

import argparse
import importlib.util
import sys

import pytest
from langchain_core.language_models import FakeListChatModel

from index import ArticleQAError
from qa import llm
from qa.llm import ModelMissing, Writer, chosen, from_options, load

KEY = "sk-never-to-be-seen-4711"


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    load.cache_clear()
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_name_there_is_no_model() -> None:
    assert chosen() is None
    assert chosen("") is None
    assert chosen("none") is None


def test_a_model_is_named_as_provider_and_model(monkeypatch: pytest.MonkeyPatch) -> None:
    from langchain_openai import ChatOpenAI

    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    writer = load("openai:gpt-4o-mini")
    assert writer.name == "openai:gpt-4o-mini"
    assert isinstance(writer.model, ChatOpenAI)
    assert writer.model.request_timeout == llm.SILENCE
    assert writer.model.max_tokens == llm.TOKENS
    assert writer.model.max_retries == 0
    assert KEY not in repr(writer)
    assert load("openai:gpt-4o-mini") is writer


@pytest.mark.parametrize("name", ["llama3:8b", "qwen", "openai:llama3:8b"])
def test_a_server_of_ones_own_needs_an_address_and_no_key(name: str) -> None:
    from langchain_openai import ChatOpenAI

    writer = load(name, "http://127.0.0.1:8080/v1")
    assert isinstance(writer.model, ChatOpenAI)
    assert writer.model.openai_api_base == "http://127.0.0.1:8080/v1"
    assert writer.model.model_name == name.removeprefix("openai:")


def test_the_environment_names_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTICLE_QA_LLM", "qwen")
    monkeypatch.setenv("ARTICLE_QA_LLM_BASE_URL", "http://127.0.0.1:8080/v1")
    named = chosen()
    assert named is not None
    assert named.name == "openai:qwen"
    assert chosen("none") is None


def test_a_model_that_is_handed_over_is_taken() -> None:
    model = FakeListChatModel(responses=["x"])
    assert chosen(model) == Writer(model, "FakeListChatModel")
    writer = Writer(model, "mine", 3.0)
    assert chosen(writer) is writer


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gpt-4o-mini", ["gpt-4o-mini", "provider:model"]),
        ("openai:", ["openai:", "provider:model"]),
        (":x", [":x", "provider:model"]),
        ("nobody:x", ["nobody:x", "provider:model"]),
        ("openai:gpt-4o-mini", ["openai:gpt-4o-mini", "OPENAI_API_KEY"]),
        ("mistralai:small", ["mistralai:small", "pip install langchain-mistralai"]),
    ],
)
def test_a_name_that_cannot_be_loaded_says_what_to_do(name: str, words: list[str]) -> None:
    with pytest.raises(ModelMissing) as caught:
        load(name)
    assert isinstance(caught.value, ArticleQAError)
    assert all(word in str(caught.value) for word in words)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("provider", ["ollama", "anthropic", "huggingface"])
def test_what_is_not_installed_names_its_extra(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = f"langchain_{provider}"
    if importlib.util.find_spec(package):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModelMissing, match=rf"pip install 'article-qa\[{provider}\]'"):
        load(f"{provider}:some-model")


@pytest.mark.parametrize("provider", ["ollama", "huggingface", "google_genai", "openai"])
def test_only_a_key_that_there_is_is_asked_for(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_: object, **__: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr("langchain.chat_models.init_chat_model", refusing)
    with pytest.raises(ModelMissing) as caught:
        load(f"{provider}:refused")
    keys = {"google_genai": "GOOGLE_API_KEY", "openai": "OPENAI_API_KEY"}
    if provider in keys:
        assert f"is {keys[provider]} set?" in str(caught.value)
    else:
        assert "_API_KEY" not in str(caught.value)


@pytest.mark.parametrize("address", ["127.0.0.1:8080", "ftp://x", "http://", "http:// x"])
def test_an_address_that_is_none_is_not_echoed(address: str) -> None:
    with pytest.raises(ModelMissing, match=r"http://127\.0\.0\.1:8080/v1") as caught:
        load("qwen", f"{address}?key={KEY}" if "x" in address else address)
    assert KEY not in str(caught.value)


def test_what_a_provider_says_of_a_key_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_PROXY", f"nonsense://{KEY}")
    with pytest.raises(ModelMissing) as caught:
        load("openai:gpt-4o-mini")
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_options_of_a_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = argparse.ArgumentParser()
    llm.add_options(parser)
    address = ["--llm-base-url", "http://127.0.0.1:8080/v1"]
    assert from_options(parser.parse_args([])) is None
    assert from_options(parser.parse_args(["--llm", "none"])) == "none"
    given = from_options(parser.parse_args(["--llm", "qwen", *address]))
    assert isinstance(given, Writer)
    assert given.name == "openai:qwen"
    with pytest.raises(ModelMissing, match="--llm NAME"):
        from_options(parser.parse_args(address))
    monkeypatch.setenv("ARTICLE_QA_LLM", "llama3:8b")
    named = from_options(parser.parse_args(address))
    assert isinstance(named, Writer)
    assert named.name == "openai:llama3:8b"
