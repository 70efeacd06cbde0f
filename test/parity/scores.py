"""scikit-learn's scores of predictions, for comparison with ours.

Reads {"cases": [{"labels", "probabilities", "group"}]} from standard input and prints an object of scores
for each; null where a score is not defined because a class or a side is absent.
"""

import json
import sys
import warnings

import numpy as np
from scipy.optimize import brentq
from scipy.special import softmax
from sklearn import metrics


def curve_scores(truth, scores):
    if truth.all() or not truth.any():
        return None
    fpr, tpr, _ = metrics.roc_curve(truth, scores, drop_intermediate=False)
    return {
        "area": metrics.roc_auc_score(truth, scores),
        "averagePrecision": metrics.average_precision_score(truth, scores),
        "sensitivity": tpr[fpr <= 0.05 + 1e-12].max(),
    }


def group_answers(truth, predicted):
    if truth.all() or not truth.any():
        return None
    return {
        "sensitivity": metrics.recall_score(truth, predicted),
        "specificity": metrics.recall_score(~truth, ~predicted),
    }


def calibration_error(truth, probabilities, bins=15):
    confidence, hit = probabilities.max(1), probabilities.argmax(1) == truth
    total, rows = 0.0, []
    for low, high in zip(np.arange(bins) / bins, np.arange(1, bins + 1) / bins):
        inside = (confidence > low) & (confidence <= high)
        if low == 0:
            inside |= confidence == 0
        rows.append(int(inside.sum()))
        if inside.any():
            total += inside.mean() * abs(confidence[inside].mean() - hit[inside].mean())
    return total, rows


def temperature(truth, probabilities):
    logits = np.log(np.maximum(probabilities, np.finfo(float).eps))
    true_logits = logits[np.arange(len(truth)), truth].sum()

    def slope(inverse):
        return (softmax(logits * inverse, axis=1) * logits).sum() - true_logits

    if slope(0.01) >= 0:
        return 100.0
    return 0.01 if slope(100) <= 0 else 1 / brentq(slope, 0.01, 100, xtol=1e-14, rtol=1e-14)


def answer(case):
    truth, probabilities = np.array(case["labels"]), np.array(case["probabilities"])
    classes = list(range(probabilities.shape[1]))
    predicted = probabilities.argmax(1)
    per_class = metrics.precision_recall_fscore_support(
        truth, predicted, labels=classes, zero_division=0
    )
    one_hot = np.eye(len(classes))[truth]
    group = np.zeros(len(truth))
    for c in case["group"]:
        group = group + probabilities[:, c]
    ece, bins = calibration_error(truth, probabilities)
    single = len(np.unique(np.concatenate([truth, predicted]))) == 1
    return {
        "confusion": metrics.confusion_matrix(truth, predicted, labels=classes).tolist(),
        "accuracy": metrics.accuracy_score(truth, predicted),
        "balancedAccuracy": metrics.balanced_accuracy_score(truth, predicted),
        "precision": per_class[0].tolist(),
        "recall": per_class[1].tolist(),
        "f1": per_class[2].tolist(),
        "mcc": metrics.matthews_corrcoef(truth, predicted),
        "kappa": 0.0 if single else metrics.cohen_kappa_score(truth, predicted),
        "curves": [curve_scores(truth == c, probabilities[:, c]) for c in classes],
        "group": curve_scores(np.isin(truth, case["group"]), group),
        "answers": group_answers(np.isin(truth, case["group"]), np.isin(predicted, case["group"])),
        "nll": metrics.log_loss(truth, probabilities, labels=classes),
        "brier": ((probabilities - one_hot) ** 2).sum(1).mean(),
        "ece": ece,
        "bins": bins,
        "temperature": temperature(truth, probabilities),
    }


def top_k(case):
    """Ties by the lowest index: the stable order of falling probabilities."""
    order = np.argsort(-np.array(case["probabilities"]), axis=1, kind="stable")
    truth = np.array(case["labels"])[:, None]
    return [float((order[:, :k] == truth).any(1).mean()) for k in (1, 2, 3)]


def plain_top_k(case):
    """scikit-learn's own, which orders ties otherwise: only where there are none."""
    truth, probabilities = np.array(case["labels"]), np.array(case["probabilities"])
    classes = probabilities.shape[1]
    untied = all(len(set(row)) == classes for row in case["probabilities"])
    if not untied or classes < 4:
        return None
    score = metrics.top_k_accuracy_score
    return [float(score(truth, probabilities, k=k, labels=range(classes))) for k in (1, 2, 3)]


warnings.simplefilter("ignore")
cases = json.load(sys.stdin)["cases"]
answers = [{**answer(case), "topK": top_k(case), "plainTopK": plain_top_k(case)} for case in cases]
json.dump(answers, sys.stdout)
