"""Tests, distributions and intervals of SciPy, statsmodels and NumPy, for comparison with ours.

Reads lists of cases by kind from standard input and prints a list of answers for each kind.
"""

import json
import sys
import warnings

import numpy as np
from scipy import integrate, special, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint


def distribution(case):
    df, t, p = case["df"], case["t"], case["p"]
    return {
        "twoSided": 2 * stats.t.sf(abs(t), df),
        "studentCdf": stats.t.cdf(t, df),
        "studentQuantile": stats.t.ppf(p, df),
        "normalCdf": special.ndtr(t),
        "normalQuantile": special.ndtri(p),
    }


def noncentral(case):
    """SciPy's, and where that gives nothing in the far tails, the integral over the chi part."""
    t, df, shift = case["t"], case["df"], case["shift"]
    found = stats.nct.cdf(t, df, shift)
    if np.isfinite(found):
        return found

    def part(s):
        return special.ndtr(t * s - shift) * stats.chi.pdf(s * np.sqrt(df), df) * np.sqrt(df)

    return sum(integrate.quad(part, *ends, epsabs=1e-14, limit=400)[0] for ends in [(0, 1), (1, 40)])


def paired(case):
    a, b, ratio = np.array(case["a"]), np.array(case["b"]), case["testToTrain"]
    difference = a - b
    count = len(a)
    t = difference.mean() / np.sqrt((1 / count + ratio) * difference.var(ddof=1))
    return {"correctedT": t, "correctedP": 2 * stats.t.sf(abs(t), count - 1)}


def layout(case):
    """Splits with one or more seeds each, by the formulas of docs/statistics.md."""
    ratio, margin, level = case["testToTrain"], case["margin"], case["level"]
    units = [np.array(unit) for unit in case["units"]]
    count, cells = len(units), sum(map(len, units))
    means = np.array([unit.mean() for unit in units])
    harmonic = np.mean([1 / len(unit) for unit in units])
    within = sum(((unit - unit.mean()) ** 2).sum() for unit in units) / (cells - count)
    between = (1 / count + ratio) * means.var(ddof=1)
    rest = ratio * (1 - harmonic) * within
    error = np.sqrt(between + rest)
    spread = 2 / (9 * (count - 1))
    cautious = between / (1 - spread + stats.norm.ppf(0.25) * np.sqrt(spread)) ** 3
    df = (cautious + rest) ** 2 / (cautious**2 / (count - 1) + rest**2 / (cells - count))
    posterior = stats.t(df, means.mean(), error)
    return {
        "mean": means.mean(),
        "standardError": error,
        "df": df,
        "p": 2 * stats.t.sf(abs(means.mean() / error), df),
        "low": posterior.ppf(level / 2),
        "high": posterior.ppf(1 - level / 2),
        "better": posterior.sf(margin),
        "worse": posterior.cdf(-margin),
    }


def family(p):
    return {"holm": multipletests(p, method="holm")[1].tolist()}


def rate(case):
    return list(proportion_confint(*case, method="beta"))


def spearman(case):
    found = stats.spearmanr(case["a"], case["b"]).statistic
    return float(found) if np.isfinite(found) else None


def macro_scores(matrices):
    hits = np.einsum("...ii->...i", matrices)
    support, claimed = matrices.sum(-1), matrices.sum(-2)
    recall = np.where(support > 0, hits / np.maximum(support, 1), np.nan)
    f1 = np.where(support > 0, 2 * hits / np.maximum(support + claimed, 1), np.nan)
    return np.nanmean(recall, -1), np.nanmean(f1, -1)


def macro_roc_areas(case, weights, member):
    """Macro AUC of each replicate: pairs of clusters, each as often as it was drawn."""
    labels, probabilities = np.array(case["labels"]), np.array(case["probabilities"])
    areas = []
    for c in range(case["classes"]):
        score = probabilities.reshape(len(labels), -1)[:, c]
        wins = (score[:, None] > score[None, :]) + 0.5 * (score[:, None] == score[None, :])
        positive, negative = member * (labels == c), member * (labels != c)
        pairs = positive.astype(float) @ wins @ negative.T.astype(float)
        won = np.einsum("ri,ij,rj->r", weights, pairs, weights, optimize=True)
        all_pairs = (weights @ positive.sum(1)) * (weights @ negative.sum(1))
        areas.append(won / all_pairs)
    return np.mean(areas, axis=0)


def resampled(case, rng, replicates=8_000):
    """Where the ends of our intervals lie in a larger bootstrap of whole clusters within classes."""
    labels, classes = np.array(case["labels"]), case["classes"]
    clusters, first = np.unique(case["clusters"], return_index=True)
    member = np.array(case["clusters"])[None, :] == clusters[:, None]
    stratum = labels[first]
    weights = np.zeros((replicates, len(clusters)))
    for c in np.unique(stratum):
        inside = np.flatnonzero(stratum == c)
        draws = rng.multinomial(len(inside), np.full(len(inside), 1 / len(inside)), replicates)
        weights[:, inside] = draws
    scores, accuracies, recalls = [], [], []
    for predicted in (np.array(case["predicted"]), np.array(case["reference"])):
        pairs = np.eye(classes * classes)[labels * classes + predicted]
        counts = member.astype(float) @ pairs
        matrices = (weights @ counts).reshape(-1, classes, classes)
        scores.append(macro_scores(matrices))
        accuracies.append(np.einsum("rii->r", matrices) / matrices.sum((1, 2)))
        recalls.append(matrices[:, 0, 0] / matrices[:, 0].sum(-1))
    values = {
        "balancedAccuracy": scores[0][0],
        "macroF1": scores[0][1],
        "balancedAccuracyDifference": scores[0][0] - scores[1][0],
        "macroF1Difference": scores[0][1] - scores[1][1],
        "accuracy": accuracies[0],
        "accuracyDifference": accuracies[0] - accuracies[1],
        "firstRecall": recalls[0],
        "macroRocAuc": macro_roc_areas(case, weights, member),
    }
    ends = case["ends"]
    return {
        name: [
            [float((sample < end - 1e-9).mean()), float((sample <= end + 1e-9).mean())]
            for end in ends[name]
        ]
        for name, sample in values.items()
    }


warnings.simplefilter("ignore")
request = json.load(sys.stdin)
rng = np.random.default_rng(5)
answers = {
    "distributions": [distribution(case) for case in request["distributions"]],
    "noncentral": [noncentral(case) for case in request["noncentral"]],
    "paired": [paired(case) for case in request["paired"]],
    "layouts": [layout(case) for case in request["layouts"]],
    "families": [family(case) for case in request["families"]],
    "rates": [rate(case) for case in request["rates"]],
    "ranked": [spearman(case) for case in request["ranked"]],
    "bootstrap": [resampled(case, rng) for case in request["bootstrap"]],
}
json.dump(answers, sys.stdout)
