"""Trains the sample net on the arrays of prepare.py; writes DATA/net.pt and the confusion matrix DATA/conf.npy.

python train.py DATA EPOCHS
"""

import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

from network import CLASSES, SampleNet, normalise

SIDE = 128
BATCH = 64


def load(data):
    return {name: np.load(f"{data}/{name}.npy") for name in ("xtr", "ytr", "xte", "yte")}


def channels_last(pixels):
    """[N, H, W, 3] of bytes to the net's input, NCHW in channels-last memory, which is fastest on a CPU."""
    tensor = torch.from_numpy(pixels).permute(0, 3, 1, 2)
    return normalise(tensor).contiguous(memory_format=torch.channels_last)


def augmented(photos, rows):
    """Random crops, flips and light colour jitter."""
    crops = np.empty((len(rows), SIDE, SIDE, 3), np.uint8)
    for i, row in enumerate(rows):
        y, x = np.random.randint(0, 17, 2)
        crop = photos[row, y : y + SIDE, x : x + SIDE]
        crops[i] = crop[:, ::-1] if np.random.rand() < 0.5 else crop
    x, n = channels_last(crops), len(rows)
    contrast, brightness, tint = torch.randn(n, 1, 1, 1), torch.randn(n, 1, 1, 1), torch.randn(n, 3, 1, 1)
    return x * (1 + 0.2 * contrast) + 0.25 * brightness + 0.1 * tint


def confusion(net, photos, labels):
    """Counts by class (row) and prediction (column), on centre crops."""
    net.eval()
    counts = np.zeros((len(CLASSES), len(CLASSES)), int)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for i in range(0, len(photos), 200):
            crops = photos[i : i + 200, 8 : 8 + SIDE, 8 : 8 + SIDE].copy()
            predicted = net(channels_last(crops)).argmax(1).numpy()
            np.add.at(counts, (labels[i : i + 200], predicted), 1)
    net.train()
    return counts


def main(folder, epochs):
    torch.set_num_threads(2)
    torch.manual_seed(0)
    np.random.seed(0)
    data = load(folder)
    net = SampleNet().to(memory_format=torch.channels_last)
    print(sum(parameter.numel() for parameter in net.parameters()), flush=True)
    # Rare classes are drawn more often, by the root of how rare they are.
    weights = (1 / np.bincount(data["ytr"]) ** 0.5)[data["ytr"]]
    weights /= weights.sum()
    steps = len(data["ytr"]) // BATCH
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4, nesterov=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.2, total_steps=epochs * steps, pct_start=0.2)
    for epoch in range(epochs):
        started, total = time.time(), 0
        drawn = np.random.choice(len(data["ytr"]), steps * BATCH, p=weights)
        for step in range(steps):
            rows = drawn[step * BATCH : (step + 1) * BATCH]
            x = augmented(data["xtr"], rows)
            with torch.autocast("cpu", torch.bfloat16):
                logits = net(x)
            loss = F.cross_entropy(logits.float(), torch.from_numpy(data["ytr"][rows]), label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        counts = confusion(net, data["xte"], data["yte"])
        accuracy = round(np.trace(counts) / counts.sum(), 4)
        print(epoch, round(total / steps, 4), "acc", accuracy, "s", round(time.time() - started), flush=True)
        torch.save(net.state_dict(), f"{folder}/net.pt")
    print((np.diag(counts) / counts.sum(1)).round(3).tolist())
    np.save(f"{folder}/conf.npy", counts)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
