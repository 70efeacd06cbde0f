"""The classifier of a study as a Keras user builds it, and its input."""

import keras
import tensorflow as tf
from keras import layers

CAFFE_MEANS = [103.939, 116.779, 123.68]
TORCH_MEANS = [0.485, 0.456, 0.406]
TORCH_DEVIATIONS = [0.229, 0.224, 0.225]


def build_classifier(backbone, size, classes):
    """Backbone of keras.applications, pooling, dropout, dense layers; None where Keras lacks it."""
    features = build_backbone(backbone, size)
    if features is None:
        return None
    x = layers.GlobalAveragePooling2D()(features.output)
    x = layers.Dropout(0.5)(x)
    x = layers.Dense(256, activation="relu")(x)
    x = layers.Dense(128, activation="relu")(x)
    return keras.Model(features.input, layers.Dense(classes, dtype="float32")(x))


def build_backbone(name, size):
    if name == "tiny":
        return tiny(size)
    if name == "resnet50-torch":
        return resnet50_torch(size)
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
    if preprocessing == "torch":
        return (pixels / 255.0 - tf.constant(TORCH_MEANS)) / tf.constant(TORCH_DEVIATIONS)
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


def resnet50_torch(size):
    """torchvision's ResNet50: strides in the 3×3 convolutions, no biases, padding on both sides."""

    def unit(x, filters, kernel, strides=1):
        if kernel > 1:
            x = layers.ZeroPadding2D(kernel // 2)(x)
        x = layers.Conv2D(filters, kernel, strides, padding="valid", use_bias=False)(x)
        return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(x)

    def block(x, filters, strides, projected):
        shortcut = unit(x, 4 * filters, 1, strides) if projected else x
        x = layers.ReLU()(unit(x, filters, 1))
        x = layers.ReLU()(unit(x, filters, 3, strides))
        return layers.ReLU()(layers.Add()([shortcut, unit(x, 4 * filters, 1)]))

    image = keras.Input((size, size, 3))
    x = layers.ReLU()(unit(image, 64, 7, 2))
    x = layers.MaxPooling2D(3, 2)(layers.ZeroPadding2D(1)(x))
    for stage, (filters, blocks) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)]):
        for index in range(blocks):
            strides = 2 if index == 0 and stage > 0 else 1
            x = block(x, filters, strides, index == 0)
    return keras.Model(image, x)
