"""Class probabilities of image files by a classifier that crossfold exported as ONNX.

    pip install numpy onnxruntime pyvips pyvips-binary
    python predict_onnx.py model.onnx image.jpg [more images] [--temperature]

Everything that it does to an image stands in the metadata of the model, under the key
`input_description`. The resizing is that of libvips, which also made the images that the model was
trained on; other libraries resize in other ways, and squashing, cropping or padding otherwise changes
answers without a sign. Prints a JSON object for each image.
"""

import argparse
import json

import numpy as np
import onnxruntime
import pyvips


def decode(path, size):
    """The whole image squeezed to a square: uint8 [size, size, 3], RGB."""
    image = pyvips.Image.new_from_file(path, fail_on="warning")
    if image.get_typeof("n-pages") and image.get("n-pages") > 1:
        raise SystemExit(f"expected a single picture, got several pages in {path}")
    shrink = min(image.width, image.height) / size
    # A JPEG is decoded at a smaller size where that leaves at least half of the shrinking to be done.
    if image.get("vips-loader").startswith("jpegload") and shrink >= 4:
        factor = 8 if shrink >= 16 else 4 if shrink >= 8 else 2
        image = pyvips.Image.new_from_file(path, fail_on="warning", shrink=factor)
    image = to_srgb(image)
    if image.hasalpha():
        white = 65535 if image.format == "ushort" else 255
        image = image.flatten(background=[white] * (image.bands - 1))
    image = image.resize(size / image.width, vscale=size / image.height, kernel="cubic")
    image = image.autorot().colourspace("srgb").cast("uchar")
    return np.ndarray(
        buffer=image.write_to_memory(), dtype=np.uint8, shape=[image.height, image.width, image.bands]
    )


def to_srgb(image):
    """By the embedded profile where there is one; without one, what is no CMYK is taken for sRGB."""
    if image.get_typeof("icc-profile-data") and image.interpretation not in ("labs", "grey16"):
        depth = 16 if image.format == "ushort" else 8
        profile = "p3" if image.interpretation == "rgb16" else "srgb"
        try:
            return image.icc_transform(profile, embedded=True, depth=depth, intent="perceptual")
        except pyvips.Error:
            return image
    if image.interpretation == "cmyk":
        return image.icc_transform("srgb", input_profile="cmyk", intent="perceptual")
    return image


def prepare(pixels, tensor):
    """float32 [1, size, size, 3]: (pixel * scale - mean) / standard deviation, channel by channel."""
    if tensor["colourOrder"] == "BGR":
        pixels = pixels[..., ::-1]
    scaled = pixels.astype(np.float32) * np.float32(tensor["scale"])
    centred = scaled - np.array(tensor["mean"], np.float32)
    return (centred / np.array(tensor["standardDeviation"], np.float32))[None]


def softmax(logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("images", nargs="+")
    parser.add_argument(
        "--temperature", action="store_true", help="divide the logits by the fitted temperature"
    )
    arguments = parser.parse_args()
    session = onnxruntime.InferenceSession(arguments.model, providers=["CPUExecutionProvider"])
    description = json.loads(session.get_modelmeta().custom_metadata_map["input_description"])
    output = description["output"]
    if output["kind"] != "logits":
        raise SystemExit(f"expected a classifier, got a model whose output is {output['kind']}")
    if description["image"]["region"] != "full":
        raise SystemExit(
            f"expected a model of whole images, got one of {description['image']['region']}: "
            "prepare its images with their masks"
        )
    temperature = 1.0
    if arguments.temperature:
        if output["temperature"] is None:
            raise SystemExit("expected a model with a temperature for --temperature, got one without")
        temperature = output["temperature"]["value"]
    for path in arguments.images:
        pixels = decode(path, description["resize"]["widthPx"])
        logits = session.run(["output"], {"input": prepare(pixels, description["tensor"])})[0][0]
        probabilities = softmax(logits.astype(np.float64) / temperature)
        named = {name: float(p) for name, p in zip(output["classes"], probabilities)}
        print(json.dumps({"image": path, "probabilities": named}))


if __name__ == "__main__":
    main()
