"""Studies of finished trials in a database of Optuna; prints the id of the largest study."""

import json
import random
import sqlite3
import sys

import optuna
from copy_rows import cells, copy_rows
from optuna.distributions import FloatDistribution, IntDistribution


def main(path, sizes):
    storage = optuna.storages.RDBStorage(f"sqlite:///{path}")
    ids = []
    for index in range(len(sizes)):
        study = optuna.create_study(
            storage=storage, study_name=f"study-{index}", direction="maximize"
        )
        ids.append(study._study_id)
    study = optuna.load_study(storage=storage, study_name="study-0")
    distributions = {
        "dropout": FloatDistribution(0, 1),
        "fold": IntDistribution(0, 4),
        "seed": IntDistribution(0, 9),
    }
    study.add_trial(
        optuna.trial.create_trial(
            params={"dropout": 0.5, "fold": 0, "seed": 0},
            distributions=distributions,
            value=0.5,
            user_attrs={"variant": "arm-0", "accuracy": 0.5, "macroF1": 0.5},
        )
    )
    storage.remove_session()
    draw = random.Random(1)
    wanted = [cell for index, size in enumerate(sizes) for cell in cells(index, size)][1:]
    with sqlite3.connect(path) as db:
        (source,) = db.execute("SELECT trial_id FROM trials").fetchone()

        def changes(alter):
            for trial_id, cell in enumerate(wanted, source + 1):

                def change(row, trial_id=trial_id, cell=cell):
                    row["trial_id"] = trial_id
                    alter(row, cell)

                yield change

        def of_trial(row, cell):
            row["number"] = cell["number"]
            row["study_id"] = ids[cell["study"]]

        def of_param(row, cell):
            name = row["param_name"]
            row["param_value"] = cell["variant"] / 1000 if name == "dropout" else cell[name]

        def of_value(row, cell):
            row["value"] = draw.random()

        def of_attribute(row, cell):
            is_name = row["key"] == "variant"
            row["value_json"] = json.dumps(f"arm-{cell['variant']}" if is_name else draw.random())

        copy_rows(db, "trials", "trial_id", source, changes(of_trial))
        copy_rows(db, "trial_params", "trial_id", source, changes(of_param))
        copy_rows(db, "trial_values", "trial_id", source, changes(of_value))
        copy_rows(db, "trial_user_attributes", "trial_id", source, changes(of_attribute))
    print(json.dumps({"id": ids[0], "version": optuna.__version__}))


if __name__ == "__main__":
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    main(**json.load(sys.stdin))
