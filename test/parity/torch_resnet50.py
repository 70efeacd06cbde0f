"""A ResNet50 of torchvision's graph, with its names and layouts, written with plain TensorFlow operations.

PyTorch's own wheels are gigabytes, so that this runs in the tests; torchvision itself ran once on the
same weights (torchvision_vectors.py). Reads {"folder", "size", "batch", "training_batch"} from standard
input, writes resnet50.safetensors (random weights, and the classifier and counters that torchvision's
files have) and arrays.safetensors: input, block outputs, the gradient of the last one for the input, and
images, head and gradients of a training step, with PyTorch's names and layouts; prints its loss.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf

request = json.load(sys.stdin)
folder, size, batch = request["folder"], request["size"], request["batch"]
rng = np.random.default_rng(5)
weights, arrays = {}, {}
# Filled before a training step: the weights by which it is differentiated.
variables = {}


def save(path, tensors):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, array in tensors.items():
        end = offset + array.nbytes
        dtype = {"float32": "F32", "int64": "I64"}[array.dtype.name]
        header[name] = {"dtype": dtype, "shape": array.shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in tensors.values():
            file.write(array.tobytes())


def tensor(name, values):
    if variables:
        return variables[name]
    weights[name] = np.ascontiguousarray(values, dtype=np.float32)
    return weights[name]


def pad(x, width, value=0.0):
    spatial = [[width, width], [width, width]]
    return tf.pad(x, [[0, 0], *spatial, [0, 0]], constant_values=value)


def conv(name, x, filters, kernel, stride=1):
    """Conv2d(bias=False, padding=kernel // 2); the weight is [out, in, height, width]."""
    fan_out = filters * kernel * kernel
    shape = (filters, x.shape[-1], kernel, kernel)
    weight = tensor(f"{name}.weight", rng.normal(0, np.sqrt(2 / fan_out), shape))
    return tf.nn.conv2d(pad(x, kernel // 2), tf.transpose(weight, (2, 3, 1, 0)), stride, "VALID")


def batch_norm(name, x, low=0.5, high=1.0):
    """BatchNorm2d(eps=1e-5), in a training step with the moments of the batch."""
    channels = x.shape[-1]
    weight = tensor(f"{name}.weight", rng.uniform(low, high, channels))
    bias = tensor(f"{name}.bias", rng.normal(0, 0.1, channels))
    mean = tensor(f"{name}.running_mean", rng.normal(0, 0.1, channels))
    variance = tensor(f"{name}.running_var", rng.uniform(0.5, 1.5, channels))
    weights[f"{name}.num_batches_tracked"] = np.array(17, dtype=np.int64)
    if variables:
        # One kernel, as ours: sums in another order move values over the bends of ReLU, and with them
        # the gradients of the first layers by 0.4 percent.
        return tf.compat.v1.nn.fused_batch_norm(x, weight, bias, epsilon=1e-5)[0]
    return (x - mean) / tf.sqrt(variance + 1e-5) * weight + bias


def bottleneck(name, x, planes, stride, downsample):
    out = tf.nn.relu(batch_norm(f"{name}.bn1", conv(f"{name}.conv1", x, planes, 1)))
    out = tf.nn.relu(batch_norm(f"{name}.bn2", conv(f"{name}.conv2", out, planes, 3, stride)))
    out = batch_norm(f"{name}.bn3", conv(f"{name}.conv3", out, 4 * planes, 1), 0.05, 0.2)
    if downsample:
        shortcut = conv(f"{name}.downsample.0", x, 4 * planes, 1, stride)
        x = batch_norm(f"{name}.downsample.1", shortcut)
    return tf.nn.relu(out + x)


def normalise(scaled):
    mean, deviation = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])
    return ((scaled - mean) / deviation).astype("float32")


def draw_images(count):
    return rng.integers(0, 256, (count, size, size, 3)).astype("float32")


def features(x, see=lambda name, value: None):
    x = tf.nn.relu(batch_norm("bn1", conv("conv1", x, 64, 7, 2)))
    x = tf.nn.max_pool2d(pad(x, 1, float("-inf")), 3, 2, "VALID")
    see("maxpool", x)
    for layer, (planes, blocks, stride) in enumerate([(64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)]):
        for block in range(blocks):
            name = f"layer{layer + 1}.{block}"
            x = bottleneck(name, x, planes, stride if block == 0 else 1, block == 0)
            see(name, x)
    return x


def see_block(name, value):
    arrays[f"block/{name}"] = value.numpy()


arrays["prepared"] = normalise(draw_images(batch) / 255)
watched = tf.constant(arrays["prepared"])
with tf.GradientTape() as tape:
    tape.watch(watched)
    total = tf.reduce_sum(features(watched, see_block))
arrays["input_gradient"] = tape.gradient(total, watched).numpy()
tensor("fc.weight", rng.normal(0, 0.01, (1000, 2048)))
tensor("fc.bias", np.zeros(1000))

# A training step: cross-entropy of a classifier on the averaged features.
arrays["images"] = draw_images(request["training_batch"])
arrays["head_logits/kernel"] = rng.normal(0, 0.02, (2048, 7)).astype("float32")
labels = np.arange(request["training_batch"]) % 7
trained = {
    name: value
    for name, value in weights.items()
    if name.endswith((".weight", ".bias")) and not name.startswith("fc.")
}
variables.update({name: tf.Variable(value) for name, value in weights.items() if value.dtype == np.float32})
with tf.GradientTape() as tape:
    # Scaled by a product, as ours, for the same reason: a quotient differs in the last bit.
    seen = tf.constant(normalise(arrays["images"] * np.float32(1 / 255)))
    pooled = tf.reduce_mean(features(seen), (1, 2))
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, pooled @ arrays["head_logits/kernel"])
    loss = tf.reduce_mean(losses)
gradients = tape.gradient(loss, {name: variables[name] for name in trained})
arrays.update({f"gradient/{name}": gradient.numpy() for name, gradient in gradients.items()})

save(os.path.join(folder, "resnet50.safetensors"), weights)
save(os.path.join(folder, "arrays.safetensors"), arrays)
sizes = [value.size for name, value in weights.items() if value.dtype == np.float32 and name[:2] != "fc"]
json.dump({"parameters": sum(sizes), "loss": float(loss)}, sys.stdout)
