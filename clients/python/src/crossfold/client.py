"""The way in: a client of one orchestrator."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Literal
from uuid import uuid4

from .connection import Connection, path_of
from .dataset import Dataset
from .display import table_html
from .errors import NotFoundError
from .forecast import Forecast
from .settings import find_token, find_url
from .study import Study
from .study_file import StudyFile, read_study_file


class Client:
    """Studies and data sets of an orchestrator.

    Args:
        url: as ``http://127.0.0.1:7430``. Left out: CROSSFOLD_URL, else that of the `crossfold up`
            whose state folder is here or above, else port 7430 of this machine.
        token: left out: CROSSFOLD_API_TOKEN.
        timeout: seconds that an answer may take.
    """

    def __init__(
        self, url: str | None = None, token: str | None = None, *, timeout: float = 60.0
    ) -> None:
        self._connection = Connection(find_url(url), find_token(token), timeout)

    @property
    def url(self) -> str:
        return self._connection.url

    def studies(
        self,
        text: str | None = None,
        *,
        state: str | None = None,
        dataset: str | None = None,
        tag: str | None = None,
        owner: str | None = None,
        sort: Literal["newest", "oldest", "name", "state", "progress"] = "newest",
    ) -> Studies:
        """Studies, all of them or those with `text` in name, id, data set, tags or owner."""
        wanted = {"text": text, "state": state, "dataset": dataset, "tag": tag, "owner": owner}
        views = self._connection.pages("/studies", "studies", sort=sort, **wanted)
        return Studies(Study(self._connection, view) for view in views)

    def study(self, name: str) -> Study:
        """A study by its id, the newest of a name, or the one whose id begins so.

        Raises:
            NotFoundError: with the nearest name.
        """
        views = list(self._connection.pages("/studies", "studies", text=name[:200]))
        begun = [view for view in views if name and view["studyId"].startswith(name)]
        found = [
            *(view for view in views if view["studyId"] == name),
            *(view for view in views if view["name"] == name),
            *(begun if len(begun) == 1 else []),
        ]
        if found:
            return Study(self._connection, found[0]).refresh()
        known = {word for study in self.studies() for word in (study.id, study.name)}
        near = get_close_matches(name, sorted(known), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise NotFoundError(
            "NOT_FOUND",
            f"expected the id or the name of a study, got {name!r}{hint}",
            remedy="List the studies: client.studies().",
        )

    def forecast(self, file: StudyFile | None = None, /, **fields: Any) -> Forecast:
        """What a study file would come to. Nothing is submitted. Arguments as of `submit`."""
        body = read_study_file(file, fields)
        return Forecast(self._connection.post("/studies/forecast", body))

    def submit(
        self,
        file: StudyFile | None = None,
        /,
        *,
        idempotency_key: str | None = None,
        **fields: Any,
    ) -> Study:
        """Submits a study.

        Args:
            file: path of a study file in YAML, or what it says as a mapping.
            idempotency_key: names this submission. A cell of a notebook that is run again with the
                same key finds the study that it made. Left out: each call makes a study, and only
                one where its answer was lost.
            fields: laid over the first level of the file, as ``seeds=[1, 2, 3]``.

        Raises:
            StudyFileError: with every field at fault.
            ConflictError: where the key was used for another file.
        """
        body = read_study_file(file, fields)
        made = self._connection.post("/studies", body, key=idempotency_key or uuid4().hex)
        return Study(self._connection, {"studyId": made["studyId"]}).refresh()

    def datasets(self) -> list[Dataset]:
        """All data sets that can be read."""
        views = self._connection.pages("/datasets", "datasets")
        return [Dataset(self._connection, view) for view in views]

    def dataset(self, name: str) -> Dataset:
        """
        Raises:
            NotFoundError: where there is none of this name.
        """
        return Dataset(self._connection, self._connection.get(path_of("datasets", name)))

    def fold_plan(self, sha256: str) -> dict[str, Any]:
        """A fold plan by its hash: options and leak, and nothing of a single image.

        Raises:
            NotFoundError: where there is none.
        """
        return dict(self._connection.get(path_of("fold-plans", sha256)))

    def workers(self) -> list[dict[str, Any]]:
        """Workers that are connected: host, device, slots, what they train and how fast."""
        return list(self._connection.get("/workers")["workers"])

    def queue(self) -> list[dict[str, Any]]:
        """Jobs that wait, in their order, each with the reason why."""
        return list(self._connection.pages("/queue", "jobs"))

    def fleet_forecast(self) -> list[dict[str, Any]]:
        """When each study that has trials left begins and ends, and what is left of it."""
        return list(self._connection.get("/fleet/forecast")["studies"])

    def fleet_policy(self) -> dict[str, Any]:
        """Weights of projects and users, and the price of a slot."""
        return dict(self._connection.get("/fleet/policy"))

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Client of {self.url}>"


class Studies(list[Study]):
    """Studies, which a notebook shows as a table."""

    def _repr_html_(self) -> str:
        rows = [(study.id, study.state, study.answer or "") for study in self]
        return table_html(["study", "state", "answer"], rows)
