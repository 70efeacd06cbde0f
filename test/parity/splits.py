"""The folds of scikit-learn's shuffled stratified splitters, for comparison with ours.

Reads {"tables": [{"labels", "groups" or null, "folds", "seed"}]} from standard input and prints, for
each table, the fold of each row, or the error message where the splitter refuses the table.
"""

import json
import sys
import warnings

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold


def folds_of_rows(table):
    splitter = StratifiedKFold if table["groups"] is None else StratifiedGroupKFold
    split = splitter(n_splits=table["folds"], shuffle=True, random_state=table["seed"])
    labels = np.array(table["labels"])
    groups = None if table["groups"] is None else np.array(table["groups"])
    fold_of_row = np.full(len(labels), -1)
    for fold, (_, rows) in enumerate(split.split(np.zeros(len(labels)), labels, groups)):
        fold_of_row[rows] = fold
    return fold_of_row.tolist()


def answer(table):
    try:
        return {"folds": folds_of_rows(table)}
    except ValueError as error:
        return {"error": str(error)}


warnings.simplefilter("ignore")
request = json.load(sys.stdin)
json.dump([answer(table) for table in request["tables"]], sys.stdout)
