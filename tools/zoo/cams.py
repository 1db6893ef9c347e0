"""python cams.py ZOO_PY DIR: Grad-CAM in float64 at the module of each net that a person would name.

Writes fixtures/cams.json, per net: the module, as PyTorch calls it, and relu(sum_k mean(G_k) A_k) at its output, before any
up-sampling (Selvaraju 2017, equations 1 and 2), for the scalar that zoo.py takes the gradient of.
"""

import sys

import torch

import reference


def tokens(height, width, skip=0):
    """A map [1, C, h, w] from tokens [1, T, C], without the class tokens before it."""
    return lambda t: t[:, skip : skip + height * width].transpose(1, 2).unflatten(2, (height, width))


def channels_last(t):
    return t.permute(0, 3, 1, 2)


def signal(t):
    return t.unsqueeze(2)


# Where the module's output is no map [1, C, h, w], how it becomes one.
MODULES = {
    "resnet18": ("layer4",),
    "seresnext26d_32x4d": ("layer4",),
    "resnest14d": ("layer4",),
    "vgg11": ("features.19",),
    "densenet121": ("features",),
    "tv_squeezenet1_1": ("classifier.2",),
    "mobilenetv2_050": ("bn2",),
    "mobilenetv3_small_100": ("blocks.5",),
    "mobilenetv4_conv_small": ("blocks.4",),
    "mnasnet_small": ("bn2",),
    "efficientnet_lite0": ("bn2",),
    "tf_efficientnetv2_b0": ("bn2",),
    "regnety_002": ("s4",),
    "tv_shufflenet_v2_x0_5": ("conv5",),
    "ghostnet_050": ("blocks.9",),
    "convnext_atto": ("stages.3",),
    "repvgg_a0": ("stages.3",),
    "dla46_c": ("level5",),
    "hardcorenas_a": ("blocks.6",),
    "test_nfnet": ("final_act",),
    "vit_tiny_patch16_224": ("blocks.5.norm1", tokens(6, 6, skip=1)),
    "swin_tiny_patch4_window7_224": ("layers.3", channels_last),
    "coatnet_pico_rw_224": ("stages.3",),
    "pvt_v2_b0": ("stages.3.blocks.1", tokens(4, 4)),
    "mobilevit_xxs": ("final_conv",),
    "poolformer_s12": ("stages.3",),
    "edgenext_xx_small": ("stages.3",),
    "levit_128s": ("stages.2", tokens(4, 4)),
    "gmlp_ti16": ("blocks.5", tokens(6, 6)),
    "eva02_tiny_patch14_224": ("blocks.5", tokens(8, 8, skip=1)),
    "det_fpn_mobilenet_v3_small": ("m.body.9",),
    "unet_tiny": ("d1",),
    "audio_conv1d": ("n.10", signal),
}


def grad_cam(net, x, target, module, to_map=lambda t: t):
    kept = []
    handle = net.get_submodule(module).register_forward_hook(lambda module, inputs, output: kept.append(output))
    logit = net(x.requires_grad_()).flatten()[target]
    handle.remove()
    (activation,) = kept
    (gradient,) = torch.autograd.grad(logit, activation)
    weights = to_map(gradient).mean((2, 3))[0]
    return torch.einsum("k,khw->hw", weights, to_map(activation.detach())[0]).relu()


def main(zoo_py, directory):
    torch.set_num_threads(1)
    folder = reference.Folder(zoo_py, directory)
    nets = {}
    for row in folder.rows:
        if row["name"] in MODULES:
            net, x, _ = folder.build(row)
            module, *to_map = MODULES[row["name"]]
            cam = grad_cam(net.double(), x.double(), row["target"], module, *to_map)
            nets[row["name"]] = {"module": module, "shape": list(cam.shape), "values": reference.rounded(cam)}
            print(row["name"], module, list(cam.shape), float(cam.max()), flush=True)
    reference.write("cams.json", "cams.py", nets)


if __name__ == "__main__":
    main(*sys.argv[1:])
