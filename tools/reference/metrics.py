"""python metrics.py: writes packages/core/test/fixtures/metrics/similarity.json.

Rank correlation by scipy and structural similarity by scikit-image, in float64, of small float32 maps.
"""

import json
import pathlib

import numpy as np
import scipy
import skimage
from scipy.ndimage import gaussian_filter
from scipy.stats import spearmanr
from skimage.metrics import structural_similarity

FIXTURE = pathlib.Path(__file__).resolve().parents[2] / "packages/core/test/fixtures/metrics/similarity.json"


def similarity(a, b, data_range):
    channels = {"channel_axis": 0} if a.ndim == 3 else {}
    return structural_similarity(
        a, b, data_range=data_range, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, **channels
    )


def pairs():
    random = np.random.default_rng(0)

    def noise(*shape):
        return random.normal(size=shape)

    smooth = gaussian_filter(noise(17, 14), 2)
    yield "unrelated noise", noise(13, 12), noise(13, 12)
    yield "a smooth map and the same with noise", smooth, smooth + 0.02 * noise(17, 14)
    yield "a smooth map and its opposite", smooth, -smooth
    yield "one window", noise(11, 11), noise(11, 11)
    yield "rectified: most values are equal", np.maximum(smooth, 0), np.maximum(smooth + 0.03 * noise(17, 14), 0)
    yield "few levels, ties across both", random.integers(0, 3, (12, 12)), random.integers(-1, 2, (12, 12))
    yield "tiny values far from 0", 1 + 1e-3 * noise(12, 13), 1 + 1e-3 * noise(12, 13)
    channels = noise(3, 12, 11)
    yield "channels", channels, channels * 0.9 + 0.3 * noise(3, 12, 11)


def main():
    cases = []
    for name, *maps in pairs():
        # Few digits, so that the file is small; the values that the test reads are the ones that are computed with.
        a, b = (np.float32(np.array([float(f"{v:.5g}") for v in m.ravel()]).reshape(m.shape)) for m in maps)
        texts = [[float(f"{v:.5g}") for v in m.ravel().tolist()] for m in (a, b)]
        x, y = np.float64(a), np.float64(b)
        span = float(max(x.max(), y.max()) - min(x.min(), y.min()))
        cases.append(
            {
                "name": name,
                "shape": list(a.shape),
                "a": texts[0],
                "b": texts[1],
                "rankCorrelation": float(spearmanr(x.ravel(), y.ravel()).statistic),
                "ssim": float(similarity(x, y, span)),
                "ssimOfRange4": float(similarity(x, y, 4)),
                "relativeL2": float(np.linalg.norm(y - x) / np.linalg.norm(x)),
            }
        )
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    origin = f"scipy {scipy.__version__}, scikit-image {skimage.__version__}, tools/reference/metrics.py"
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    FIXTURE.write_text(f'{{"origin":"{origin}","cases":[\n{lines}\n]}}\n')
    print(len(cases), "cases,", FIXTURE.stat().st_size, "bytes")


main()
