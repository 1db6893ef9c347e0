"""Photos to arrays of 144 x 144 pixels: shortest side to 144, then the centre.

    python prepare.py PHOTOS DATA

PHOTOS holds dataset/{training_set,test_set}/{cats,dogs}/, dataset/breed_dataset/{cat,dog}_breeds/{train,test}/,
fl/flowers/CLASS/ and sc/dataset/{seg_train,seg_test}/CLASS/. DATA gets {x,y}{tr,te}.npy and the names of the test photos.
"""

import glob
import hashlib
import random
import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from PIL import Image, ImageOps

from network import CLASSES

SIDE = 144


def split(files, test_count, rng):
    files = sorted(files)
    rng.shuffle(files)
    return files[test_count:], files[:test_count]


def list_photos(photos):
    """Training and test photos, each with its class."""
    rng = random.Random(0)
    train, test = [], []
    for index, pet in enumerate(CLASSES[:2]):
        given = glob.glob(f"{photos}/dataset/training_set/{pet}s/*")
        more, held_back = split(glob.glob(f"{photos}/dataset/test_set/{pet}s/*"), 500, rng)
        breeds = [
            file
            for part in ("train", "test")
            for file in glob.glob(f"{photos}/dataset/breed_dataset/{pet}_breeds/{part}/*")
        ]
        train += [(file, index) for file in given + more + breeds]
        test += [(file, index) for file in held_back]
    for index, flower in enumerate(CLASSES[2:7], 2):
        rest, held_back = split(glob.glob(f"{photos}/fl/flowers/{flower}/*"), 120, rng)
        train += [(file, index) for file in rest]
        test += [(file, index) for file in held_back]
    for index, scene in enumerate(CLASSES[7:], 7):
        train += [(file, index) for file in glob.glob(f"{photos}/sc/dataset/seg_train/{scene}/*")]
        test += [(file, index) for file in glob.glob(f"{photos}/sc/dataset/seg_test/{scene}/*")]
    return train, test


def load(photo):
    """Pixels, class, hash of the file and its name; None for a file that cannot be read."""
    file, index = photo
    try:
        image = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
        with open(file, "rb") as opened:
            digest = hashlib.md5(opened.read()).hexdigest()
        width, height = image.size
        scale = SIDE / min(width, height)
        image = image.resize((max(SIDE, round(width * scale)), max(SIDE, round(height * scale))), Image.BICUBIC)
        width, height = image.size
        left, top = (width - SIDE) // 2, (height - SIDE) // 2
        return np.asarray(image.crop((left, top, left + SIDE, top + SIDE))), index, digest, file
    except Exception:  # Whatever is wrong with a photo, it is left out.
        return None


def without_duplicates(train, test):
    """Training photos that are neither test photos nor there twice."""
    seen = {digest for _, _, digest, _ in test}
    kept = []
    for photo in train:
        if photo[2] not in seen:
            seen.add(photo[2])
            kept.append(photo)
    return kept


def main(photos, data):
    train_files, test_files = list_photos(photos)
    with ProcessPoolExecutor(2) as pool:
        train = [photo for photo in pool.map(load, train_files, chunksize=64) if photo]
        test = [photo for photo in pool.map(load, test_files, chunksize=64) if photo]
    kept = without_duplicates(train, test)
    print("train", len(train), len(kept), "test", len(test))
    for part, rows in (("tr", kept), ("te", test)):
        np.save(f"{data}/x{part}.npy", np.stack([row[0] for row in rows]))
        np.save(f"{data}/y{part}.npy", np.array([row[1] for row in rows]))
        print(np.bincount([row[1] for row in rows]))
    with open(f"{data}/te_files.txt", "w") as names:
        names.write("\n".join(row[3] for row in test))


if __name__ == "__main__":
    main(*sys.argv[1:])
