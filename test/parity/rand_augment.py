"""RandAugment's operations as Pillow computes them, for comparison with ours.

Reads {"size", "pixels", "operations": [{"name", "strength"}]} from standard input, where pixels are the
bytes of one RGB image and strengths lie in -1 ... 1, and prints the values of each changed image. What a
strength means is written down here anew, from the papers and Pillow-based implementations.

Geometry is computed on images of floating point, which Pillow does not round, with the image reflected
about its edges around it.
"""

import json
import sys

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

request = json.load(sys.stdin)
size = request["size"]
pixels = np.array(request["pixels"], dtype=np.uint8).reshape(size, size, 3)
image = Image.fromarray(pixels)


def surrounded(change):
    """Each channel of the image, amid its reflections, after a change."""
    padded = np.pad(pixels.astype("float32"), ((size, size), (size, size), (0, 0)), mode="symmetric")
    channels = [np.asarray(change(Image.fromarray(padded[..., c])))[size:-size, size:-size] for c in range(3)]
    return np.stack(channels, axis=-1)


def affine(*matrix):
    transform = Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR
    return surrounded(lambda channel: channel.transform(channel.size, *transform))


def shear_x(strength):
    level, centre = 0.3 * strength, 1.5 * size
    return affine(1, level, -level * centre, 0, 1, 0)


def shear_y(strength):
    level, centre = 0.3 * strength, 1.5 * size
    return affine(1, 0, 0, level, 1, -level * centre)


def translate_x(strength):
    return affine(1, 0, 150 / 331 * size * strength, 0, 1, 0)


def translate_y(strength):
    return affine(1, 0, 0, 0, 1, 150 / 331 * size * strength)


def rotate(strength):
    return surrounded(lambda channel: channel.rotate(30 * strength, Image.Resampling.BILINEAR))


def enhanced(enhancer):
    return lambda strength: enhancer(image).enhance(1 + 0.9 * strength)


OPERATIONS = {
    "identity": lambda strength: image,
    "shearX": shear_x,
    "shearY": shear_y,
    "translateX": translate_x,
    "translateY": translate_y,
    "rotate": rotate,
    "brightness": enhanced(ImageEnhance.Brightness),
    "color": enhanced(ImageEnhance.Color),
    "contrast": enhanced(ImageEnhance.Contrast),
    "sharpness": enhanced(ImageEnhance.Sharpness),
    "posterize": lambda strength: ImageOps.posterize(image, 8 - round(4 * abs(strength))),
    "solarize": lambda strength: ImageOps.solarize(image, 255 * (1 - abs(strength))),
    "autoContrast": lambda strength: ImageOps.autocontrast(image),
    "equalize": lambda strength: ImageOps.equalize(image),
}

changed = [OPERATIONS[each["name"]](each["strength"]) for each in request["operations"]]
print(json.dumps([np.asarray(values).reshape(-1).tolist() for values in changed]))
