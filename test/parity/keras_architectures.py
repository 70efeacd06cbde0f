"""Real Keras beside ours: one architecture with random weights.

Reads {"folder", "architecture", "size", "batch", "learning_rate", "epsilon",
"steps", "class_weights", "feature_layer"} from standard input. Writes
into the folder the weights in both of Keras's formats (backbone.h5, backbone.weights.h5), the latter
also without names of layers (unnamed.weights.h5), and
arrays.safetensors, which holds images, the head, the output of every block, Grad-CAM maps, and
gradients, moving statistics and weights of training steps; prints the number of parameters and the losses.
"""

import json
import os
import re
import shutil
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
folder, size, batch = request["folder"], request["size"], request["batch"]
arrays = {}


def write(name, array):
    arrays[name] = np.ascontiguousarray(array, dtype="<f4")


def save_arrays(path):
    header, offset = {}, 0
    for name, array in arrays.items():
        end = offset + array.nbytes
        header[name] = {"dtype": "F32", "shape": array.shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in arrays.values():
            file.write(array.tobytes())


def save_legacy(model, path):
    with h5py.File(path, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)


def efficientnet_b1():
    """The graph that Keras builds for its published weights: with a second rescaling."""
    path = os.path.join(folder, "published.h5")
    untrained = applications.EfficientNetB1(include_top=False, weights=None)
    save_legacy(untrained, path)
    keras.backend.clear_session()
    efficientnet.file_utils.get_file = lambda *args, **kwargs: path
    return applications.EfficientNetB1(
        include_top=False, weights="imagenet", input_shape=(size, size, 3)
    )


def plain(build):
    return lambda: build(include_top=False, weights=None, input_shape=(size, size, 3))


def unchanged(images):
    return images


# How Keras builds it, what prepares its input, and which layers end a block.
architectures = {
    "resnet50": (
        plain(applications.ResNet50),
        applications.resnet50.preprocess_input,
        r"pool1_pool|conv\d_block\d_out",
    ),
    "vgg16": (plain(applications.VGG16), applications.vgg16.preprocess_input, r"block\d_pool"),
    "mobilenet": (
        plain(applications.MobileNet),
        applications.mobilenet.preprocess_input,
        r"conv1_relu|conv_pw_\d+_relu",
    ),
    "efficientnet-b1": (
        efficientnet_b1,
        unchanged,
        r"stem_activation|block\d[a-z]_add|block\da_project_bn|top_activation",
    ),
    "efficientnetv2-s": (
        plain(applications.EfficientNetV2S),
        unchanged,
        r"stem_activation|block\d[a-z]_add|block\da_project_bn|top_activation",
    ),
    "convnext-tiny": (plain(applications.ConvNeXtTiny), unchanged, r"add(_\d+)?|layer_normalization"),
}

keras.utils.set_random_seed(7)
rng = np.random.default_rng(3)
build, prepare, blocks = architectures[request["architecture"]]
backbone = build()


def parameter_name(variable):
    """Layer and weight, as ours are called."""
    layer, weight = variable.path.split("/")[-2:]
    return f"{layer}/{'gamma' if layer.endswith('_layer_scale') else weight}"


def random_value(name, value):
    weight = name.split("/")[-1]
    if name.startswith("normalization/"):
        means, deviations = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
        return {"mean": means, "variance": deviations, "count": 5}[weight]
    if weight == "gamma":
        # The last normalisation of a residual branch is small, as in a trained network: a random one
        # of full size amplifies rounding a hundredfold over its depth.
        ends_branch = re.search("_(3|project)_bn/|_layer_scale/", name)
        return rng.uniform(0.05, 0.2, value.shape) if ends_branch else rng.uniform(0.5, 1.0, value.shape)
    if weight == "moving_variance":
        return rng.uniform(0.5, 1.5, value.shape)
    if weight == "kernel":
        return value.numpy()
    return rng.normal(0, 0.1, value.shape)


for variable in backbone.variables:
    variable.assign(random_value(parameter_name(variable), variable))
for layer in backbone.layers:
    if isinstance(layer, keras.layers.Normalization) and layer.input_mean is None:
        layer.finalize_state()

save_legacy(backbone, os.path.join(folder, "backbone.h5"))
backbone.save_weights(os.path.join(folder, "backbone.weights.h5"))


def save_unnamed(path):
    """As Keras 3.0 to 3.5 write it: without the names of layers."""
    shutil.copyfile(os.path.join(folder, "backbone.weights.h5"), path)
    with h5py.File(path, "r+") as file:
        file.visititems(lambda _, found: found.attrs.pop("name", None) and None)


save_unnamed(os.path.join(folder, "unnamed.weights.h5"))

images = rng.integers(0, 256, (batch, size, size, 3)).astype("float32")
write("images", images)
prepared = prepare(images.copy())
write("prepared", prepared)


def block_name(layer):
    """Keras numbers the additions of ConvNeXt; ours are called after their blocks."""
    if request["architecture"] != "convnext-tiny" or not layer.startswith("add"):
        return layer
    index = int((re.search(r"\d+", layer) or ["0"])[0])
    for stage, depth in enumerate([3, 3, 9, 3]):
        if index < depth:
            return f"convnext_tiny_stage_{stage}_block_{index}"
        index -= depth


operations = [found for found in backbone.operations if re.fullmatch(blocks, found.name)]
outputs = keras.Model(backbone.input, [found.output for found in operations])
for found, value in zip(operations, outputs(prepared, training=False)):
    write(f"block/{block_name(found.name)}", value)

watched = tf.constant(prepared)
with tf.GradientTape() as tape:
    tape.watch(watched)
    total = tf.reduce_sum(backbone(watched, training=False))
write("input_gradient", tape.gradient(total, watched))

# Training: random numbers are Keras's own, so that dropout has to be off on both sides.
for layer in backbone.layers:
    if isinstance(layer, keras.layers.Dropout):
        layer.rate = 0
pooled = keras.layers.GlobalAveragePooling2D()(backbone.output)
model = keras.Model(backbone.input, keras.layers.Dense(7, name="head_logits")(pooled))
write("head_logits/kernel", model.get_layer("head_logits").kernel)
write("head_logits/bias", model.get_layer("head_logits").bias)
labels = np.arange(batch) % 7

# Grad-CAM as Keras's own guide has it, for the class of each label.
featured = [found for found in operations if block_name(found.name) == request["feature_layer"]]
explained = keras.Model(
    backbone.input,
    [(featured or [backbone.get_layer(request["feature_layer"])])[0].output, model.output],
)
with tf.GradientTape() as tape:
    activations, logits = explained(prepared, training=False)
    target = tf.reduce_sum(tf.gather(logits, labels, axis=1, batch_dims=1))
slopes = tape.gradient(target, activations)
channel_weights = tf.reduce_mean(slopes, axis=(1, 2), keepdims=True)
write("grad_cam/gradients", slopes)
write("grad_cam/maps", tf.nn.relu(tf.reduce_sum(activations * channel_weights, axis=-1)))

weights = np.array(request["class_weights"], dtype="float32")[labels]
cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimiser = keras.optimizers.Adam(request["learning_rate"], epsilon=request["epsilon"])
losses = []
for step in range(request["steps"]):
    with tf.GradientTape() as tape:
        logits = model(prepared, training=True)
        loss = cross_entropy(labels, logits, sample_weight=weights)
    losses.append(float(loss))
    variables = model.trainable_variables
    gradients = tape.gradient(loss, [variable.value for variable in variables])
    if step == 0:
        for variable, gradient in zip(variables, gradients):
            write(f"gradient/{parameter_name(variable)}", gradient)
    optimiser.apply(gradients, variables)
for variable in model.variables:
    write(f"after/{parameter_name(variable)}", variable)

save_arrays(os.path.join(folder, "arrays.safetensors"))
json.dump({"parameters": backbone.count_params(), "losses": losses}, sys.stdout)
