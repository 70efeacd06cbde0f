"""Reads a study back from an MLflow server, event files of TensorBoard and Parquet, by their own readers."""

import json
import sys
from pathlib import Path

import pandas as pd
from mlflow.tracking import MlflowClient
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.plugins.hparams import metadata


def read_parquet(folder):
    frames = {path.stem: pd.read_parquet(path) for path in sorted(Path(folder).glob("*.parquet"))}
    return {
        name: {
            "rows": len(frame),
            "types": {column: str(kind) for column, kind in frame.dtypes.items()},
            "records": json.loads(frame.head(3).to_json(orient="records")),
        }
        for name, frame in frames.items()
    }


def read_events(folder):
    runs = {}
    for path in sorted(Path(folder).rglob("events.out.tfevents.*")):
        events = event_accumulator.EventAccumulator(str(path))
        events.Reload()
        content = events.PluginTagToContent("hparams")
        start = metadata.parse_session_start_info_plugin_data(content[metadata.SESSION_START_INFO_TAG])
        end = metadata.parse_session_end_info_plugin_data(content[metadata.SESSION_END_INFO_TAG])
        experiment = metadata.parse_experiment_plugin_data(content[metadata.EXPERIMENT_TAG])
        runs[str(path.parent.relative_to(folder))] = {
            "scalars": {
                tag: [[event.step, event.value] for event in events.Scalars(tag)]
                for tag in events.Tags()["scalars"]
            },
            "group": start.group_name,
            "seed": start.hparams["seed"].number_value,
            "variant": start.hparams["variant"].string_value,
            "status": end.status,
            "parameters": [info.name for info in experiment.hparam_infos],
            "scores": [info.name.tag for info in experiment.metric_infos],
        }
    return runs


def read_mlflow(url, experiment):
    client = MlflowClient(url)
    found = client.get_experiment_by_name(experiment)
    runs = client.search_runs([found.experiment_id], max_results=1000)
    names = {run.info.run_id: run.info.run_name for run in runs}
    answer = {}
    for run in runs:
        losses = client.get_metric_history(run.info.run_id, "train_loss")
        answer[run.data.tags["crossfold.run"]] = {
            "name": run.info.run_name,
            "parent": names.get(run.data.tags.get("mlflow.parentRunId")),
            "status": run.info.status,
            "params": run.data.params,
            "metrics": run.data.metrics,
            "losses": [[metric.step, metric.value] for metric in losses],
            "artefacts": sorted(file.path for file in client.list_artifacts(run.info.run_id)),
        }
    return answer


asked = json.load(sys.stdin)
answer = {}
if "parquet" in asked:
    answer["parquet"] = read_parquet(asked["parquet"])
if "events" in asked:
    answer["events"] = read_events(asked["events"])
if "mlflow" in asked:
    answer["mlflow"] = read_mlflow(asked["mlflow"], asked["experiment"])
json.dump(answer, sys.stdout)
