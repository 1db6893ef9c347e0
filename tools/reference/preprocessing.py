"""python preprocessing.py: writes packages/core/test/fixtures/preprocess/pipelines.json.

What the ecosystem's own pipelines make of a small picture: torchvision transforms, the evaluation transform that timm
builds from a pretrained_cfg, and the image processors of transformers built from a preprocessor_config.json. Each case
keeps the record that ships beside a model and the network input that comes out, [1, C, H, W] as base64 float32.
"""

import base64
import json
import pathlib

import numpy as np
import PIL
import timm
import torch
import torchvision
import transformers
from PIL import Image
from timm.data import create_transform, resolve_data_config
from torchvision import transforms as T

FIXTURE = pathlib.Path(__file__).resolve().parents[2] / "packages/core/test/fixtures/preprocess/pipelines.json"
WIDTH, HEIGHT = 43, 30
IMAGENET = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}


def picture():
    """Smooth shapes with some noise, as photos have, on the whole range of values."""
    random = np.random.RandomState(7)
    y, x, c = np.meshgrid(np.arange(HEIGHT), np.arange(WIDTH), np.arange(3), indexing="ij")
    waves = 128 + 90 * np.sin(x / 5 + c) + 60 * np.cos(y / 3 - c * 2)
    return np.clip(waves + random.randint(-40, 41, waves.shape), 0, 255).astype(np.uint8)


def torchvision_cases(image):
    """name, preprocessing options, pipeline."""
    to_bgr_255 = T.Lambda(lambda x: (x * 255)[:, [2, 1, 0]] if x.dim() == 4 else (x * 255)[[2, 1, 0]])
    cases = {
        "imagenet preset": (
            {"preset": "imagenet"},
            [T.Resize(18), T.CenterCrop(16), T.ToTensor(), T.Normalize(**IMAGENET)],
        ),
        "imagenet-bgr preset": (
            {"preset": "imagenet-bgr"},
            [T.Resize(18), T.CenterCrop(16), T.ToTensor(), to_bgr_255, T.Normalize([103.939, 116.779, 123.68], [1, 1, 1])],
        ),
        "tf preset": ({"preset": "tf"}, [T.Resize((16, 16)), T.ToTensor(), T.Normalize([0.5] * 3, [0.5] * 3)]),
        "raw01 preset": ({"preset": "raw01"}, [T.Resize((16, 16)), T.ToTensor()]),
        "raw255 preset": ({"preset": "raw255"}, [T.Resize((16, 16)), T.PILToTensor(), T.ConvertImageDtype(torch.float32), T.Lambda(lambda x: x * 255)]),
        "shortest edge, odd crop": (
            {"resize": 21, "filter": "bicubic", "crop": 16, "mean": [0.5, 0.4, 0.3], "std": 0.25},
            [T.Resize(21, T.InterpolationMode.BICUBIC), T.CenterCrop(16), T.ToTensor(), T.Normalize([0.5, 0.4, 0.3], [0.25] * 3)],
        ),
        "crop wider than the picture": (
            {"resize": 11, "crop": 16, "mean": 0, "std": 1},
            [T.Resize(11), T.CenterCrop(16), T.ToTensor()],
        ),
        "grey": (
            {"resize": [16, 16], "filter": "lanczos", "mean": 0.449, "std": 0.226},
            [T.Grayscale(), T.Resize((16, 16), T.InterpolationMode.LANCZOS), T.ToTensor(), T.Normalize([0.449], [0.226])],
        ),
    }
    for name, (options, steps) in cases.items():
        yield name, {"options": options}, T.Compose(steps)(image)[None]


def timm_cases(image):
    base = {"input_size": [3, 16, 16], **IMAGENET}
    configs = {
        "defaults": {"input_size": [3, 16, 16]},
        "bilinear, 0.95": {**base, "interpolation": "bilinear", "crop_pct": 0.95},
        "half mean, 0.9": {**base, "interpolation": "bicubic", "crop_pct": 0.9, "mean": [0.5] * 3, "std": [0.5] * 3},
        "whole, squash": {**base, "crop_pct": 1.0, "crop_mode": "squash"},
        "squash, 0.8": {**base, "crop_pct": 0.8, "crop_mode": "squash"},
        "border": {**base, "crop_pct": 0.9, "crop_mode": "border"},
        "not square": {**base, "input_size": [3, 12, 18], "crop_pct": 0.875},
    }
    for name, config in configs.items():
        data = resolve_data_config(pretrained_cfg=config)
        yield f"timm {name}", {"config.json": {"architecture": "x", "pretrained_cfg": config}}, create_transform(**data)(image)[None]


def hugging_face_cases(image):
    half = {"image_mean": [0.5] * 3, "image_std": [0.5] * 3}
    imagenet = {"image_mean": IMAGENET["mean"], "image_std": IMAGENET["std"]}
    configs = {
        "ViT": {"image_processor_type": "ViTImageProcessor", "size": {"height": 16, "width": 16}, "resample": 2, **half},
        "ViT, old": {"feature_extractor_type": "ViTFeatureExtractor", "do_normalize": True, "do_resize": True, "size": 16, "resample": 2, **half},
        "ViT, not normalised": {"image_processor_type": "ViTImageProcessor", "size": {"height": 16, "width": 16}, "do_normalize": False, **half},
        "ViT, not rescaled": {"image_processor_type": "ViTImageProcessor", "size": {"height": 16, "width": 16}, "do_rescale": False, "image_mean": [127.5] * 3, "image_std": [127.5] * 3},
        "CLIP": {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 16}, "crop_size": {"height": 16, "width": 16}, "do_center_crop": True, "resample": 3, "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711]},
        "CLIP, old": {"feature_extractor_type": "CLIPFeatureExtractor", "size": 16, "crop_size": 16, "do_center_crop": True, "resample": 3, **imagenet},
        "DeiT": {"image_processor_type": "DeiTImageProcessor", "size": {"height": 18, "width": 18}, "crop_size": {"height": 16, "width": 16}, "do_center_crop": True, "resample": 3, **imagenet},
        "ConvNext": {"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 16}, "crop_pct": 0.875, "resample": 3, **imagenet},
        "ConvNext, old, no crop_pct": {"feature_extractor_type": "ConvNextFeatureExtractor", "size": 16, "resample": 3, **imagenet},
        "LeViT": {"image_processor_type": "LevitImageProcessor", "size": {"shortest_edge": 16}, "crop_size": {"height": 16, "width": 16}, "do_center_crop": True, "resample": 3, **imagenet},
        "PoolFormer": {"image_processor_type": "PoolFormerImageProcessor", "size": {"shortest_edge": 16}, "crop_size": {"height": 16, "width": 16}, "crop_pct": 0.9, "resample": 3, **imagenet},
        "MobileViT": {"image_processor_type": "MobileViTImageProcessor", "size": {"shortest_edge": 20}, "crop_size": {"height": 16, "width": 16}, "do_center_crop": True, "do_flip_channel_order": True, "resample": 2},
        "MobileNetV2": {"image_processor_type": "MobileNetV2ImageProcessor", "size": {"shortest_edge": 18}, "crop_size": {"height": 16, "width": 16}, "do_center_crop": True, "resample": 2, **half},
        "EfficientNet": {"image_processor_type": "EfficientNetImageProcessor", "size": {"height": 16, "width": 16}, "crop_size": {"height": 24, "width": 24}, "do_center_crop": False, "resample": 0, "include_top": True, "rescale_offset": False, "image_mean": IMAGENET["mean"], "image_std": [0.47853944, 0.4732864, 0.47434163]},
        "EfficientNet, offset": {"image_processor_type": "EfficientNetImageProcessor", "size": {"height": 16, "width": 16}, "do_center_crop": False, "resample": 0, "include_top": False, "rescale_offset": True, "rescale_factor": 1 / 127.5, **half},
    }
    for name, config in configs.items():
        kind = config.get("image_processor_type") or config["feature_extractor_type"].replace("FeatureExtractor", "ImageProcessor")
        processor = getattr(transformers, kind).from_dict(dict(config))
        yield f"transformers {name}", {"preprocessor_config.json": config}, processor(image, return_tensors="pt")["pixel_values"]


def main():
    pixels = picture()
    image = Image.fromarray(pixels)
    encode = lambda data: base64.b64encode(data.tobytes()).decode()
    cases = []
    for make in (torchvision_cases, timm_cases, hugging_face_cases):
        for name, given, out in make(image):
            out = np.ascontiguousarray(out.numpy(), dtype=np.float32)
            cases.append({"name": name, "given": given, "shape": list(out.shape), "values": encode(out)})
    origin = f"torchvision {torchvision.__version__}, timm {timm.__version__}, transformers {transformers.__version__}, Pillow {PIL.__version__}, tools/reference/preprocessing.py"
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    head = json.dumps({"origin": origin, "width": WIDTH, "height": HEIGHT, "picture": encode(pixels)})[:-1]
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    FIXTURE.write_text(f'{head},"cases":[\n{lines}\n]}}\n')
    print(len(cases), "cases,", FIXTURE.stat().st_size, "bytes")


main()
