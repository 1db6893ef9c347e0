"""python inputs.py PRESET OUT IMAGE...: network inputs [1,3,S,S] float32 from photos, one .npy each, named after the photo."""

import argparse
import pathlib

import numpy as np
from PIL import Image

PRESETS = {  # short side, crop, filter, order of channels, scale, mean, std (in the order of the channels)
    "imagenet": (256, 224, Image.BILINEAR, "rgb", 1 / 255, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "imagenet-bgr": (256, 224, Image.BILINEAR, "bgr", 1.0, (103.939, 116.779, 123.68), (1.0, 1.0, 1.0)),
    "sample-net": (144, 128, Image.BICUBIC, "rgb", 1 / 255, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25)),
}


def cropped(path, preset):
    """[S,S,3] uint8, RGB: the short side resized, the middle cut out."""
    side, crop, method, *_ = PRESETS[preset]
    image = Image.open(path).convert("RGB")
    ratio = side / min(image.size)
    image = image.resize(tuple(round(n * ratio) for n in image.size), method)
    left, top = ((n - crop) // 2 for n in image.size)
    return np.asarray(image.crop((left, top, left + crop, top + crop)))


def normalised(pixels, preset):
    """[S,S,3] uint8 -> [1,3,S,S] float32"""
    _, _, _, order, scale, mean, std = PRESETS[preset]
    pixels = pixels[..., ::-1] if order == "bgr" else pixels
    values = (pixels.astype(np.float32) * np.float32(scale) - np.float32(mean)) / np.float32(std)
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("preset", choices=list(PRESETS))
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("images", nargs="+", type=pathlib.Path)
    a = parser.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    for path in a.images:
        np.save(a.out / f"{path.stem}.npy", normalised(cropped(path, a.preset), a.preset))
