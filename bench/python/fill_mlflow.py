"""Experiments of finished runs in a database of MLflow; prints the id of the largest one."""

import json
import random
import sqlite3
import sys
import uuid

import mlflow
from copy_rows import cells, copy_rows
from mlflow.entities import Metric, Param


def main(path, sizes):
    client = mlflow.MlflowClient(tracking_uri=f"sqlite:///{path}")
    ids = [int(client.create_experiment(f"study-{index}")) for index in range(len(sizes))]
    run = client.create_run(str(ids[0]), run_name="arm-0.f0.s0")
    source = run.info.run_id
    names = ["balanced_accuracy", "accuracy", "macro_f1", "macro_roc_auc"]
    metrics = [Metric(name, 0.5, run.info.start_time, 0) for name in names]
    params = [Param(name, "0") for name in ("variant", "fold", "seed", "dropout")]
    client.log_batch(source, metrics=metrics, params=params)
    client.set_terminated(source)
    draw = random.Random(1)
    wanted = [cell for index, size in enumerate(sizes) for cell in cells(index, size)][1:]
    for cell in wanted:
        cell["dropout"] = cell["variant"] / 1000
        cell["name"] = f"arm-{cell['variant']}.f{cell['fold']}.s{cell['seed']}"
        cell["run_uuid"] = uuid.UUID(int=draw.getrandbits(128)).hex
        cell["scores"] = {name: draw.random() for name in names}
    with sqlite3.connect(path) as db:

        def changes(alter):
            for cell in wanted:

                def change(row, cell=cell):
                    row["run_uuid"] = cell["run_uuid"]
                    alter(row, cell)

                yield change

        def of_run(row, cell):
            row["name"] = cell["name"]
            row["experiment_id"] = ids[cell["study"]]

        def of_metric(row, cell):
            row["value"] = cell["scores"][row["key"]]

        def of_param(row, cell):
            row["value"] = str(cell[row["key"]])

        def of_tag(row, cell):
            if row["key"] == "mlflow.runName":
                row["value"] = cell["name"]

        copy_rows(db, "runs", "run_uuid", source, changes(of_run))
        copy_rows(db, "metrics", "run_uuid", source, changes(of_metric))
        copy_rows(db, "latest_metrics", "run_uuid", source, changes(of_metric))
        copy_rows(db, "params", "run_uuid", source, changes(of_param))
        copy_rows(db, "tags", "run_uuid", source, changes(of_tag))
    print(json.dumps({"id": ids[0], "version": mlflow.__version__}))


if __name__ == "__main__":
    main(**json.load(sys.stdin))
