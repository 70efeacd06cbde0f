"""What crossfold does with the class probabilities of several models, step by step, in numpy.

`ensemble.json` names the members, their weights and temperatures, how they are combined, the views of
each image, and the held-out scores that conformal sets are calibrated on. See docs/statistics.md of
crossfold for sources.
"""

import numpy as np

SMALLEST = np.finfo(np.float64).eps


def views(pixels, name):
    """The views of an image, uint8 [size, size, 3] each, whose probabilities are averaged."""
    if name == "dihedral8":
        turned = [pixels, pixels.transpose(1, 0, 2)]
        return [one[::rows, ::columns] for one in turned for rows in (1, -1) for columns in (1, -1)]
    centre, corners = (0.5, 0.5), [(0, 0), (0, 1), (1, 0), (1, 1)]
    five = [(7 / 8, *place) for place in [centre, *corners]]
    crops = {"none": [], "fiveCrop": five, "tenCrop": five}
    crops["multiScale"] = [(side, *centre) for side in (1, 7 / 8, 3 / 4)]
    if name == "none":
        return [pixels]
    found = [crop(pixels, *one) for one in crops[name]]
    return found + [one[:, ::-1] for one in found] if name == "tenCrop" else found


def crop(pixels, side, top, left):
    """A square of an image, enlarged to its size: bilinear between pixel centres, edges held."""
    size = len(pixels)

    def sample(offset):
        at = np.clip(size * (1 - side) * offset + (np.arange(size) + 0.5) * side - 0.5, 0, size - 1)
        low = np.floor(at).astype(int)
        return low, np.minimum(size - 1, low + 1), at - low

    (above, below, down), (west, east, right) = sample(top), sample(left)
    values = pixels.astype(np.float64)
    rows = values[:, west] + (values[:, east] - values[:, west]) * right[None, :, None]
    mixed = rows[above] + (rows[below] - rows[above]) * down[:, None, None]
    return np.floor(mixed + 0.5).astype(np.uint8)


def temper(p, temperature):
    """Probabilities with their logits divided by a temperature; None leaves them as they are."""
    if temperature is None:
        return p
    powers = np.exp((logits := np.log(np.maximum(p, SMALLEST)) / temperature) - logits.max())
    return powers / powers.sum()


def combine(votes, weights, combination):
    """Probabilities [models, classes] as one; weights are scaled to sum to one."""
    shares = np.array(weights) / np.sum(weights)
    if combination != "logitMean":
        return np.minimum(1, shares @ np.array(votes))
    logits = shares @ np.log(np.maximum(votes, SMALLEST))
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def entropy(p):
    """In nats."""
    return float(-np.sum(p[p > 0] * np.log(p[p > 0])))


def uncertainty(votes, weights):
    """Entropy of the mean, and the part of it that is disagreement (mutual information), in nats."""
    total = entropy(combine(votes, weights, "mean"))
    shares = np.array(weights) / np.sum(weights)
    own = sum(share * entropy(vote) for share, vote in zip(shares, votes))
    return total, max(0.0, total - own)


def conformal_set(by_split, conformal, coverage):
    """Positions of the classes that cannot be ruled out; by_split: probabilities by number of the split."""
    at_least, held_out = 0, 0
    for one in conformal["splits"]:
        scores = np.sort(np.concatenate([np.array(own, float) for own in one["scores"]]))
        at_least = at_least + len(scores) - np.searchsorted(scores, 1 - by_split[one["split"]])
        held_out += len(scores)
    p_values = (at_least + conformal["repeats"]) / (held_out + conformal["repeats"])
    pairs = np.array((conformal["pairs"] or {}).get("all", []))
    if len(pairs):
        p_values = (np.searchsorted(pairs, p_values, side="right") + 1) / (len(pairs) + 1)
    return [c for c, p in enumerate(p_values) if p > 1 - coverage]
