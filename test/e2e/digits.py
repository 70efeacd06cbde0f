"""Writes handwritten digits of scikit-learn as images: a table of ten classes, and two folders."""

import json
import os
import sys

from grey_png import write_png
from sklearn.datasets import load_digits

SCALE = 4


def write(path, digit):
    """A picture of 8 x 8 values from 0 to 16, each SCALE pixels wide."""
    rows = [[int(value * 255 / 16) for value in row for _ in range(SCALE)] for row in digit]
    write_png(path, [row for row in rows for _ in range(SCALE)])


request = json.load(sys.stdin)
digits = load_digits()
counts = {}
rows = ["picture,digit,sheet,ink"]
for number, (digit, label) in enumerate(zip(digits.images, digits.target)):
    of_class = counts.get(label, 0)
    name = f"{number:04d}.png"
    if of_class >= request["perClass"]:
        # Others of the same classes, in a folder for each.
        if str(label) in request["pair"] and of_class < request["perClass"] + request["more"]:
            counts[label] = of_class + 1
            write(os.path.join(request["others"], str(label), name), digit)
        continue
    counts[label] = of_class + 1
    write(os.path.join(request["table"], "pictures", name), digit)
    # Two pictures of a class lie on one sheet.
    rows.append(f"{name},{label},{label}-{of_class // 2},{digit.sum():.0f}")
    folder = request["pair"].get(str(label))
    if folder is not None:
        write(os.path.join(request["folders"], folder, name), digit)
with open(os.path.join(request["table"], "digits.csv"), "w") as file:
    file.write("\n".join(rows) + "\n")
print(json.dumps({"images": sum(counts.values())}))
