"""Real torchvision on the weights and images of torch_resnet50.py: a sample of every block's output.

PyTorch takes gigabytes to install, so that this is run by hand and its answer is stored beside it:

    python torch_resnet50.py <<< '{"folder": FOLDER, "size": 64, "batch": 2}'   # TensorFlow's Python
    python -P torchvision_vectors.py FOLDER > torchvision-resnet50.json        # PyTorch's Python

`-P`: another script here has the name of a module of Python. `weightsSha256` says of which file the
sample is.
"""

import hashlib
import json
import os
import sys

import numpy as np
import torch
import torchvision

SAMPLES = 64
DTYPES = {"F32": np.float32, "I64": np.int64}
folder = sys.argv[1]


def load(path):
    data = open(path, "rb").read()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = (start + offset for offset in entry["data_offsets"])
        values = np.frombuffer(data[begin:end], DTYPES[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


weights_path = os.path.join(folder, "resnet50.safetensors")
network = torchvision.models.resnet50(weights=None)
network.load_state_dict(load(weights_path))
network.eval()
sampled = {}


def sample(name):
    def hook(module, inputs, output):
        values = output.permute(0, 2, 3, 1).contiguous().flatten()
        # Odd: an even one would stay in a few channels.
        step = len(values) // SAMPLES | 1
        sampled[name] = {
            "norm": float(values.double().norm()),
            "step": step,
            "values": [float(value) for value in values[::step][:SAMPLES]],
        }

    return hook


network.maxpool.register_forward_hook(sample("maxpool"))
for layer in range(1, 5):
    for block, module in enumerate(getattr(network, f"layer{layer}")):
        module.register_forward_hook(sample(f"layer{layer}.{block}"))

prepared = load(os.path.join(folder, "arrays.safetensors"))["prepared"]
with torch.no_grad():
    network(prepared.permute(0, 3, 1, 2))
json.dump(
    {
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
        "weightsSha256": hashlib.sha256(open(weights_path, "rb").read()).hexdigest(),
        "blocks": sampled,
    },
    sys.stdout,
    indent=1,
)
