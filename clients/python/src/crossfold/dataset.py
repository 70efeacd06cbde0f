"""Data sets, as far as the API shows them: counts, and nothing of a single image."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from .connection import Connection, path_of
from .display import table_html


class Dataset:
    """A data set on an orchestrator, by `Client.dataset` or `Client.datasets`."""

    def __init__(self, connection: Connection, view: Mapping[str, Any]) -> None:
        self._connection = connection
        self._view = dict(view)

    @property
    def name(self) -> str:
        return str(self._view["name"])

    @property
    def images(self) -> int:
        return int(self._view["images"])

    @property
    def groups(self) -> int:
        """Lesions, patients or what else belongs together."""
        return int(self._view["groups"])

    @property
    def detail(self) -> dict[str, Any]:
        """Classes with their images and groups, source, licence, problems."""
        if "classes" not in self._view:
            self._view = self._connection.get(path_of("datasets", self.name))
        return dict(self._view)

    def problems(self, kind: str | None = None) -> list[dict[str, Any]]:
        """What was wrong with its files: duplicates, missing images, wrong values."""
        path = f"{path_of('datasets', self.name)}/problems"
        return list(self._connection.pages(path, "problems", kind=kind))

    def fold_plans(self) -> list[dict[str, Any]]:
        """The plans by which studies split it: options, leak, studies."""
        return list(self._connection.get(f"{path_of('datasets', self.name)}/fold-plans")["plans"])

    def import_fold_plan(
        self,
        assignments: Iterable[Mapping[str, Any]],
        *,
        protocol: Literal["grouped", "dedup", "image"] = "grouped",
    ) -> str:
        """Takes a split that was made elsewhere.

        Args:
            assignments: of each image ``{"imageId": …, "fold": 0}``; ``"sealed"`` in place of a
                fold seals it.

        Returns:
            The hash of the plan, for ``foldPlan`` of a study file.

        Raises:
            RequestError: with the images, groups and folds at fault.
        """
        body = {"protocol": protocol, "assignments": [dict(row) for row in assignments]}
        plan = self._connection.post(f"{path_of('datasets', self.name)}/fold-plans", body)
        return str(plan["foldPlanSha256"])

    def __repr__(self) -> str:
        return f"<Dataset {self.name}: {self.images} images of {self.groups} groups>"

    def _repr_html_(self) -> str:
        rows = [
            (row["label"], row["title"] or "", row["images"], row["groups"])
            for row in self.detail["classes"]
        ]
        return f"<b>{self.name}</b>" + table_html(["class", "title", "images", "groups"], rows)
