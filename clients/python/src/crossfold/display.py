"""What a notebook shows of studies, data sets and forecasts. All texts are escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from .progress import duration


def study_html(view: Mapping[str, Any], url: str) -> str:
    counts = ", ".join(f"{count} {state}" for state, count in view["trials"].items() if count)
    lines = [
        f'<b>{escape(view["name"])}</b> <a href="{escape(url)}">{escape(view["studyId"])}</a>',
        f"{escape(view['state'])}: {counts}",
    ]
    if view.get("waiting"):
        lines.append(f"waits: {escape(view['waiting'])}")
    if view.get("etaSeconds"):
        lines.append(f"about {duration(view['etaSeconds'])} left")
    if view.get("answer"):
        lines.append(escape(view["answer"]["headline"]))
    if view.get("error"):
        lines.append(f"no report yet: {escape(view['error']['message'])}")
    return "<br>".join(lines) + _interim_html(view.get("interim"))


def _interim_html(interim: Mapping[str, Any] | None) -> str:
    if interim is None:
        return ""
    rows = [
        (
            variant["name"],
            f"{variant['cells']['succeeded']} of {variant['cells']['planned']}",
            _spread(variant["score"]),
            _spread((variant["comparison"] or {}).get("difference"), "+"),
        )
        for variant in interim["variants"]
    ]
    notes = "<br>".join(escape(note) for note in interim["notes"])
    heads = ["variant", "trials", "balanced accuracy so far", "difference to the baseline"]
    return f"{table_html(heads, rows)}<small>{notes}</small>"


def _spread(spread: Mapping[str, float | None] | None, sign: str = "") -> str:
    if spread is None:
        return ""
    sd = "" if spread["sd"] is None else f" ± {spread['sd']:.3f}"
    return f"{spread['mean']:{sign}.3f}{sd}"


def table_html(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
