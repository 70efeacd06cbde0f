"""Learning rates of Keras's schedules, for comparison with ours.

Reads {"cosine": [{"rate", "warmup", "steps", "final"}]} from standard input and prints the rate of each
step from 1 to the last of CosineDecay.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras


def cosine(rate, warmup, steps, final):
    warm = {"warmup_target": rate, "warmup_steps": warmup, "initial_learning_rate": 0.0}
    plain = {"initial_learning_rate": rate}
    schedule = keras.optimizers.schedules.CosineDecay(
        decay_steps=steps - warmup, alpha=final, **(warm if warmup else plain)
    )
    return [float(schedule(step)) for step in range(1, steps + 1)]


print(json.dumps([cosine(**case) for case in json.load(sys.stdin)["cosine"]]))
