"""How far a study is, drawn in a terminal, a log or a notebook."""

from __future__ import annotations

import html
import os
import sys
from collections.abc import Mapping
from typing import Any, Protocol, TextIO

from .events import Event

_BAR_WIDTH = 24
_ENDS = ("succeeded", "failed", "skipped", "raced-out", "cancelled")


class Progress:
    """Counts of trials as the server has them, and epochs of running ones as events tell them.

    Shown as a bar in a notebook or at a terminal, else as a line for each trial that ends.
    """

    def __init__(self, study_id: str, stream: TextIO | None = None) -> None:
        self._study_id = study_id
        self._epochs: dict[str, int] = {}
        self._running: dict[str, int] = {}
        self._now = ""
        self._detail: Mapping[str, Any] = {}
        self._display = _choose_display(stream or sys.stderr)

    def apply(self, event: Event) -> None:
        """Takes an event: of each trial, the epoch that it is in."""
        trial = str(event.data.get("trialId", ""))
        if event.type == "trial.started":
            self._epochs[trial] = event.data["epochs"]
            self._running[trial] = event.data["resumedAfterEpoch"] or 0
        elif event.type == "trial.epoch":
            self._running[trial] = event.data["record"]["epoch"]
        elif event.type not in ("trial.progress", "trial.checkpointDamaged"):
            self._running.pop(trial, None)
        if trial in self._running:
            self._now = f"{trial} epoch {self._running[trial]} of {self._epochs.get(trial, '?')}"
        elif event.type == "ensemble.progress":
            self._now = f"ensemble: member {event.data['member']} of {event.data['members']}"

    def show(self, detail: Mapping[str, Any]) -> None:
        """Draws the study as the server shows it."""
        self._detail = detail
        self._display.draw(self.share(), self.text())

    def close(self) -> None:
        self._display.close()

    def share(self) -> float:
        """Of all trials, in [0, 1]; those that run count by their epochs, which may end sooner."""
        counts = self._detail.get("trials", {})
        total = sum(counts.values())
        begun = sum(
            min(1.0, epoch / self._epochs[trial])
            for trial, epoch in self._running.items()
            if self._epochs.get(trial)
        )
        ended = sum(counts.get(state, 0) for state in _ENDS)
        return min(1.0, (ended + min(begun, total - ended)) / total) if total else 0.0

    def text(self) -> str:
        """One line."""
        counts = self._detail.get("trials", {})
        ended = sum(counts.get(state, 0) for state in _ENDS)
        parts = [f"{self._detail.get('state')}, {ended} of {sum(counts.values())} trials"]
        parts += [f"{counts[state]} {state}" for state in _ENDS[1:] if counts.get(state)]
        if self._detail.get("waiting"):
            parts.append(f"waits: {self._detail['waiting']}")
        elif self._detail.get("state") in ("running", "summarising") and self._now:
            parts.append(self._now)
        seconds = self._detail.get("etaSeconds")
        if seconds:
            parts.append(f"about {duration(seconds)} left")
        return f"{self._study_id}  {', '.join(parts)}"


class _Display(Protocol):
    def draw(self, share: float, text: str) -> None: ...
    def close(self) -> None: ...


class _Terminal:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def draw(self, share: float, text: str) -> None:
        filled = int(_BAR_WIDTH * share)
        bar = "#" * filled + "." * (_BAR_WIDTH - filled)
        # A line that wraps would not be drawn over; some terminals tell no width.
        room = (os.get_terminal_size(self._stream.fileno()).columns or 80) - 1
        self._stream.write(f"\r\x1b[K{f'[{bar}] {share:4.0%} {text}'[:room]}")
        self._stream.flush()

    def close(self) -> None:
        self._stream.write("\n")


class _Log:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last = ""

    def draw(self, share: float, text: str) -> None:
        if text != self._last:
            print(f"{share:4.0%} {text}", file=self._stream, flush=True)
        self._last = text

    def close(self) -> None:
        return


class _Notebook:
    def __init__(self) -> None:
        from IPython.display import HTML, display

        self._html = HTML
        self._handle = display(HTML(""), display_id=True)

    def draw(self, share: float, text: str) -> None:
        bar = f'<progress value="{share:.4f}" max="1"></progress>'
        self._handle.update(self._html(f"{bar} {share:.0%} {html.escape(text)}"))

    def close(self) -> None:
        return


def _choose_display(stream: TextIO) -> _Display:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if getattr(shell, "kernel", None) is not None:
        return _Notebook()
    return _Terminal(stream) if stream.isatty() else _Log(stream)


def duration(seconds: float) -> str:
    """In the largest unit that leaves a whole number above one."""
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
