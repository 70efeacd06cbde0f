"""What is wanted of a study."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossfold import Client, Study

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
    forecast = client.forecast(file, seeds=[1, 2])
    assert forecast.trials == 4
    assert forecast.variants == ["full"]
    assert "<td>full</td>" in forecast._repr_html_()


def test_clone_pause_resume_cancel_and_retry(client: Client, study: Study) -> None:
    clone = study.clone(name="clone", seeds=[2]).pause()
    with pytest.raises(TimeoutError, match=clone.id):
        clone.wait(timeout=0.3)
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
