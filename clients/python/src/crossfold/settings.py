"""Where the orchestrator is, as the command line finds it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import httpx

from .errors import ConfigError

DEFAULT_URL = "http://127.0.0.1:7430"


def find_url(given: str | None) -> str:
    """The address that is given, else CROSSFOLD_URL, else that of the stack of the state folder.

    Raises:
        ConfigError: for what is no address.
    """
    url = given or _variable("CROSSFOLD_URL")
    if url is None:
        return _running_stack() or DEFAULT_URL
    try:
        is_good = httpx.URL(url).scheme in ("http", "https") and httpx.URL(url).host != ""
    except httpx.InvalidURL:
        is_good = False
    if is_good:
        return url
    raise ConfigError(
        "CONFIG_INVALID",
        f"expected http(s)://HOST:PORT for the address of the orchestrator, got {url!r}",
        remedy="Correct CROSSFOLD_URL, or url.",
    )


def find_token(given: str | None) -> str | None:
    """The token that is given, else CROSSFOLD_API_TOKEN.

    Raises:
        ConfigError: for one that no header can hold.
    """
    token = given or _variable("CROSSFOLD_API_TOKEN")
    if token is None or (token.isascii() and token.isprintable()):
        return token
    raise ConfigError(
        "CONFIG_INVALID",
        "expected visible ASCII characters for the API token, got others",
        remedy="Correct CROSSFOLD_API_TOKEN, or token.",
    )


def _variable(name: str) -> str | None:
    """Set to nothing is unset; files of secrets end in a newline."""
    return os.environ.get(name, "").strip() or None


def _running_stack() -> str | None:
    """Of `crossfold up`, which writes its address into the state folder while it runs."""
    for folder in _state_folders():
        if not folder.is_dir():
            continue
        try:
            return str(json.loads((folder / "stack.json").read_text("utf-8"))["url"])
        except (OSError, ValueError, KeyError):
            return None
    return None


def _state_folders() -> Iterator[Path]:
    named = _variable("CROSSFOLD_HOME")
    if named is not None:
        yield Path(named)
        return
    here = Path.cwd()
    yield from (folder / ".crossfold" for folder in (here, *here.parents))
