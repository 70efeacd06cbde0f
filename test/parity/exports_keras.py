"""Keras and TensorFlow read what was exported.

Reads {"folder", "models": [{"name", "size", "hidden", "classes"}]} from standard input. In the folder
of each model lie `model.h5`, `model.weights.h5`, `savedmodel/` and `input.npy`; writes `h5.npy`,
`weights.npy` (where Keras applications has the network) and `savedmodel.npy` beside them.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import h5py
import keras
import numpy as np
import tensorflow as tf
from keras.src.applications import efficientnet
from keras.src.legacy.saving import legacy_h5_format

applications = keras.applications
request = json.load(sys.stdin)


def efficientnet_b1(folder, **options):
    """The graph that Keras builds for its published weights: with a second rescaling."""
    path = os.path.join(folder, "published.h5")
    untrained = applications.EfficientNetB1(include_top=False, weights=None)
    with h5py.File(path, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, untrained)
    efficientnet.file_utils.get_file = lambda *args, **kwargs: path
    return applications.EfficientNetB1(include_top=False, weights="imagenet", **options)


def plain(build):
    return lambda folder, **options: build(include_top=False, weights=None, **options)


backbones = {
    "resnet50": plain(applications.ResNet50),
    "vgg16": plain(applications.VGG16),
    "mobilenet": plain(applications.MobileNet),
    "efficientnet-b1": efficientnet_b1,
    "efficientnetv2-s": plain(applications.EfficientNetV2S),
    "convnext-tiny": plain(applications.ConvNeXtTiny),
}

found = {}
for model in request["models"]:
    folder = os.path.join(request["folder"], model["name"])
    images = np.load(os.path.join(folder, "input.npy"))

    def write(name, array):
        np.save(os.path.join(folder, name), np.ascontiguousarray(array, dtype="<f4"))

    keras.backend.clear_session()
    whole = keras.models.load_model(os.path.join(folder, "model.h5"), compile=False)
    write("h5.npy", whole(images, training=False))
    # One image alone: the size of a batch is free.
    loaded = tf.saved_model.load(os.path.join(folder, "savedmodel"))
    answer = loaded.signatures["serving_default"]
    parts = [answer(input=tf.constant(images[i : i + 1]))["output"] for i in range(len(images))]
    write("savedmodel.npy", np.concatenate(parts))
    if model["name"] in backbones:
        keras.backend.clear_session()
        shape = (model["size"], model["size"], 3)
        backbone = backbones[model["name"]](folder, input_shape=shape)
        features = keras.layers.GlobalAveragePooling2D()(backbone.output)
        features = keras.layers.Dense(model["hidden"], activation="relu")(features)
        classifier = keras.Model(backbone.input, keras.layers.Dense(model["classes"])(features))
        classifier.load_weights(os.path.join(folder, "model.weights.h5"))
        write("weights.npy", classifier(images, training=False))
    found[model["name"]] = [layer.name for layer in whole.layers][-1]

json.dump(found, sys.stdout)
