"""Keras's losses, one of a paper, and their gradients by the logits, for comparison with ours.

Reads {"cases": [{"loss", "logits", "labels", "class_weights", "class_counts"}]} from standard input and
prints the value and the gradient of each. Logit adjustment and margins are applied to the logits as
their papers write them; margins with the scale of the paper, 30, so that logits are 30 times cosines.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf

SCALE = 30.0


class GeneralisedCrossEntropy(keras.losses.Loss):
    """(1 - p^q) / q as Zhang and Sabuncu 2018 write it, in 64 bits; weighted and reduced by Keras."""

    def __init__(self, q, reduction):
        super().__init__(reduction=reduction)
        self.q = q

    def call(self, y_true, y_pred):
        p = tf.nn.softmax(tf.cast(y_pred, tf.float64))
        labelled = tf.reduce_sum(tf.cast(y_true, tf.float64) * p, axis=1)
        return (1.0 - labelled**self.q) / self.q


def softmax_options(loss, reduction):
    return {"from_logits": True, "label_smoothing": loss["labelSmoothing"], "reduction": reduction}


def adjusted(loss, logits, one_hot, counts):
    shift = loss["logitAdjustment"] * np.log(counts / counts.sum())
    return logits + shift.astype("float32")


def with_margins(loss, logits, one_hot, counts):
    margins = counts**-0.25
    margins = margins / margins.max() * loss["maxMargin"] / SCALE
    cosines = logits / SCALE
    return SCALE * (cosines - one_hot * margins.astype("float32"))


def as_they_are(loss, logits, one_hot, counts):
    return logits


# Of each loss: what it sees in place of the logits, and the loss of that.
LOSSES = {
    "crossEntropy": (
        adjusted,
        lambda loss, reduction: keras.losses.CategoricalCrossentropy(
            **softmax_options(loss, reduction)
        ),
    ),
    "focal": (
        adjusted,
        lambda loss, reduction: keras.losses.CategoricalFocalCrossentropy(
            alpha=1.0, gamma=loss["gamma"], **softmax_options(loss, reduction)
        ),
    ),
    "ldam": (
        with_margins,
        lambda loss, reduction: keras.losses.CategoricalCrossentropy(
            from_logits=True, reduction=reduction
        ),
    ),
    "gce": (as_they_are, lambda loss, reduction: GeneralisedCrossEntropy(loss["q"], reduction)),
}

REDUCTIONS = {"batchMean": "sum_over_batch_size", "weightedMean": "mean_with_sample_weight"}


def answer(case):
    loss = case["loss"]
    labels = np.array(case["labels"])
    one_hot = np.eye(len(case["class_weights"]), dtype="float32")[labels]
    weights = np.array(case["class_weights"], dtype="float32")[labels]
    counts = np.array(case["class_counts"], dtype="float64")
    logits = tf.constant(case["logits"], tf.float32)
    see, make_loss = LOSSES[loss["name"]]
    with tf.GradientTape() as tape:
        tape.watch(logits)
        seen = see(loss, logits, one_hot, counts)
        value = make_loss(loss, REDUCTIONS[loss["reduction"]])(one_hot, seen, sample_weight=weights)
    gradient = tape.gradient(value, logits)
    return {"loss": float(value), "gradient": gradient.numpy().tolist()}


request = json.load(sys.stdin)
json.dump([answer(case) for case in request["cases"]], sys.stdout)
