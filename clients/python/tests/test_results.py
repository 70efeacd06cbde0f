"""Frames, reports and files of a study that has ended."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import matplotlib
import pandas
import pytest

from crossfold import Client, NotFoundError, RequestError, Study
from crossfold.plots import plot_differences

matplotlib.use("agg")


def test_frames_have_one_row_for_each_thing(study: Study) -> None:
    trials = study.trials_frame()
    assert len(trials) == 6
    assert set(trials["state"]) == {"succeeded"}
    assert str(trials["fold"].dtype) == "int64"
    assert str(trials["started_at"].dtype).startswith("datetime64")
    assert str(trials["balanced_accuracy"].dtype) == "float64"
    assert len(study.epochs_frame()) == trials["epochs"].sum() == 18
    predictions = study.predictions_frame()
    assert len(predictions) == trials["images_test"].sum()
    chances = predictions.filter(like="p_").sum(axis=1)
    assert chances.between(0.9999, 1.0001).all()


def test_predictions_of_one_variant_are_those_of_its_trials(study: Study) -> None:
    everything = study.predictions_frame()
    own = study.predictions_frame(variant="no-class-weights")
    assert set(own["variant"]) == {"no-class-weights"}
    assert len(own) == (everything["variant"] == "no-class-weights").sum()
    assert list(own.columns) == list(everything.columns)
    with pytest.raises(RequestError, match="expected one of full, no-class-weights"):
        study.predictions_frame(variant="no-class-weight")


def test_a_trial_has_receipt_attempts_and_weights(study: Study, tmp_path: Path) -> None:
    trial = study.trials()[0]["trialId"]
    receipt = study.receipt(trial)
    (attempt,) = study.attempts(trial)
    assert (attempt["end"], attempt["worker"]) == ("succeeded", "client")
    assert attempt["endedAt"] == receipt["timings"]["finishedAt"]
    file = study.save_weights(trial, tmp_path / "weights.safetensors")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == receipt["weights"]["sha256"]
    assert [path.name for path in tmp_path.iterdir()] == ["weights.safetensors"]
    with pytest.raises(NotFoundError):
        study.receipt("full.f9.s1")


def test_a_trial_has_the_log_of_each_attempt(study: Study) -> None:
    trial = study.trials()[0]["trialId"]
    lines = study.log(trial).splitlines()
    assert lines[-1].endswith("worker succeeded")
    assert study.log(trial, attempt=1, tail=1) == f"{lines[-1]}\n"
    with pytest.raises(NotFoundError, match="attempt 2"):
        study.log(trial, attempt=2)


def test_epochs_of_a_trial_that_runs_are_in_the_frame(client: Client, study: Study) -> None:
    stages = [{"name": "all", "trainable": "all", "epochs": 1000, "learningRate": 1e-3}]
    training = {"stages": stages, "earlyStopping": None}
    baseline = {**study.detail["study"]["spec"]["baseline"], "training": training}
    fields = {"dataset": "drawn", "folds": 2, "seeds": [1], "ensemble": None, "baseline": baseline}
    running = client.submit(name="endless", **fields)
    deadline = time.monotonic() + 120
    while len(running.epochs_frame()) < 2 and time.monotonic() < deadline:
        time.sleep(0.2)
    frame = running.epochs_frame()
    running.cancel().wait(timeout=60)
    assert list(frame["epoch"][:2]) == [1, 2]
    assert set(frame["trial"]) == {"full.f0.s1"}
    assert list(frame.columns) == list(study.epochs_frame().columns)


def test_plans_series_and_explanations(client: Client, study: Study) -> None:
    plan = study.fold_plan()
    assert client.fold_plan(plan["sha256"])["options"] == plan["options"]
    (known,) = [
        one
        for one in client.dataset("drawn").fold_plans()
        if one["foldPlanSha256"] == plan["sha256"]
    ]
    assert study.id in known["studyIds"]
    assert study.series is None
    assert study.explanations() == []
    with pytest.raises(NotFoundError, match="explanations of"):
        study.explanation(1)
    (worker,) = client.workers()
    assert (worker["id"], worker["device"]) == ("client", "CPU")


def test_frames_say_what_the_report_says(study: Study) -> None:
    data = study.report_data()
    means = study.trials_frame().groupby("variant")["balanced_accuracy"].mean()
    variants = study.variants_frame().set_index("variant")
    for variant in data["variants"]:
        mean = variant["overCells"]["mean"]["balancedAccuracy"]
        assert means[variant["name"]] == pytest.approx(mean, abs=1e-12)
        assert variants["mean_balanced_accuracy"][variant["name"]] == mean
    predictions = study.predictions_frame()
    right = predictions["predicted"] == predictions["label"]
    pooled = data["variants"][0]["pooled"]["scores"]["accuracy"]
    assert right[predictions["variant"] == "full"].mean() == pytest.approx(pooled, abs=1e-12)
    (difference,) = study.differences_frame().to_dict("records")
    assert difference["variant"] == "no-class-weights"
    assert difference["difference_low"] < difference["difference"] < difference["difference_high"]
    classes = study.per_class_frame()
    assert len(classes) == 2 * len(client_classes(study))


def client_classes(study: Study) -> list[str]:
    return [str(name) for name in study.detail["study"]["dataset"]["classes"]]


def test_a_table_without_rows_has_its_columns(study: Study) -> None:
    ensemble = study.table("ensemble")
    assert len(ensemble) == 0
    assert {"score", "value", "difference_low"} <= set(ensemble.columns)
    stops = study.stops_frame()
    assert len(stops) == len(study.race_frame()) == 0
    assert {"trial", "rule", "epoch", "compared", "is_revived"} <= set(stops.columns)
    assert str(stops["decided_at"].dtype).startswith("datetime64")
    assert str(stops["epoch"].dtype) == "int64"
    assert str(stops["rule"].dtype) == "object"
    with pytest.raises(RequestError, match='"confusions"'):
        study.table("confusion")


def test_reports_come_as_text_data_and_files(study: Study, tmp_path: Path) -> None:
    assert study.report().startswith("# ")
    assert study.report("md")._repr_html_() is None
    assert "srcdoc=" in (study.report("html")._repr_html_() or "")
    assert "\\toprule" in study.report("latex", all_tables=True)
    assert study.report(edition=1) == study.report()
    assert study.answer and study.answer in study.report()
    html = study.save_report(tmp_path / "report.html")
    assert html.read_text("utf-8") == study.report("html")
    table = study.save_table("cells", tmp_path / "cells.csv")
    assert len(pandas.read_csv(table)) == 6
    with pytest.raises(RequestError, match=r"ends in one of \.csv"):
        study.save_table("cells", tmp_path / "cells.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cells.csv", "report.html"]


def test_plots_draw_each_trial_and_each_arm(study: Study) -> None:
    curves = study.plot_curves()
    assert len(curves.lines) == 6 + 2
    assert len(curves.lines[-1].get_xdata()) == 3
    forest = study.plot_differences()
    (label,) = forest.get_yticklabels()
    assert label.get_text() == "no-class-weights (n = 3)\nnot decided"
    assert forest.get_xlabel().startswith("difference to full")
    # Of a study without arms.
    assert not plot_differences(study.differences_frame().iloc[:0], 1.0, None).get_yticklabels()
    with pytest.raises(ValueError, match="validation_loss"):
        study.plot_curves("accuracy")


def test_data_sets_are_counts(client: Client) -> None:
    dataset = client.dataset("drawn")
    assert [known.name for known in client.datasets()] == ["drawn"]
    assert sum(row["images"] for row in dataset.detail["classes"]) == dataset.images == 140
    assert "<table>" in dataset._repr_html_()
    with pytest.raises(NotFoundError):
        client.dataset("unknown")
