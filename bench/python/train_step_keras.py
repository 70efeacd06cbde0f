"""Keras's side of the training step: model, loss, gradients and Adam in one tf.function."""

import keras
import numpy as np
import tensorflow as tf
from answer import answer_requests, seconds_of
from keras_classifier import build_classifier, prepare_images

held = {}


def prepare(backbone, preprocessing, size, batch, threads, pixels, labels, classWeights, precision):
    keras.backend.clear_session()
    policy = precision if precision == "float32" else f"mixed_{precision}"
    keras.mixed_precision.set_global_policy(policy)
    model = build_classifier(backbone, size, len(classWeights))
    if model is None:
        return None
    optimizer = keras.optimizers.Adam(1e-4)
    optimizer.build(model.trainable_variables)
    focal = keras.losses.CategoricalFocalCrossentropy(
        alpha=1.0, gamma=2.0, from_logits=True, reduction=None
    )
    weights = tf.constant(classWeights, tf.float32)

    @tf.function(jit_compile=False)
    def step(images, truth):
        one_hot = tf.one_hot(truth, len(classWeights))
        with tf.GradientTape() as tape:
            logits = model(prepare_images(images, preprocessing), training=True)
            loss = tf.reduce_mean(tf.gather(weights, truth) * focal(one_hot, logits))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        hits = tf.equal(tf.argmax(logits, 1, tf.int32), truth)
        return loss, tf.reduce_sum(tf.cast(hits, tf.float32))

    images = np.fromfile(pixels, np.uint8).reshape(len(labels), size, size, 3)
    truth = np.asarray(labels, np.int32)
    held.update(step=step, images=images, truth=truth, batch=batch, done=0)
    version = f"Keras {keras.__version__}, TensorFlow {tf.__version__}"
    return f"{version}, {policy}, one tf.function, no XLA"


def run(steps):
    def action():
        for _ in range(steps):
            start = held["done"] * held["batch"] % len(held["truth"])
            part = slice(start, start + held["batch"])
            loss, _ = held["step"](
                tf.constant(held["images"][part]), tf.constant(held["truth"][part])
            )
            assert np.isfinite(float(loss))
            held["done"] += 1

    return seconds_of(action)


answer_requests({"hello": lambda: None, "prepare": prepare, "run": run})
