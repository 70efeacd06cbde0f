"""Requests to the API of an orchestrator."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from .errors import CrossfoldError, RequestError, UnavailableError, error_of_problem

# A connection that the server closed while it was idle breaks once, and then a new one is made.
_TRIES = 3


class Connection:
    """Sends requests, and turns whatever is no answer into a `CrossfoldError`.

    Args:
        url: of the orchestrator, with the path that a proxy serves it under.
        timeout: seconds without a byte after which a request is given up.
    """

    def __init__(self, url: str, token: str | None, timeout: float) -> None:
        self.url = url.rstrip("/")
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._http = httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=timeout)

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, **query: str | int | None) -> Any:
        """JSON, parsed."""
        return self._json(self._send("GET", path, query))

    def text(self, path: str, **query: str | int | None) -> str:
        return self._send("GET", path, query).text

    def post(self, path: str, body: Any, *, key: str | None = None) -> Any:
        """JSON, parsed.

        Args:
            key: names the request, so that it may be sent again where its answer was lost.

        Raises:
            RequestError: for what JSON cannot say.
        """
        headers = {} if key is None else {"Idempotency-Key": key}
        return self._json(self._send("POST", path, {}, body=_encoded(body), headers=headers))

    def patch(self, path: str, body: Any) -> Any:
        """JSON, parsed; to send it twice does nothing twice."""
        return self._json(self._send("PATCH", path, {}, body=_encoded(body)))

    def pages(self, path: str, items: str, **query: str | int | None) -> Iterator[dict[str, Any]]:
        """All items of a list, whatever its pages."""
        after: str | None = None
        while True:
            page = self.get(path, after=after, limit=1000, **query)
            yield from page[items]
            after = page["next"]
            if after is None:
                return

    @contextmanager
    def stream(
        self,
        path: str,
        query: Mapping[str, str | int | None],
        *,
        headers: Mapping[str, str] | None = None,
        silence: float | None = None,
    ) -> Iterator[Iterator[bytes]]:
        """The bytes of an answer as they come.

        Args:
            silence: seconds without a byte after which it is given up; as for all where None.
        """
        timeout = self._http.timeout if silence is None else httpx.Timeout(silence)
        try:
            with self._http.stream(
                "GET", path, params=_given(query), headers=headers, timeout=timeout
            ) as answer:
                if answer.is_error:
                    answer.read()
                    raise self._refusal(answer)
                yield answer.iter_bytes()
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error

    def save(
        self, path: str, file: Path, *, sha256: str | None = None, **query: str | int | None
    ) -> None:
        """Writes an answer to a file, whole or not at all.

        Args:
            sha256: what its bytes must have.
        """
        part = file.with_name(f"{file.name}.part")
        digest = hashlib.sha256()
        try:
            with self.stream(path, query) as chunks, part.open("wb") as out:
                for chunk in chunks:
                    digest.update(chunk)
                    out.write(chunk)
            if sha256 is not None and digest.hexdigest() != sha256:
                got = digest.hexdigest()
                raise CrossfoldError(
                    "OBJECT_CORRUPT",
                    f"expected bytes with SHA-256 {sha256} from {path}, got {got}",
                    remedy="Ask for them again; crossfold verify says whether the store has them.",
                )
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)

    def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int | None],
        *,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        may_repeat = method == "GET" or bool(headers)
        sent = {**(headers or {}), **({} if body is None else {"Content-Type": "application/json"})}
        for tries_left in reversed(range(_TRIES if may_repeat else 1)):
            try:
                answer = self._http.request(
                    method, path, params=_given(query), headers=sent, content=body
                )
            except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError) as error:
                if tries_left == 0:
                    raise self._unreachable(error) from error
            except httpx.HTTPError as error:
                raise self._unreachable(error) from error
            else:
                if answer.is_error:
                    raise self._refusal(answer)
                return answer
        raise AssertionError("the last try returns or raises")

    def _json(self, answer: httpx.Response) -> Any:
        try:
            return answer.json()
        except ValueError as error:
            raise self._not_ours("something else than JSON") from error

    def _refusal(self, answer: httpx.Response) -> CrossfoldError:
        try:
            problem = json.loads(answer.text)
        except ValueError:
            problem = None
        if isinstance(problem, dict) and {"title", "status"} <= problem.keys():
            return error_of_problem(problem, self.url)
        # Of a proxy, or of another program at this address.
        return self._not_ours(f"{answer.status_code} {answer.text[:200]}".strip())

    def _unreachable(self, error: httpx.HTTPError) -> UnavailableError:
        return self._not_ours(str(error) or type(error).__name__)

    def _not_ours(self, got: str) -> UnavailableError:
        return UnavailableError(
            "SERVER_UNAVAILABLE",
            f"expected an orchestrator at {self.url}, got: {got}",
            remedy="Check CROSSFOLD_URL, or url, and that the orchestrator runs (crossfold up).",
        )


def path_of(*parts: str) -> str:
    """A path of the API whose parts may hold any characters."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def _encoded(body: Any) -> str:
    try:
        return json.dumps(body, allow_nan=False, default=_plain)
    except (TypeError, ValueError) as error:
        raise RequestError(
            "REQUEST_INVALID",
            f"expected what JSON can say, got: {error}",
            remedy="Send mappings, lists, texts, finite numbers, true, false and None.",
        ) from error


def _plain(value: Any) -> Any:
    """Arrays and numbers of NumPy as lists and numbers; dates, which YAML reads, as texts."""
    for name in ("tolist", "isoformat"):
        if hasattr(value, name):
            return getattr(value, name)()
    raise TypeError(f"an object of type {type(value).__name__}")


def _given(query: Mapping[str, str | int | None]) -> dict[str, str | int]:
    return {name: value for name, value in query.items() if value is not None}
