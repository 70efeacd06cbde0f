"""What a study file would come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .display import table_html
from .progress import duration


class Forecast:
    """Trials, variants and time of a study before it is submitted.

    Attributes:
        data: all that the API says.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = dict(data)

    @property
    def trials(self) -> int:
        return int(self.data["trials"])

    @property
    def variants(self) -> list[str]:
        return [str(variant["name"]) for variant in self.data["variants"]]

    @property
    def slot_seconds(self) -> float | None:
        """Of all trials, one after the other; None where none like them has ended there."""
        seconds = self.data["slotSeconds"]
        return None if seconds is None else float(seconds)

    def __repr__(self) -> str:
        seconds = self.slot_seconds
        time = "time not known" if seconds is None else f"{duration(seconds)} in one slot"
        names = ", ".join(self.variants)
        return f"<Forecast {self.data['name']}: {self.trials} trials of {names}; {time}>"

    def _repr_html_(self) -> str:
        rows = [
            (
                variant["name"],
                "; ".join(
                    f"{change['path']}: {change['baseline']} → {change['arm']}"
                    for change in variant["differences"]
                ),
                f"{variant['parameters']:,}",
                variant["epochsAtMost"],
                variant["trials"],
                "not known" if seconds is None else duration(seconds),
            )
            for variant in self.data["variants"]
            for seconds in [variant["secondsPerTrial"]]
        ]
        heads = ["variant", "changes", "parameters", "epochs at most", "trials", "time of a trial"]
        return table_html(heads, rows)
