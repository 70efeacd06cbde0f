"""Pillow's changes of colour, for comparison with ours.

Reads {"size", "pixels", "changes": [{"name", "value"}]} from standard input, where pixels are the bytes of
one RGB image, and prints the bytes of each changed image. Hue is turned with the standard library, since
Pillow has no such change.
"""

import colorsys
import json
import sys

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

request = json.load(sys.stdin)
size = request["size"]
pixels = np.array(request["pixels"], dtype=np.uint8).reshape(size, size, 3)
image = Image.fromarray(pixels)


def turn_hue(share):
    changed = []
    for pixel in pixels.reshape(-1, 3) / 255:
        hue, saturation, value = colorsys.rgb_to_hsv(*pixel)
        changed.extend(colorsys.hsv_to_rgb((hue + share) % 1, saturation, value))
    return [255 * value for value in changed]


ENHANCERS = {
    "brightness": ImageEnhance.Brightness,
    "contrast": ImageEnhance.Contrast,
    "saturation": ImageEnhance.Color,
    "sharpness": ImageEnhance.Sharpness,
}


def change(name, value):
    if name == "hue":
        return turn_hue(value)
    if name in ENHANCERS:
        changed = ENHANCERS[name](image).enhance(value)
    elif name == "posterizeStep":
        changed = ImageOps.posterize(image, 8 - int(np.log2(value)))
    elif name == "solarizeThreshold":
        changed = ImageOps.solarize(image, value)
    elif name == "autoContrast":
        changed = ImageOps.autocontrast(image)
    else:
        changed = ImageOps.equalize(image)
    return np.asarray(changed).reshape(-1).tolist()


print(json.dumps([change(**each) for each in request["changes"]]))
