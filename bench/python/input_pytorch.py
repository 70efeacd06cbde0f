"""PyTorch's side of the input: a DataLoader with workers, which decodes in every pass."""

import torch
from answer import answer_requests, seconds_of
from torchvision.io import ImageReadMode, decode_image
from torchvision.transforms.v2.functional import InterpolationMode, resize

held = {}


class Files(torch.utils.data.Dataset):
    def __init__(self, files, size):
        self.files, self.size = files, size

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        torch.set_num_threads(1)
        image = decode_image(self.files[index], ImageReadMode.RGB)
        return resize(image, [self.size, self.size], InterpolationMode.BICUBIC, antialias=True)


def prepare(files, size, batch, threads):
    held["loader"] = torch.utils.data.DataLoader(
        Files(files, size), batch_size=batch, shuffle=True, num_workers=2, persistent_workers=True
    )
    return f"DataLoader of PyTorch {torch.__version__}, 2 workers (memory of the parent alone)"


def one_pass():
    def action():
        for _ in held["loader"]:
            pass

    return seconds_of(action)


if __name__ == "__main__":
    answer_requests(
        {"prepare": prepare, "first": one_pass, "later": one_pass, "finish": held.clear}
    )
