"""Server-sent events of a study, across connections that break."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from .connection import Connection, path_of
from .errors import UnavailableError

# The server says something every 15 s; a connection that is silent for longer is dead.
SILENCE_SECONDS = 40.0
_RECONNECT_SECONDS = 1.0
# A server that restarts is back within this time.
_RECONNECTS = 30


@dataclass(frozen=True)
class Event:
    """Something that happened in a study.

    Attributes:
        id: its position; `Study.events(after=id)` goes on after it.
        type: as ``trial.epoch``.
        data: all of it, with `at` and `studyId`.
    """

    id: str
    type: str
    data: dict[str, Any]


class Sign(Enum):
    """That no event comes at present."""

    ALIVE = "the server has said so"
    BROKEN = "the connection is gone, and will be taken up again"


def follow_events(
    connection: Connection, study_id: str, after: str | None, deadline: float | None
) -> Iterator[Event | Sign]:
    """All events after a position, or from the first, and each new one; without an end.

    A connection that breaks is taken up again after the last event that came whole, so that none is
    lost and none comes twice.

    Args:
        deadline: of `time.monotonic`, at which a sign comes: the caller looks at the clock.

    Raises:
        UnavailableError: where the server stays away.
    """
    last, failures = after, 0
    while True:
        silence = SILENCE_SECONDS
        if deadline is not None:
            silence = max(0.05, min(silence, deadline - time.monotonic()))
        headers = {"Accept": "text/event-stream"}
        if last is not None:
            headers["Last-Event-ID"] = last
        path = path_of("studies", study_id, "events")
        try:
            with connection.stream(path, {}, headers=headers, silence=silence) as chunks:
                for event in parse_events(chunks):
                    failures = 0
                    if isinstance(event, Event):
                        last = event.id
                    yield event
        except UnavailableError:
            is_late = deadline is not None and time.monotonic() >= deadline
            failures += 1
            if failures > _RECONNECTS and not is_late:
                raise
        yield Sign.BROKEN
        time.sleep(_RECONNECT_SECONDS if deadline is None or time.monotonic() < deadline else 0)


def parse_events(chunks: Iterator[bytes]) -> Iterator[Event | Sign]:
    """Whole events of a stream, and its comments as signs. What is cut off at its end is left out.

    Lines end where the standard says, not at each character that Unicode calls a line's end: texts
    in the data may hold those.
    """
    pending = b""
    for chunk in chunks:
        *blocks, pending = (pending + chunk).replace(b"\r\n", b"\n").split(b"\n\n")
        for block in blocks:
            fields = _fields(block.decode("utf-8"))
            if fields.get("data"):
                data: dict[str, Any] = json.loads(fields["data"])
                yield Event(fields.get("id", ""), fields.get("event", "message"), data)
            else:
                yield Sign.ALIVE


def _fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        fields[name] = f"{fields[name]}\n{value}" if name == "data" and name in fields else value
    return fields
