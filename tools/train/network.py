"""The sample net, its classes, and how its input is scaled."""

import torch.nn.functional as F
from torch import nn

CLASSES = [
    "cat", "dog",
    "daisy", "dandelion", "rose", "sunflower", "tulip",
    "buildings", "forest", "glacier", "mountain", "sea", "street",
]  # fmt: skip

MEAN, STD = 0.5, 0.25


def normalise(pixels):
    """0..255 to the units the net takes, each channel alike."""
    return (pixels.float() / 255 - MEAN) / STD


class ConvNorm(nn.Module):
    """A 3x3 convolution without bias, and batch normalisation."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return self.norm(self.conv(x))


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.a = ConvNorm(channels, channels)
        self.b = ConvNorm(channels, channels)

    def forward(self, x):
        return F.relu(x + self.b(F.relu(self.a(x))))


class SampleNet(nn.Module):
    """Ten convolutions, three residual blocks, stride 8, global average pool, one linear layer."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(3, 16, 2)
        self.down1 = ConvNorm(16, 32, 2)
        self.res1 = Residual(32)
        self.down2 = ConvNorm(32, 64, 2)
        self.res2 = Residual(64)
        self.wide = ConvNorm(64, 128)
        self.res3 = Residual(128)
        self.dropout = nn.Dropout(0.2)
        self.fc = nn.Linear(128, len(CLASSES))

    def features(self, x):
        x = F.relu(self.stem(x))
        x = self.res1(F.relu(self.down1(x)))
        x = self.res2(F.relu(self.down2(x)))
        return self.res3(F.relu(self.wide(x)))

    def forward(self, x):
        return self.fc(self.dropout(self.features(x).mean((2, 3))))
