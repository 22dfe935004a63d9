"""Which language model writes, if any: one place for its name, its address and its limits.

Keys are read from the environment by the provider's own package, and neither kept nor told here:
no error of a provider is passed on in its own words, since some repeat the key.
"""

from __future__ import annotations

import argparse
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from index.errors import ArticleQAError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

ENVIRONMENT = "ARTICLE_QA_LLM"
BASE_URL = "ARTICLE_QA_LLM_BASE_URL"
NONE = "none"  # asks for no model, whatever the environment names
EXTRAS = ("ollama", "openai", "anthropic", "huggingface")  # of pyproject.toml
SILENCE = 60.0  # seconds without a word: a laptop may read the passages for half a minute
TIMEOUT = 180.0  # seconds for one reply, however steadily it comes
TOKENS = 800  # of a reply
_CONTEXT = 8192  # tokens; Ollama's own is shorter, and what does not fit is silently cut
_ADDRESSED = ("openai", "ollama", "anthropic")  # providers that take a base URL
_KEYS = {  # the variables that these providers' packages read; others name theirs otherwise
    "anthropic": "ANTHROPIC_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
    "groq": "GROQ_API_KEY",
    "mistralai": "MISTRAL_API_KEY",
    "openai": "OPENAI_API_KEY",
}
_UNKEYED = "none"  # a server of one's own needs no key, but its client wants something to send


class ModelMissing(ArticleQAError):
    """The language model that was asked for cannot be loaded as it is named."""


@dataclass(frozen=True, slots=True)
class Writer:
    """A chat model, and how it is called where it is named. `timeout`: seconds for one reply."""

    model: BaseChatModel
    name: str
    timeout: float = TIMEOUT


Llm: TypeAlias = "BaseChatModel | Writer | str | None"


def chosen(llm: Llm = None) -> Writer | None:
    """The model to write with: the one given, else the environment's; None for none.

    A string is "provider:model", or "none". Raises ModelMissing where it cannot be loaded.
    """
    name = llm if isinstance(llm, str) else named() if llm is None else ""
    if name and name != NONE:
        return load(name, os.environ.get(BASE_URL) or None)
    if llm is None or isinstance(llm, str):
        return None
    return llm if isinstance(llm, Writer) else Writer(llm, _name(llm))


def named() -> str:
    """What the environment names, or ""."""
    return os.environ.get(ENVIRONMENT, "").strip()


@lru_cache(maxsize=8)
def load(name: str, base_url: str | None = None) -> Writer:
    """The model "provider:model"; with the base URL of a server that speaks as OpenAI's, "model".

    Nothing is sent yet: a model that its server does not have is only noticed when it is asked.
    Raises ModelMissing, worded for whoever wrote the name.
    """
    provider, model = _parsed(name, base_url)
    from langchain.chat_models import init_chat_model  # late: a second

    limits = _limits(provider) | _address(provider, base_url)
    try:
        loaded = init_chat_model(model, model_provider=provider, **limits)
    except ImportError as error:
        raise ModelMissing(
            f"cannot load the model {name}: its package is not installed - "
            f"{_install(provider, error)}"
        ) from None
    except ValueError as error:
        if "unsupported" in str(error).lower():  # init_chat_model's word for a provider it lacks
            raise ModelMissing(_unknown(name)) from None
        raise ModelMissing(_refused(name, provider)) from None
    except Exception:  # each provider has errors of its own for a key that is not set
        raise ModelMissing(_refused(name, provider)) from None
    return Writer(loaded, f"{provider}:{model}")


def available(llm: Llm = None) -> tuple[Writer | None, ModelMissing | None]:
    """As `chosen`, but that a model is missing is told where only the environment names it."""
    try:
        return chosen(llm), None
    except ModelMissing as error:
        if llm is not None:
            raise
        return None, error


def add_options(parser: argparse.ArgumentParser) -> None:
    """What a command line asks: `--llm`, `--llm-base-url`, `--strict`."""
    parser.add_argument(
        "--llm",
        metavar="MODEL",
        help="provider:model writes the answers, each sentence checked; or none "
        f"(default: ${ENVIRONMENT}, else none)",
    )
    parser.add_argument(
        "--llm-base-url",
        metavar="URL",
        help=f"the address of an OpenAI-compatible server (default: ${BASE_URL})",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="leave out the sentences of a model that are not proven",
    )


def from_options(options: argparse.Namespace) -> Llm:
    """What `--llm` and `--llm-base-url` name, loaded; None leaves it to the environment.

    Raises ModelMissing.
    """
    if options.llm is None and options.llm_base_url is None:
        return None
    name = options.llm or named()
    if not name:
        raise ModelMissing("an address of a model, but no model - add --llm NAME")
    if name == NONE:
        return NONE
    return load(name, options.llm_base_url or os.environ.get(BASE_URL) or None)


def _parsed(name: str, base_url: str | None) -> tuple[str, str]:
    provider, _, model = name.strip().partition(":")
    if base_url and (not model or provider not in _ADDRESSED):
        return "openai", name.strip()  # "llama3:8b", as that server calls it
    if not provider or not model:
        raise ModelMissing(_unknown(name))
    return provider, model


def _limits(provider: str) -> dict[str, Any]:
    """What bounds a reply, in each provider's words. Retries are ours (qa/writing.py)."""
    if provider == "ollama":
        client = {"timeout": SILENCE}
        return {
            "num_predict": TOKENS,
            "num_ctx": _CONTEXT,
            "temperature": 0,
            "client_kwargs": client,
        }
    if provider == "huggingface":
        pipeline = {"max_new_tokens": TOKENS, "do_sample": False, "return_full_text": False}
        return {"backend": "pipeline", "task": "text-generation", "pipeline_kwargs": pipeline}
    return {"max_tokens": TOKENS, "timeout": SILENCE, "max_retries": 0}


def _address(provider: str, base_url: str | None) -> dict[str, Any]:
    if base_url is None:
        return {}
    if not re.match(r"https?://[^/\s]", base_url):
        raise ModelMissing(
            "the model's base URL is no address of the web - write it as http://127.0.0.1:8080/v1"
        )
    unkeyed = provider == "openai" and not os.environ.get("OPENAI_API_KEY")
    return {"base_url": base_url, **({"api_key": _UNKEYED} if unkeyed else {})}


def _install(provider: str, error: ImportError) -> str:
    if provider in EXTRAS:
        return f"pip install 'article-qa[{provider}]'"
    wanted = re.search(r"pip install ([\w-]+)", str(error))
    return f"pip install {wanted[1] if wanted else f'langchain-{provider}'}"


def _unknown(name: str) -> str:
    return (
        f"no such model - {name or 'an empty name'} - write provider:model, such as "
        "ollama:llama3.2, or the name alone with the base URL of a server"
    )


def _refused(name: str, provider: str) -> str:
    asked = f"is {_KEYS[provider]} set?" if provider in _KEYS else "is all set that it needs?"
    return f"cannot load the model {name}: its package refuses it - {asked}"


def _name(model: BaseChatModel) -> str:
    """What a model that was handed over calls itself."""
    for attribute in ("model_name", "model", "model_id"):
        if isinstance(name := getattr(model, attribute, None), str) and name:
            return name
    return type(model).__name__
