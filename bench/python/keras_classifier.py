"""The classifier of a study as a Keras user builds it, and its input."""

import keras
import tensorflow as tf
from keras import layers

CAFFE_MEANS = [103.939, 116.779, 123.68]


def build_classifier(backbone, size, classes):
    """Backbone of keras.applications, pooling, dropout, dense layers; None where Keras lacks it."""
    features = build_backbone(backbone, size)
    if features is None:
        return None
    x = layers.GlobalAveragePooling2D()(features.output)
    x = layers.Dropout(0.5)(x)
    x = layers.Dense(256, activation="relu")(x)
    x = layers.Dense(128, activation="relu")(x)
    return keras.Model(features.input, layers.Dense(classes)(x))


def build_backbone(name, size):
    if name == "tiny":
        return tiny(size)
    known = {key.lower(): key for key in dir(keras.applications) if key[0].isupper()}
    wanted = name.lower().replace("-", "")
    if wanted not in known:
        return None
    build = getattr(keras.applications, known[wanted])
    return build(include_top=False, weights=None, input_shape=(size, size, 3))


def prepare_images(images, preprocessing):
    """uint8 [batch, size, size, 3] RGB to what the backbone reads."""
    pixels = tf.cast(images, tf.float32)
    if preprocessing == "caffe":
        return tf.reverse(pixels, [3]) - tf.constant(CAFFE_MEANS)
    if preprocessing == "symmetric":
        return pixels / 127.5 - 1.0
    if preprocessing == "none":
        return pixels
    raise ValueError(f"expected a known preprocessing, got {preprocessing}")


def tiny(size):
    """The catalogue's network for tests."""

    def unit(x, filters, kernel, strides):
        x = layers.Conv2D(filters, kernel, strides, padding="same", use_bias=False)(x)
        return layers.BatchNormalization(momentum=0.9)(x)

    image = keras.Input((size, size, 3))
    x = layers.ReLU()(unit(image, 16, 3, 1))
    x = layers.MaxPooling2D(2, padding="same")(x)
    for width in (16, 32, 64):
        shortcut = unit(x, width, 1, 2)
        x = layers.ReLU()(unit(x, width, 3, 2))
        x = layers.ReLU()(layers.Add()([shortcut, unit(x, width, 3, 1)]))
    return keras.Model(image, x)
