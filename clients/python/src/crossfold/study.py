"""A study: its state, its results, and what is wanted of it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from . import plots
from .connection import Connection, path_of
from .display import study_html
from .errors import RequestError, UnavailableError
from .events import Event, Sign, follow_events
from .frames import epoch_rows, table_frame
from .progress import Progress
from .report import ReportFormat, ReportText

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

_FINAL = frozenset(["finished", "finished-with-failures", "failed", "cancelled"])
# Between two questions of how far the study is, while its events are followed.
_LOOK_SECONDS = 2.0


class Study:
    """A study on an orchestrator. Get one from `Client.submit`, `Client.study` or `Client.studies`.

    It shows what the server said last; `refresh` asks again.
    """

    def __init__(self, connection: Connection, view: Mapping[str, Any]) -> None:
        self._connection = connection
        self._view = dict(view)

    @property
    def id(self) -> str:
        return str(self._view["studyId"])

    @property
    def name(self) -> str:
        return str(self._view["name"])

    @property
    def state(self) -> str:
        """``queued``, ``running``, ``paused``, ``summarising`` or an end: see `is_over`."""
        return str(self._view["state"])

    @property
    def is_over(self) -> bool:
        """Whether it is finished, finished with failures, failed or cancelled."""
        return self.state in _FINAL

    @property
    def counts(self) -> dict[str, int]:
        """How many trials are in each state."""
        return dict(self._view["trials"])

    @property
    def answer(self) -> str | None:
        """The first sentence of the report; None until it is there."""
        answer = self._view["answer"]
        return None if answer is None else str(answer["headline"])

    @property
    def url(self) -> str:
        """Its page."""
        return f"{self._connection.url}/#/studies/{self.id}"

    @property
    def detail(self) -> dict[str, Any]:
        """All that the API says of it: settings, variants, interim scores, control."""
        if "control" not in self._view:
            # A list has less.
            self.refresh()
        return dict(self._view)

    def refresh(self) -> Study:
        """Asks the server how it stands. Returns itself."""
        self._view = self._connection.get(self._path())
        return self

    # What is wanted of it.

    def pause(self, trial: str | None = None) -> Study:
        """Stops trials at their next step; they keep their checkpoints."""
        return self._command("pause", trial)

    def resume(self, trial: str | None = None) -> Study:
        """Goes on with what was paused."""
        return self._command("resume", trial)

    def cancel(self, trial: str | None = None) -> Study:
        """Ends it for good; what is finished is reported."""
        return self._command("cancel", trial)

    def retry(self, trial: str | None = None) -> Study:
        """Tries again what failed, was skipped or cancelled."""
        return self._command("retry", trial)

    def revive(self, trial: str | None = None, *, arm: str | None = None) -> Study:
        """Runs what was raced out: one arm, one trial, or all of it."""
        return self._command("revive", trial, {} if arm is None else {"arm": arm})

    def annotate(
        self,
        *,
        text: str | None = None,
        tags: Iterable[str] | None = None,
        owner: str | None = None,
    ) -> dict[str, Any]:
        """Writes notes (Markdown), tags or an owner beside it; what is left out stays.

        Returns:
            All of them as they are now.
        """
        given = {"text": text, "tags": None if tags is None else list(tags), "owner": owner}
        changes = {name: value for name, value in given.items() if value is not None}
        return dict(self._connection.patch(f"{self._path()}/notes", changes))

    def prioritise(self, priority: int, trial: str | None = None) -> Study:
        """How soon its trials are taken: the higher, the sooner, 0 to begin with."""
        return self._command("priority", trial, {"priority": priority})

    def set_budget(
        self,
        *,
        max_hours: float | None = None,
        max_cost: float | None = None,
        deadline: str | None = None,
    ) -> Study:
        """Gives it another budget, in place of that of its file.

        Args:
            max_hours: hours of slots that its trials may take together.
            max_cost: what those hours may cost, by the price of the fleet.
            deadline: when it is to end at the latest, as ``2026-12-24T18:00:00Z``.
        """
        wanted = {"maxHours": max_hours, "maxCost": max_cost, "deadline": deadline}
        budget = {name: value for name, value in wanted.items() if value is not None}
        return self._command("budget", None, budget)

    def clone(
        self,
        changes: Mapping[str, Any] | None = None,
        /,
        *,
        idempotency_key: str | None = None,
        **fields: Any,
    ) -> Study:
        """Submits its file once more, with changes: ``study.clone(seeds=[4, 5])``."""
        body = {**(changes or {}), **fields}
        key = idempotency_key or uuid4().hex
        made = self._connection.post(f"{self._path()}/clone", body, key=key)
        return Study(self._connection, {"studyId": made["studyId"]}).refresh()

    def sealed_part(self) -> dict[str, Any]:
        """Images that no trial reads, all openings of them, and the study that opens it by hand."""
        return dict(self._connection.get(f"{self._path()}/sealed-part"))

    def open_sealed_part(self, confirm: str, *, variant: str | None = None) -> Study:
        """Scores an ensemble on the sealed part, of a study that has ended without one.

        This cannot be undone: the opening is logged, and counted in the report of every study that
        seals the same images; whoever then chooses by its scores needs other images to test the
        choice. A clone of the study opens it. It takes the results that are there, and first trains
        the trials that have none (`counts`: failed, skipped, raced out, cancelled). It is made
        once: asked again, it is the same study.

        Args:
            confirm: the name of the study, typed once more.
            variant: whose models vote; the baseline when left out.

        Returns:
            The study that opens it.

        Raises:
            RequestError: for another name, and for a variant that the study lacks.
            ConflictError: where it cannot be opened by hand, or another ensemble has opened it so.
        """
        body = {"confirm": confirm} if variant is None else {"confirm": confirm, "variant": variant}
        made = self._connection.post(f"{self._path()}/sealed-part", body)
        return Study(self._connection, {"studyId": made["studyId"]}).refresh()

    # What happens in it.

    def events(self, *, after: str | None = None) -> Iterator[Event]:
        """All events from its first, or after one, then each new one, until it is over.

        A connection that breaks is taken up again: no event is lost, none comes twice.
        """
        for event in self._stream(after, None):
            if isinstance(event, Event):
                yield event

    def follow(self, *, progress: bool = True, timeout: float | None = None) -> Study:
        """Waits until it is over, and shows how far it is.

        To interrupt it, or to close the notebook, changes nothing: the study goes on, and
        `Client.study(name).follow()` comes back to it.

        Args:
            timeout: seconds to wait at most.

        Returns:
            Itself; `state` says how it ended.

        Raises:
            TimeoutError: when it is not over by then.
        """
        bar = Progress(self.id) if progress else None
        try:
            return self._follow(bar, timeout)
        except KeyboardInterrupt:
            print(f"{self.id} goes on; follow() comes back to it", file=sys.stderr)
            raise
        finally:
            if bar:
                bar.close()

    def wait(self, timeout: float | None = None) -> Study:
        """`follow` without showing anything."""
        return self.follow(progress=False, timeout=timeout)

    # What came out of it.

    def trials(self) -> list[dict[str, Any]]:
        """All trials as they are now: state, epoch, scores, error with its remedy."""
        return list(self._connection.pages(f"{self._path()}/trials", "trials"))

    def trials_frame(self) -> pandas.DataFrame:
        """One row a trial: its place, state, sizes, times and all scores."""
        return self.table("cells")

    def receipt(self, trial: str) -> dict[str, Any]:
        """The receipt of a trial: hashes, scores, versions, device and times.

        Raises:
            NotFoundError: while it has none.
        """
        return dict(self._connection.get(f"{self._trial(trial)}/receipt"))

    def attempts(self, trial: str) -> list[dict[str, Any]]:
        """Attempts at a trial: who took it up, when, and how each ended."""
        return list(self._connection.get(f"{self._trial(trial)}/attempts")["attempts"])

    def log(self, trial: str, *, attempt: int | None = None, tail: int | None = None) -> str:
        """What an attempt at a trial has said: its progress, and what its process printed.

        Args:
            attempt: from 1; the newest one that has a log where none is named.
            tail: so many lines of its end.

        Raises:
            NotFoundError: where there is no such log.
        """
        wanted = {"attempt": attempt, "tail": tail}
        query = {name: str(value) for name, value in wanted.items() if value is not None}
        return self._connection.text(f"{self._trial(trial)}/log", **query)

    def save_weights(self, trial: str, path: str | os.PathLike[str]) -> Path:
        """Writes the weights of a trial that were evaluated to a file, as safetensors.

        The file is whole or not there; its SHA-256 is that of the receipt.

        Raises:
            CrossfoldError: where what came is not what the receipt names.
        """
        file = Path(path)
        expected = str(self.receipt(trial)["weights"]["sha256"])
        self._connection.save(f"{self._trial(trial)}/weights", file, sha256=expected)
        return file

    def epochs_frame(self) -> pandas.DataFrame:
        """One row an epoch: of trials that have succeeded, and of those that run so far."""
        begun = [
            trial
            for trial in self.trials()
            if trial["state"] != "succeeded" and trial["attempt"] > 0
        ]
        rows = (
            row
            for trial in begun
            for row in epoch_rows(self.id, trial, self._epochs(trial["trialId"]))
        )
        return table_frame(self._connection, self.id, "epochs", more=list(rows))

    def predictions_frame(self, variant: str | None = None) -> pandas.DataFrame:
        """Long form, one row an image of a trial: label and class probabilities, out of fold.

        Args:
            variant: its trials alone.

        Raises:
            RequestError: for a variant that the study lacks.
        """
        known = [str(name) for name in self._view["variants"]]
        if variant is not None and variant not in known:
            raise RequestError(
                "REQUEST_UNFIT",
                f"expected one of {', '.join(known)} for variant, got {variant!r}",
                remedy="Name a variant of the study.",
            )
        return table_frame(self._connection, self.id, "predictions", variant=variant)

    def fold_plan(self) -> dict[str, Any]:
        """How its images are split: hash, options, leak."""
        return dict(self.detail["study"]["foldPlan"])

    @property
    def series(self) -> dict[str, Any] | None:
        """The stages that its file makes, and where it stands among them; None without stages."""
        series = self.detail["series"]
        return None if series is None else dict(series)

    def explain(self, **options: Any) -> dict[str, Any]:
        """Asks where its models look: ``study.explain(picturesPerClass=2)``.

        A worker answers; `explanations` says when. The same question twice is one.
        """
        return dict(self._connection.post(f"{self._path()}/explanations", options))

    def explanations(self) -> list[dict[str, Any]]:
        """What was asked of where its models look, with state and progress."""
        return list(self._connection.pages(f"{self._path()}/explanations", "explanations"))

    def explanation(self, number: int, format: Literal["md", "html"] = "md") -> ReportText:
        """An explanation to read; as HTML with its pictures.

        Raises:
            NotFoundError: while it has not ended well.
        """
        path = f"{self._path()}{path_of('explanations', str(number), 'report')}"
        return ReportText(self._connection.text(path, format=format), format)

    def variants_frame(self) -> pandas.DataFrame:
        """One row a variant: pooled scores with bounds, mean and deviation over cells."""
        return self.table("variants")

    def differences_frame(self) -> pandas.DataFrame:
        """One row an arm: its difference to its reference, interval, p-values and verdict."""
        return self.table("differences")

    def per_class_frame(self) -> pandas.DataFrame:
        """One row a class of a variant, over its pooled out-of-fold predictions."""
        return self.table("classes")

    def race_frame(self) -> pandas.DataFrame:
        """One row an arm that was raced out and a rival that ruled it out; none without a race."""
        return self.table("race")

    def stops_frame(self) -> pandas.DataFrame:
        """One row a trial that was stopped between two epochs, and what it was compared with."""
        return self.table("stops")

    def table(self, name: str) -> pandas.DataFrame:
        """Any data table of the study, as ``confusions``, ``ensemble``, ``caveats``.

        Raises:
            RequestError: with all names, for one that no table has.
            NotFoundError: while there is no report that the table is made of.
        """
        return table_frame(self._connection, self.id, name)

    def save_table(self, name: str, path: str | os.PathLike[str]) -> Path:
        """Writes a table to a file: ``.csv``, ``.jsonl`` or ``.parquet``."""
        file = Path(path)
        table_format = _format_of(file, {".csv": "csv", ".jsonl": "jsonl", ".parquet": "parquet"})
        source = path_of("studies", self.id, "tables", name)
        self._connection.save(source, file, format=table_format)
        return file

    def report(
        self,
        format: ReportFormat = "md",
        *,
        all_tables: bool = False,
        edition: int | None = None,
    ) -> ReportText:
        """The report as text; a notebook shows it as a document.

        Args:
            all_tables: of LaTeX, all tables and not only those of a paper.
            edition: an earlier one, which was kept when trials were tried again.
        """
        tables = "all" if all_tables else "main"
        path = f"{self._path()}/report"
        text = self._connection.text(path, format=format, tables=tables, edition=edition)
        return ReportText(text, format)

    def report_data(self, *, edition: int | None = None) -> dict[str, Any]:
        """The report as data, of an earlier edition where one is named."""
        path = f"{self._path()}/report"
        return dict(self._connection.get(path, format="json", edition=edition))

    def save_report(self, path: str | os.PathLike[str]) -> Path:
        """Writes the report to a file: ``.md``, ``.html``, ``.tex`` or ``.json``."""
        file = Path(path)
        report_format = _format_of(
            file, {".md": "md", ".html": "html", ".tex": "latex", ".json": "json"}
        )
        self._connection.save(f"{self._path()}/report", file, format=report_format)
        return file

    def plot_curves(
        self, metric: str = "validation_balanced_accuracy", *, ax: Axes | None = None
    ) -> Axes:
        """Each trial as a thin line, the mean of each variant as a thick one, over epochs."""
        return plots.plot_curves(self.epochs_frame(), metric, ax)

    def plot_differences(self, *, ax: Axes | None = None) -> Axes:
        """Forest plot: each arm's difference to its reference, with its intervals and verdict."""
        margin = float(self.detail["study"].get("marginPoints", 1))
        return plots.plot_differences(self.differences_frame(), margin, ax)

    def __repr__(self) -> str:
        return f"<Study {self.id}: {self.state}>"

    def _repr_html_(self) -> str:
        return study_html(self._view, self.url)

    def _look(self) -> Study:
        """`refresh`, where the server can be reached; if not, the next look may find it."""
        with suppress(UnavailableError):
            self.refresh()
        return self

    def _path(self) -> str:
        return path_of("studies", self.id)

    def _trial(self, trial: str) -> str:
        return f"{self._path()}{path_of('trials', trial)}"

    def _epochs(self, trial: str) -> list[dict[str, Any]]:
        return list(self._connection.get(f"{self._trial(trial)}/metrics")["epochs"])

    def _command(
        self, name: str, trial: str | None, body: Mapping[str, Any] | None = None
    ) -> Study:
        of_trial = "" if trial is None else path_of("trials", trial)
        self._connection.post(f"{self._path()}{of_trial}/{name}", body or {})
        return self.refresh()

    def _follow(self, bar: Progress | None, timeout: float | None) -> Study:
        deadline = None if timeout is None else time.monotonic() + timeout
        shown = 0.0
        for event in self._stream(None, deadline) if not self.refresh().is_over else ():
            if bar is None:
                continue
            if isinstance(event, Event):
                bar.apply(event)
            if time.monotonic() - shown >= _LOOK_SECONDS:
                bar.show(self._look()._view)
                shown = time.monotonic()
        self.refresh()
        if bar:
            bar.show(self._view)
        return self

    def _stream(self, after: str | None, deadline: float | None) -> Iterator[Event | Sign]:
        """Events until its end, and signs where none comes.

        Events are no record: a queue that was lost takes them with it. So the study itself is
        looked at when nothing comes. A connection begins with a sign and then has what is missing;
        when the next sign comes without an event between, there is none to wait for.
        """
        edition = int(self.refresh()._view["control"]["edition"])
        signs_after_end = 0
        for event in follow_events(self._connection, self.id, after, deadline):
            yield event
            is_over = event is Sign.ALIVE and self._look().is_over
            signs_after_end = signs_after_end + 1 if is_over else 0
            if signs_after_end > 1 or _ends(event, edition):
                return
            if deadline is not None and time.monotonic() >= deadline:
                counts = ", ".join(f"{n} {state}" for state, n in self.counts.items() if n)
                raise TimeoutError(
                    f"expected the end of {self.id} by now, got {self.state}: {counts}"
                )


def _ends(event: Event | Sign, edition: int) -> bool:
    """A study whose trials were tried again had an end before, which the events still tell."""
    if not isinstance(event, Event) or event.type != "study.finished":
        return False
    return int(event.data.get("edition", 1)) >= edition


def _format_of(file: Path, formats: Mapping[str, str]) -> str:
    known = formats.get(file.suffix.lower())
    if known is not None:
        return known
    raise RequestError(
        "REQUEST_INVALID",
        f"expected a file that ends in one of {', '.join(formats)}, got {file.name!r}",
        remedy="Name the file by what it shall be.",
    )
