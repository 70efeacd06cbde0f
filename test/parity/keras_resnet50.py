"""Real Keras beside ours: features of ResNet50 from saved weights, and one training step.

Reads {"folder", "size", "batch", "learning_rate", "epsilon", "class_weights"} from standard input and
writes arrays as raw little-endian float32 files into the folder; prints their names and shapes.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import h5py
import keras
import numpy as np
from keras.src.legacy.saving import legacy_h5_format

request = json.load(sys.stdin)
folder, size, batch = request["folder"], request["size"], request["batch"]
shapes = {}


def write(name, array):
    array = np.ascontiguousarray(array, dtype="<f4")
    array.tofile(os.path.join(folder, name.replace("/", "__")))
    shapes[name] = list(array.shape)


keras.utils.set_random_seed(7)
backbone = keras.applications.ResNet50(
    include_top=False, weights=None, input_shape=(size, size, 3)
)
rng = np.random.default_rng(3)
for layer in backbone.layers:
    if isinstance(layer, keras.layers.BatchNormalization):
        gamma, beta, mean, variance = layer.get_weights()
        layer.set_weights(
            [
                rng.uniform(0.5, 1.0, gamma.shape),
                rng.normal(0, 0.1, beta.shape),
                rng.normal(0, 0.1, mean.shape),
                rng.uniform(0.5, 1.5, variance.shape),
            ]
        )
    elif isinstance(layer, keras.layers.Conv2D):
        kernel, bias = layer.get_weights()
        layer.set_weights([kernel, rng.normal(0, 0.05, bias.shape)])

with h5py.File(os.path.join(folder, "resnet50.h5"), "w") as file:
    legacy_h5_format.save_weights_to_hdf5_group(file, backbone)

images = rng.integers(0, 256, (batch, size, size, 3)).astype("float32")
write("images", images)
prepared = keras.applications.resnet50.preprocess_input(images.copy())
write("prepared", prepared)
layers = ["pool1_pool"] + [
    f"conv{stage}_block{block}_out"
    for stage, blocks in ((2, 3), (3, 4), (4, 6), (5, 3))
    for block in range(1, blocks + 1)
]
features = keras.Model(backbone.input, [backbone.get_layer(name).output for name in layers])
for name, value in zip(layers, features.predict(prepared, verbose=0)):
    write(f"feature/{name}", value)

pooled = keras.layers.GlobalAveragePooling2D()(backbone.output)
logits = keras.layers.Dense(7, name="head_logits")(pooled)
model = keras.Model(backbone.input, logits)
write("before/head_logits/kernel", model.get_layer("head_logits").get_weights()[0])
write("before/head_logits/bias", model.get_layer("head_logits").get_weights()[1])
model.compile(
    keras.optimizers.Adam(request["learning_rate"], epsilon=request["epsilon"]),
    keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
labels = np.arange(batch) % 7
weights = {i: w for i, w in enumerate(request["class_weights"])}
loss = float(model.train_on_batch(prepared, labels, class_weight=weights))
for layer in model.layers:
    if isinstance(layer, keras.layers.Conv2D):
        names = ["kernel", "bias"]
    elif isinstance(layer, keras.layers.BatchNormalization):
        names = ["gamma", "beta", "moving_mean", "moving_variance"]
    elif isinstance(layer, keras.layers.Dense):
        names = ["kernel", "bias"]
    else:
        continue
    for name, value in zip(names, layer.get_weights()):
        write(f"after/{layer.name}/{name}", value)

json.dump({"shapes": shapes, "loss": loss, "parameters": backbone.count_params()}, sys.stdout)
