"""The job of a trial as a Keras user writes it: directories, layers that augment, fit, predict."""

import os
import tempfile

import keras
import tensorflow as tf
from answer import answer_requests
from keras import layers
from keras_classifier import build_classifier, prepare_images


def augmentation():
    return keras.Sequential(
        [
            layers.RandomFlip("horizontal_and_vertical"),
            layers.RandomRotation(0.5),
            layers.RandomZoom((-0.1, 0.0)),
            layers.RandomErasing(factor=1.0, scale=(0.0625, 0.0625)),
        ]
    )


def load(folder, part, size, batch):
    return keras.utils.image_dataset_from_directory(
        os.path.join(folder, part),
        label_mode="categorical",
        image_size=(size, size),
        batch_size=batch,
        shuffle=part == "train",
        verbose=False,
    )


def train(folder, backbone, size, batch, epochs, class_weights):
    augment = augmentation()
    # Decoded once and kept in memory, as the tutorials advise; augmented anew in each epoch.
    sets = {part: load(folder, part, size, batch).cache() for part in ("train", "validation")}
    training = sets["train"].map(
        lambda images, truth: (
            prepare_images(augment(images, training=True), "caffe"),
            truth,
        ),
        num_parallel_calls=tf.data.AUTOTUNE,
    ).prefetch(tf.data.AUTOTUNE)
    plain = lambda images, truth: (prepare_images(images, "caffe"), truth)
    model = build_classifier(backbone, size, len(class_weights))
    model.compile(
        keras.optimizers.Adam(1e-4),
        keras.losses.CategoricalFocalCrossentropy(alpha=1.0, gamma=2.0, from_logits=True),
        metrics=["accuracy"],
        # The default compiles with XLA, which takes minutes on a CPU and is slower after it.
        jit_compile=False,
    )
    with tempfile.TemporaryDirectory() as checkpoints:
        model.fit(
            training,
            validation_data=sets["validation"].map(plain).prefetch(tf.data.AUTOTUNE),
            epochs=epochs,
            class_weight=dict(enumerate(class_weights)),
            callbacks=[
                keras.callbacks.ModelCheckpoint(os.path.join(checkpoints, "{epoch}.keras"))
            ],
            verbose=0,
        )
        model.predict(load(folder, "test", size, batch).map(plain), verbose=0)
    return f"Keras {keras.__version__}, TensorFlow {tf.__version__}, fit without XLA, cache() in memory"


answer_requests({"train": train})
