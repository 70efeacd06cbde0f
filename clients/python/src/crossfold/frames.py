"""Tables of a study as pandas data frames."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from .connection import Connection, path_of

if TYPE_CHECKING:
    import pandas

# Their type must not depend on whether a value is missing, or on what the first rows hold.
_WHOLE = frozenset(
    [
        *("repeat", "fold", "seed", "attempt", "epoch", "epochs", "best_epoch", "cells", "splits"),
        *("images", "groups", "images_train", "images_validation", "images_test"),
        *("models", "models_least", "models_most", "baseline_models"),
        *("absent_classes", "answer_cells", "parameters", "decision", "compared"),
        *("planned_cells", "trials_dropped", "trials_revived"),
    ]
)
_TIMES = frozenset(["started_at", "finished_at", "decided_at"])
# Of a table without rows, too.
_NAMES = frozenset(["study", "variant", "trial", "rule", "rival", "stage", "score", "left_out"])
_TEXTS = _NAMES | {"error", "device", "baseline", "removed_component", "verdict", "reason"}


def table_frame(
    connection: Connection,
    study_id: str,
    table: str,
    *,
    variant: str | None = None,
    more: Iterable[Mapping[str, Any]] = (),
) -> pandas.DataFrame:
    """A table of the API: whole numbers, shares, texts and times, each in a type of its own.

    Args:
        variant: keeps its rows alone; the others are in memory at no time.
        more: rows that the table does not have yet.
    """
    pandas = need_pandas()
    path = path_of("studies", study_id, "tables", table)
    with connection.stream(path, {"format": "jsonl"}) as chunks:
        stored = (json.loads(line) for line in _lines(chunks))
        wanted = (row for row in stored if variant is None or row["variant"] == variant)
        values = _columns_of(chain(wanted, more))
    if not values:
        reader = csv.reader([connection.text(path, format="csv").split("\n", 1)[0].strip()])
        values = {name: [] for name in next(reader, [])}
    return pandas.DataFrame({name: _column(name, column) for name, column in values.items()})


def _columns_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in row.items():
            # Ids and names come again in each row.
            seen = sys.intern(value) if isinstance(value, str) else value
            values.setdefault(name, []).append(seen)
    return values


def epoch_rows(
    study_id: str, trial: Mapping[str, Any], epochs: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Epochs of a trial as rows of the table ``epochs``."""
    place = {name: trial[name] for name in ("variant", "repeat", "fold", "seed")}
    for epoch in epochs:
        record = {_column_name(field): value for field, value in epoch.items()}
        yield {"study": study_id, **place, "trial": trial["trialId"], **record}


def _column_name(field: str) -> str:
    """``trainLoss`` as ``train_loss``."""
    return re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", field)


def need_pandas() -> Any:
    """pandas, which only data frames need.

    Raises:
        ImportError: with what to install.
    """
    try:
        import pandas
    except ImportError as error:
        raise ImportError("expected pandas for data frames: pip install pandas") from error
    return pandas


def _column(name: str, values: list[Any]) -> Any:
    pandas = need_pandas()
    some = [value for value in values if value is not None]
    if name in _TIMES:
        return pandas.to_datetime(pandas.Series(values, dtype="object"), utc=True)
    if any(isinstance(value, str) for value in some) or (not some and name in _TEXTS):
        return pandas.Series(values, dtype="object" if not some else "str")
    if any(isinstance(value, bool) for value in some):
        return pandas.Series(values, dtype="boolean" if len(some) < len(values) else "bool")
    if name in _WHOLE:
        return pandas.Series(values, dtype="Int64" if len(some) < len(values) else "int64")
    return pandas.Series(values, dtype="float64")


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    pending = b""
    for chunk in chunks:
        *lines, pending = (pending + chunk).split(b"\n")
        yield from lines
    if pending:
        yield pending
