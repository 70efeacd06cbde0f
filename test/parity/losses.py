"""Keras's losses and their gradients by the logits, for comparison with ours.

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


def make_loss(loss):
    reduction = {
        "batchMean": "sum_over_batch_size",
        "weightedMean": "mean_with_sample_weight",
    }[loss["reduction"]]
    options = {
        "from_logits": True,
        "label_smoothing": loss["labelSmoothing"],
        "reduction": reduction,
    }
    if loss["name"] == "focal":
        gamma = loss["focalGamma"]
        return keras.losses.CategoricalFocalCrossentropy(alpha=1.0, gamma=gamma, **options)
    return keras.losses.CategoricalCrossentropy(**options)


def seen_by_loss(loss, logits, one_hot, counts):
    if loss["name"] == "ldam":
        margins = counts**-0.25
        margins = margins / margins.max() * loss["ldamMaxMargin"] / SCALE
        cosines = logits / SCALE
        return SCALE * (cosines - one_hot * margins.astype("float32"))
    shift = loss["logitAdjustment"] * np.log(counts / counts.sum())
    return logits + shift.astype("float32")


def answer(case):
    loss = case["loss"]
    labels = np.array(case["labels"])
    one_hot = np.eye(len(case["class_weights"]), dtype="float32")[labels]
    weights = np.array(case["class_weights"], dtype="float32")[labels]
    counts = np.array(case["class_counts"], dtype="float64")
    logits = tf.constant(case["logits"], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        seen = seen_by_loss(loss, logits, one_hot, counts)
        value = make_loss(loss)(one_hot, seen, sample_weight=weights)
    gradient = tape.gradient(value, logits)
    return {"loss": float(value), "gradient": gradient.numpy().tolist()}


request = json.load(sys.stdin)
json.dump([answer(case) for case in request["cases"]], sys.stdout)
