"""Reads every CSV of a folder as a researcher would: pd.read_csv, and nothing said about it."""

import json
import sys
from pathlib import Path

import pandas as pd

folder = Path(json.load(sys.stdin)["folder"])
frames = {path.stem: pd.read_csv(path) for path in folder.glob("*.csv")}
answer = {
    name: {
        "rows": len(frame),
        "numeric": frame.select_dtypes("number").columns.tolist(),
    }
    for name, frame in frames.items()
}
predictions = frames["predictions"]
right = predictions["label"] == predictions["predicted"]
answer["predictions"]["means"] = (
    frames["cells"].groupby("variant")["balanced_accuracy"].mean().to_dict()
)
answer["predictions"]["accuracy"] = right.groupby(predictions["variant"]).mean().to_dict()
json.dump(answer, sys.stdout)
