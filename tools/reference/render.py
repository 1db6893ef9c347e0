"""python render.py OUT.json: OpenCV's jet colours and NumPy's percentiles, which core's renderer is tested against."""

import json
import sys

import cv2
import numpy as np

jet = cv2.applyColorMap(np.arange(256, dtype=np.uint8).reshape(1, -1), cv2.COLORMAP_JET)[0, :, ::-1]

rng = np.random.default_rng(7)
samples = []
for size in (1, 2, 5, 200):
    values = rng.standard_normal(size).astype(np.float32)
    exact = values.astype(np.float64)
    percentiles = [
        {
            "percent": percent,
            "low": float(np.percentile(exact, 100 - percent)),
            "high": float(np.percentile(exact, percent)),
            "size": float(np.percentile(np.abs(exact), percent)),
        }
        for percent in (1, 25, 50, 90, 99, 100)
    ]
    samples.append({"values": values.tolist(), "percentiles": percentiles})

with open(sys.argv[1], "w") as file:
    json.dump(
        {"opencv": cv2.__version__, "numpy": np.__version__, "jet": jet.tobytes().hex(), "samples": samples}, file
    )
    file.write("\n")
