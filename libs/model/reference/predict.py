"""For research only. `pip install numpy onnxruntime pyvips pyvips-binary`; `python predict.py IMAGE...`"""

import json
import pathlib
import sys

import onnxruntime
from crossfold_ensemble import combine, conformal_set, temper, uncertainty, views
from predict_onnx import decode, prepare, softmax

folder = pathlib.Path(__file__).parent
model = json.loads((folder / "ensemble.json").read_text())
members, classes, rule = model["members"], model["classes"], model["combination"]
sessions = [onnxruntime.InferenceSession(folder / f"members/{m['trialId']}.onnx") for m in members]
inputs = [json.loads(s.get_modelmeta().custom_metadata_map["input_description"]) for s in sessions]


def vote(i, path, kind):
    seen = views(decode(path, inputs[i]["resize"]["widthPx"]), kind)
    logits = [sessions[i].run(None, {"input": prepare(one, inputs[i]["tensor"])})[0][0] for one in seen]
    return temper(sum(softmax(one.astype(float)) for one in logits) / len(seen), members[i]["temperature"])


for path in sys.argv[1:]:
    weights = [member["weight"] for member in members]
    votes = [vote(i, path, model["testTimeAugmentation"]) for i in range(len(members))]
    held = [vote(i, path, m.get("heldOutViews", "none")) for i, m in enumerate(members)]
    own = {m["split"]: [i for i, n in enumerate(members) if n["split"] == m["split"]] for m in members}
    by_split = {s: combine([held[i] for i in k], [weights[i] for i in k], rule) for s, k in own.items()}
    answer = dict(zip(classes, map(float, combine(votes, weights, rule))))
    kept = [classes[c] for c in conformal_set(by_split, model["conformal"], coverage=0.9)]
    total, mutual = uncertainty(votes, weights)
    print(json.dumps({"image": path, "probabilities": answer, "conformalSet": kept, "entropy": total, "mutualInformation": mutual}))
