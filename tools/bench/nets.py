"""The nets of the benchmark, with random weights: time does not depend on them."""
import timm
import torch
import torchvision

nets = ("mobilenet_v2", "resnet18", "resnet50", "vit_tiny")
SIZE = 224


def network(name):
    torch.manual_seed(0)
    if name == "vit_tiny":
        return timm.create_model("vit_tiny_patch16_224", pretrained=False).eval()
    return getattr(torchvision.models, name)(weights=None).eval()
