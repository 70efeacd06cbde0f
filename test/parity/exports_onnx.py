"""onnxruntime runs what was exported, after the checker of onnx has looked at it.

Reads {"folder", "names"} from standard input. In the folder of each name lie `model.onnx` and
`input.npy`; writes `onnx.npy` beside them and prints the metadata of each model.
"""

import json
import os
import sys

import numpy as np
import onnx
import onnxruntime

request = json.load(sys.stdin)
metadata = {}
for name in request["names"]:
    folder = os.path.join(request["folder"], name)
    path = os.path.join(folder, "model.onnx")
    onnx.checker.check_model(path, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    images = np.load(os.path.join(folder, "input.npy"))
    whole = session.run(["output"], {"input": images})[0]
    parts = [session.run(["output"], {"input": images[i : i + 1]})[0] for i in range(len(images))]
    assert np.allclose(whole, np.concatenate(parts), rtol=1e-4, atol=1e-5)
    np.save(os.path.join(folder, "onnx.npy"), whole.astype("<f4"))
    metadata[name] = session.get_modelmeta().custom_metadata_map
json.dump(metadata, sys.stdout)
