"""What is wanted of a study."""

from __future__ import annotations

import fcntl
import io
import os
import signal
import struct
import termios
import threading
from pathlib import Path

import numpy
import pytest
from conftest import Run

from crossfold import Client, ConflictError, RequestError, Study
from crossfold.progress import Progress

YAML = """\
name: from-yaml
dataset: drawn
folds: 2
seeds: [1]
ensemble: null
baseline:
  model: { backbone: tiny, imageSizePx: 32, weights: { from: random } }
  training:
    stages: [{ name: all, trainable: all, epochs: 2, learningRate: 3e-3 }]
"""


@pytest.fixture
def yaml_file(tmp_path: Path) -> Path:
    file = tmp_path / "study.yaml"
    file.write_text(YAML)
    return file


def test_a_yaml_file_is_forecast_with_changes(client: Client, yaml_file: Path) -> None:
    forecast = client.forecast(yaml_file, seeds=numpy.arange(1, 3))
    assert forecast.trials == 4
    assert forecast.variants == ["full"]
    assert "<td>full</td>" in forecast._repr_html_()
    with pytest.raises(RequestError, match="got: an object of type object"):
        client.forecast(yaml_file, seeds=object())
    with pytest.raises(RequestError, match="not JSON compliant"):
        client.forecast(yaml_file, sealedShare=float("nan"))


def test_pause_resume_cancel_and_retry(
    client: Client, yaml_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = client.submit(yaml_file).pause()
    assert (study.state, study.counts["paused"]) == ("paused", 2)
    with pytest.raises(TimeoutError, match="got paused: 2 paused"):
        study.wait(timeout=0.3)
    main = threading.main_thread().ident
    assert main
    threading.Timer(1, signal.pthread_kill, (main, signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        study.follow()
    assert f"{study.id} goes on; follow() comes back to it" in capsys.readouterr().err
    assert study.prioritise(-5).detail["control"]["priority"] == -5
    assert study.set_budget(max_hours=9).detail["control"]["budget"] == {"maxHours": 9}
    assert study.resume().state == "queued"
    assert "queued: 2 queued" in study._repr_html_()
    one = study.trials()[0]["trialId"]
    assert study.cancel(one).counts["cancelled"] == 1
    assert study.cancel().wait(timeout=60).state == "cancelled"
    assert not study.retry().is_over
    # The end before is among the events; that of this edition is waited for.
    assert study.cancel().follow(timeout=60).state == "cancelled"
    assert study.detail["control"]["edition"] == 2


def test_notes_tags_and_owner_find_a_study(client: Client) -> None:
    study = client.study("from-yaml")
    assert study.annotate(tags=["paper"], owner="Ada")["tags"] == ["paper"]
    assert study.annotate(text="twice")["owner"] == "Ada"
    assert [one.id for one in client.studies(tag="paper", owner="Ada")] == [study.id]
    study.annotate(tags=[])
    assert client.studies(tag="paper") == []


def test_what_waits_says_why(client: Client, yaml_file: Path) -> None:
    study = client.submit(yaml_file, name="waits").pause()
    own = [job for job in client.queue() if job["studyId"] == study.id]
    assert {(job["kind"], job["reason"]) for job in own} == {("trial", "paused")}
    with pytest.raises(ConflictError):
        study.revive()
    assert study.cancel().wait(timeout=60).is_over


def test_clone_list_and_find(client: Client) -> None:
    study = client.study("from-yaml")
    clone = study.clone(name="clone", seeds=[2]).cancel().wait(timeout=60)
    assert clone.detail["study"]["clonedFrom"] == study.id
    assert client.study(clone.id[:-1]).id == clone.id
    found = client.studies("clone", state="cancelled")
    assert [one.id for one in found] == [clone.id]
    assert clone.id in found._repr_html_()


def test_the_sealed_part_is_opened_once_by_the_name_of_the_study(study: Study) -> None:
    ended = study.clone(name="by-hand", reuse=[study.id]).wait(timeout=120)
    assert ended.sealed_part()["openedBy"] is None
    with pytest.raises(RequestError, match='expected "by-hand" for confirm, got "notebook"'):
        ended.open_sealed_part("notebook")
    opening = ended.open_sealed_part("by-hand")
    assert ended.open_sealed_part("by-hand", variant="full").id == opening.id
    with pytest.raises(ConflictError):
        ended.open_sealed_part("by-hand", variant="no-class-weights")
    sealed = ended.sealed_part()
    assert (sealed["images"] > 0, sealed["openedBy"]) == (True, opening.id)
    assert len(opening.wait(timeout=120).table("ensemble")) > 0


def test_progress_at_a_terminal_and_in_a_log(run: Run) -> None:
    detail = run.study.detail
    pair = os.openpty()
    fcntl.ioctl(pair[0], termios.TIOCSWINSZ, struct.pack("4H", 24, 120, 0, 0))
    with os.fdopen(pair[0], "rb", buffering=0) as screen, os.fdopen(pair[1], "w") as terminal:
        progress = Progress("notebook-1", terminal)
        begun = next(i for i, event in enumerate(run.seen) if event.type == "trial.epoch")
        for event in run.seen[: begun + 1]:
            progress.apply(event)
        counts = {**dict.fromkeys(detail["trials"], 0), "running": 1, "queued": 5}
        progress.show({**detail, "state": "running", "trials": counts})
        progress.close()
        drawn = screen.read(4096).decode()
    trial = run.seen[begun].data["trialId"]
    assert f"6% notebook-1  running, 0 of 6 trials, {trial} epoch 1 of 3" in drawn
    log = io.StringIO()
    progress = Progress("notebook-1", log)
    for event in run.seen:
        progress.apply(event)
    progress.show(detail)
    progress.show(detail)
    assert log.getvalue() == "100% notebook-1  finished, 6 of 6 trials\n"
