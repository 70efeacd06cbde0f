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

from crossfold import Client, RequestError, Study
from crossfold.progress import Progress

YAML = """\
name: from-yaml
dataset: drawn
folds: 2
ensemble: null
baseline:
  model: { backbone: tiny, imageSizePx: 32, weights: { from: random } }
  training:
    stages: [{ name: all, trainable: all, epochs: 2, learningRate: 3e-3 }]
"""


def test_a_yaml_file_is_forecast_with_changes(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(YAML)
    forecast = client.forecast(file, seeds=numpy.arange(1, 3))
    assert forecast.trials == 4
    assert forecast.variants == ["full"]
    assert "<td>full</td>" in forecast._repr_html_()
    with pytest.raises(RequestError, match="got: an object of type object"):
        client.forecast(file, seeds=object())
    with pytest.raises(RequestError, match="not JSON compliant"):
        client.forecast(file, sealedShare=float("nan"))


def test_clone_pause_resume_cancel_and_retry(
    client: Client, study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    clone = study.clone(name="clone", seeds=[2]).pause()
    with pytest.raises(TimeoutError, match=clone.id):
        clone.wait(timeout=0.3)
    main = threading.main_thread().ident
    assert main
    threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        clone.follow()
    assert f"{clone.id} goes on; follow() comes back to it" in capsys.readouterr().err
    assert clone.detail["control"]["desired"] == "pause"
    assert clone.prioritise(-5).detail["control"]["priority"] == -5
    assert clone.resume().detail["control"]["desired"] == "run"
    assert clone.cancel().wait(timeout=60).state == "cancelled"
    again = clone.retry()
    assert not again.is_over
    # The end before is among the events; that of this edition is waited for.
    assert again.cancel().follow(timeout=60).state == "cancelled"
    found = client.studies("clone", state="cancelled")
    assert [one.id for one in found] == [clone.id]
    assert clone.id in found._repr_html_()


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
