"""The example notebook, on real processes."""

from __future__ import annotations

from conftest import Run


def outputs_of(run: Run, kind: str) -> list[str]:
    return [
        output.data[kind]
        for cell in run.notebook.cells
        for output in cell.get("outputs", [])
        if kind in output.get("data", {})
    ]


def test_a_study_goes_on_without_its_notebook(run: Run) -> None:
    assert run.state_at_kill == "running"
    # The second run found the study of the first, by its key.
    assert run.study.state == "finished"
    assert run.study.counts["succeeded"] == 6


def test_the_notebook_runs_to_its_end_and_shows_what_it_has(run: Run) -> None:
    shown = " ".join(outputs_of(run, "text/html"))
    assert "6 of 6 trials" in shown
    assert "no-class-weights" in shown
    assert 'href="http' in shown
    assert len(outputs_of(run, "image/png")) == 2
    assert outputs_of(run, "text/markdown")[-1].startswith("# ")


def test_events_are_whole_across_a_network_that_breaks(run: Run) -> None:
    assert len(run.cuts) > 2
    assert any(not cut.endswith(b"\n\n") for cut in run.cuts)
    assert run.seen == list(run.study.events())
    assert run.seen[-1].type == "study.finished"
    ids = [event.id for event in run.seen]
    assert len(set(ids)) == len(ids)


def test_events_go_on_after_one(run: Run) -> None:
    third = run.seen[2]
    assert list(run.study.events(after=third.id)) == run.seen[3:]
