"""Keras's side of the ensemble: all views of a batch by each member, each one tf.function."""

import keras
import numpy as np
import tensorflow as tf
from answer import answer_requests, seconds_of
from keras_classifier import build_classifier, prepare_images

held = {}


def views_of(images):
    for turned in (images, tf.transpose(images, [0, 2, 1, 3])):
        for rows in ([], [1]):
            for columns in ([], [2]):
                yield tf.reverse(turned, rows + columns)


def compiled(model, preprocessing):
    @tf.function(jit_compile=False)
    def probabilities(images):
        return tf.nn.softmax(model(prepare_images(images, preprocessing), training=False))

    # One trace for all views: a graph of eight networks takes minutes to trace.
    return lambda images: tf.reduce_mean(
        tf.stack([probabilities(view) for view in views_of(images)]), 0
    )


def prepare(backbone, preprocessing, size, batch, classes, members, images, pixels):
    models = [build_classifier(backbone, size, classes) for _ in range(members)]
    if None in models:
        raise ValueError(f"expected a backbone that Keras has, got {backbone}")
    held["members"] = [compiled(model, preprocessing) for model in models]
    held["images"] = np.fromfile(pixels, np.uint8).reshape(images, size, size, 3)
    held["batch"] = batch
    return f"Keras {keras.__version__}, TensorFlow {tf.__version__}, one tf.function a member, no XLA"


def run(member):
    def action():
        for start in range(0, len(held["images"]), held["batch"]):
            part = held["images"][start : start + held["batch"]]
            held["members"][member](tf.constant(part)).numpy()

    return seconds_of(action)


answer_requests({"prepare": prepare, "run": run})
