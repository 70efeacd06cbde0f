"""The folds of scikit-learn's shuffled stratified splitters, for comparison with ours.

Reads {"tables": [{"labels", "groups" or null, "folds", "seed", "repeats"}]} from standard input and
prints, for each table, the fold of each row (in each repeat, one after the other, where there are
several), or the error message where the splitter refuses the table. Repeats are those of
RepeatedStratifiedKFold; there is no such class for groups, so its base class is given the grouped
splitter.
"""

import json
import sys
import warnings

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold
from sklearn.model_selection._split import _RepeatedSplits


def folds_of_rows(table):
    splitter = StratifiedKFold if table["groups"] is None else StratifiedGroupKFold
    folds, repeats = table["folds"], table["repeats"]
    if repeats > 1:
        split = _RepeatedSplits(splitter, n_repeats=repeats, random_state=table["seed"], n_splits=folds)
    else:
        split = splitter(n_splits=folds, shuffle=True, random_state=table["seed"])
    labels = np.array(table["labels"])
    groups = None if table["groups"] is None else np.array(table["groups"])
    fold_of_row = np.full((repeats, len(labels)), -1)
    for number, (_, rows) in enumerate(split.split(np.zeros(len(labels)), labels, groups)):
        fold_of_row[number // folds, rows] = number % folds
    return fold_of_row.ravel().tolist()


def answer(table):
    try:
        return {"folds": folds_of_rows(table)}
    except ValueError as error:
        return {"error": str(error)}


warnings.simplefilter("ignore")
request = json.load(sys.stdin)
json.dump([answer(table) for table in request["tables"]], sys.stdout)
