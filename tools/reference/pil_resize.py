"""python pil_resize.py: writes packages/core/test/fixtures/image/pillow.json.

What Pillow makes of small pictures: resized with every filter, in grey, and laid on white. Larger ones, which the test
makes by the same formula, are kept as SHA-256 of their resized bytes.
"""

import base64
import hashlib
import json
import pathlib

import numpy as np
import PIL
from PIL import Image

FIXTURE = pathlib.Path(__file__).resolve().parents[2] / "packages/core/test/fixtures/image/pillow.json"
FILTERS = ("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos")


def noise(width, height, channels, seed):
    """Values over the whole range with many at its ends, so that filters with negative lobes overshoot."""
    random = np.random.RandomState(seed)
    return np.clip(random.randint(-64, 320, (height, width, channels)), 0, 255).astype(np.uint8)


def pattern(width, height):
    """(7x + 13y + 29c + x*y mod 251) mod 256: the same in any language."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    return ((7 * x + 13 * y + 29 * c + x * y % 251) % 256).astype(np.uint8)


def text(pixels):
    return base64.b64encode(np.ascontiguousarray(pixels).tobytes()).decode()


def resized(pixels, width, height, name):
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling[name.upper()]))


def main():
    sources = {"odd": noise(13, 9, 3, 1), "tall": noise(16, 33, 3, 2), "pixel": noise(1, 1, 3, 3), "row": noise(21, 1, 3, 4)}
    sizes = {
        "odd": [(26, 18), (7, 4), (13, 20), (5, 9), (17, 11), (1, 1), (13, 9)],
        "tall": [(8, 16), (11, 7), (19, 40)],
        "pixel": [(4, 3)],
        "row": [(10, 1), (6, 3)],
    }
    small = [
        {"source": name, "width": width, "height": height, "filter": how, "data": text(resized(sources[name], width, height, how))}
        for name in sources
        for width, height in sizes[name]
        for how in FILTERS
    ]
    large = [
        {
            "from": [w, h],
            "to": [width, height],
            "filter": how,
            "sha256": hashlib.sha256(resized(pattern(w, h), width, height, how).tobytes()).hexdigest(),
        }
        for (w, h), (width, height) in [((640, 427), (384, 256)), ((301, 451), (144, 215)), ((97, 131), (224, 224))]
        for how in FILTERS
    ]
    rgba = noise(11, 7, 4, 5)
    picture = Image.fromarray(rgba)
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    rgb = noise(40, 25, 3, 6)
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    FIXTURE.write_text(
        json.dumps(
            {
                "origin": f"Pillow {PIL.__version__}, tools/reference/pil_resize.py",
                "sources": {
                    name: {"width": p.shape[1], "height": p.shape[0], "data": text(p)} for name, p in sources.items()
                },
                "resized": small,
                "hashes": large,
                "onWhite": {"width": 11, "height": 7, "rgba": text(rgba), "rgb": text(np.asarray(white))},
                "gray": {"width": 40, "height": 25, "rgb": text(rgb), "l": text(np.asarray(Image.fromarray(rgb).convert("L")))},
            }
        )
        + "\n"
    )
    print(len(small) + len(large), "resized pictures,", FIXTURE.stat().st_size, "bytes")


main()
