"""Errors of the API as exceptions: what was expected, what was found, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class CrossfoldError(Exception):
    """Any refusal, with its remedy.

    Attributes:
        code: of the table of errors, as ``SPEC_INVALID``.
        detail: "expected X for Y, got Z".
        remedy: what to do about it.
        problems: one line for each single problem, when there are several.
        status: the HTTP status; None for what no server said.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        remedy: str = "",
        problems: Sequence[str] = (),
        status: int | None = None,
    ) -> None:
        self.code = code
        self.detail = detail
        self.remedy = remedy
        self.problems = tuple(problems)
        self.status = status
        super().__init__(detail)

    def __str__(self) -> str:
        # The detail has the problems too, where they are few.
        more = [f"  - {problem}" for problem in self.problems if problem not in self.detail]
        remedy = [f"What to do: {self.remedy}"] if self.remedy else []
        return "\n".join([f"{self.code}: {self.detail}", *more, *remedy])

    def __reduce__(self) -> tuple[Any, ...]:
        # Joblib and multiprocessing send exceptions between processes.
        return (_again, (type(self), dict(self.__dict__)))


def _again(kind: type[CrossfoldError], fields: dict[str, Any]) -> CrossfoldError:
    return kind(
        fields["code"],
        fields["detail"],
        remedy=fields["remedy"],
        problems=fields["problems"],
        status=fields["status"],
    )


class ConfigError(CrossfoldError):
    """An argument of `Client`, or a variable of the environment, cannot be used."""


class RequestError(CrossfoldError):
    """The server cannot do what was asked for, and says why."""


class StudyFileError(RequestError):
    """A study file says what no study can be; `problems` has each field at fault."""


class NotFoundError(CrossfoldError):
    """There is no study, trial, data set or report of this name; or not yet."""


class UnauthorisedError(CrossfoldError):
    """The token is missing or wrong."""


class ConflictError(CrossfoldError):
    """What was asked for does not fit what is there now."""


class UnavailableError(CrossfoldError):
    """The server, its store or its queue cannot be reached now; later it may."""


_kinds: Mapping[str, type[CrossfoldError]] = {
    "CONFIG_INVALID": ConfigError,
    "REQUEST_INVALID": RequestError,
    "REQUEST_UNFIT": RequestError,
    "SPEC_INVALID": StudyFileError,
    "FOLD_PLAN_INVALID": RequestError,
    "UNAUTHORISED": UnauthorisedError,
    "NOT_FOUND": NotFoundError,
    "OBJECT_MISSING": NotFoundError,
    "CONFLICT": ConflictError,
    "SERVER_UNAVAILABLE": UnavailableError,
    "STORE_UNAVAILABLE": UnavailableError,
    "QUEUE_UNAVAILABLE": UnavailableError,
    "QUEUE_REFUSED": UnavailableError,
    "OVERLOADED": UnavailableError,
}


def error_of_problem(problem: Mapping[str, Any], url: str) -> CrossfoldError:
    """The exception of a problem document (RFC 9457)."""
    code = str(problem["title"])
    remedy = str(problem.get("remedy", ""))
    if code == "UNAUTHORISED":
        # What the server says is for whoever writes HTTP requests.
        remedy = f"Set CROSSFOLD_API_TOKEN, or token, to the token of the orchestrator at {url}."
    return _kinds.get(code, CrossfoldError)(
        code,
        str(problem.get("detail", "")),
        remedy=remedy,
        problems=[str(line) for line in problem.get("problems", [])],
        status=int(problem["status"]),
    )
