"""HDF5 files whose arrays lie elsewhere, or ask for much, as h5py writes them.

Reads {"folder", "secret"} from standard input; `secret` is a file of 16 bytes. Prints the names of
the files. Each has one layer `conv` with one array `kernel` of four numbers, as far as it says.
"""

import json
import os
import sys
import zlib

import h5py
import numpy as np

request = json.load(sys.stdin)
folder, secret = request["folder"], request["secret"]
names = []


def path(name):
    return os.path.join(folder, name)


def write(name, add):
    names.append(name)
    with h5py.File(path(name), "w") as file:
        file.attrs["layer_names"] = np.array([b"conv"])
        group = file.create_group("conv")
        group.attrs["weight_names"] = np.array([b"kernel"])
        add(file, group)


def external(place):
    return lambda _, group: group.create_dataset("kernel", (4,), "<f4", external=[(place, 0, 16)])


def virtual(source, add=lambda file: None):
    def fill(file, group):
        add(file)
        layout = h5py.VirtualLayout((4,), "<f4")
        layout[:] = h5py.VirtualSource(source, "x", (4,))
        group.create_virtual_dataset("kernel", layout)

    return fill


def numbers(file):
    file["x"] = np.arange(4, dtype="<f4")


def bomb(bytes_unpacked):
    """A stream of zeros, packed a thousandfold."""
    packer = zlib.compressobj(9)
    piece = bytes(1 << 20)
    parts = [packer.compress(piece) for _ in range(bytes_unpacked >> 20)]
    return b"".join([*parts, packer.flush()])


def packed(stream, chunk):
    def fill(_, group):
        options = {"chunks": (chunk,), "maxshape": (None,), "compression": "gzip"}
        array = group.create_dataset("kernel", (4,), "<f4", **options)
        array.id.write_direct_chunk((0,), stream)

    return fill


with h5py.File(path("source.h5"), "w") as file:
    numbers(file)
write("external-file.h5", external(secret))
write("external-device.h5", external("/dev/null"))
write("virtual.h5", virtual(path("source.h5")))
write("virtual-within.h5", virtual(".", numbers))
write("link.h5", lambda _, group: group.__setitem__("kernel", h5py.ExternalLink(path("source.h5"), "x")))
write("gzip-bomb.h5", packed(bomb(1 << 28), 1 << 24))
write("huge-shape.h5", lambda _, group: group.create_dataset("kernel", (2**40,), "<f4", chunks=(1024,)))
write("wide-type.h5", lambda _, group: group.create_dataset("kernel", (4,), np.dtype(("<f4", (2**24,)))))
json.dump(names, sys.stdout)
