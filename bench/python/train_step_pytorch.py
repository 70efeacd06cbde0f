"""PyTorch's side of the training step: channels last, fused Adam, as is fastest on a CPU."""

import numpy as np
import torch
import torch.nn.functional as F
import torchvision
from answer import answer_requests, seconds_of

# torchvision's names where they are not ours.
NAMES = {"resnet50": "resnet50", "resnet50-torch": "resnet50"}
MEANS = torch.tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1)
TORCH_MEANS = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
TORCH_DEVIATIONS = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)

held = {}


def build_classifier(backbone, classes):
    network = torchvision.models.get_model(NAMES[backbone], weights=None)
    last = "fc" if hasattr(network, "fc") else "classifier"
    layer = getattr(network, last)
    width = (layer[-1] if isinstance(layer, torch.nn.Sequential) else layer).in_features
    head = torch.nn.Sequential(
        torch.nn.Dropout(0.5),
        torch.nn.Linear(width, 256),
        torch.nn.ReLU(),
        torch.nn.Linear(256, 128),
        torch.nn.ReLU(),
        torch.nn.Linear(128, classes),
    )
    setattr(network, last, head)
    return network


def prepare_images(images, preprocessing):
    """uint8 [batch, size, size, 3] RGB to float32 [batch, 3, size, size], channels last in memory."""
    pixels = torch.from_numpy(images).permute(0, 3, 1, 2).float()
    if preprocessing == "caffe":
        return pixels.flip(1) - MEANS
    return (pixels / 255 - TORCH_MEANS) / TORCH_DEVIATIONS


def prepare(backbone, preprocessing, size, batch, threads, pixels, labels, classWeights, precision):
    torch.set_num_threads(threads)
    if backbone not in NAMES or precision == "float16":
        return None
    model = build_classifier(backbone, len(classWeights)).to(memory_format=torch.channels_last)
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, eps=1e-7, fused=True)
    weights = torch.tensor(classWeights)
    images = np.fromfile(pixels, np.uint8).reshape(len(labels), size, size, 3)
    truth = torch.tensor(labels)

    def step(start):
        part = slice(start, start + batch)
        with torch.autocast("cpu", torch.bfloat16, enabled=precision != "float32"):
            logits = model(prepare_images(images[part], preprocessing)).float()
        log_p = F.log_softmax(logits, 1).gather(1, truth[part, None])[:, 0]
        loss = (weights[truth[part]] * -((1 - log_p.exp()) ** 2) * log_p).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        int((logits.argmax(1) == truth[part]).sum())
        assert np.isfinite(loss.item())

    held.update(step=step, batch=batch, images=len(labels), done=0)
    return f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, channels last, fused Adam, {precision}"


def run(steps):
    def action():
        for _ in range(steps):
            held["step"](held["done"] * held["batch"] % held["images"])
            held["done"] += 1

    return seconds_of(action)


answer_requests({"hello": lambda: None, "prepare": prepare, "run": run})
