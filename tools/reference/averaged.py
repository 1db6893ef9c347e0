"""Gradients averaged along a path (integrated gradients) and under noise (smoothgrad), by definition and by Captum."""

import pathlib
import subprocess
import tempfile

import numpy as np
import torch
from captum.attr import IntegratedGradients, NoiseTunnel, Saliency

HERE = pathlib.Path(__file__).resolve().parent


def gradient(net, x, target):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(net(x)[0, target], x)[0]


def integrated_gradients(net, x, target, baseline=None, steps=50):
    """(x - b) sum_i w_i df/dx(b + t_i (x - b)) [1, ...], t and w of Gauss and Legendre on 0..1 (Sundararajan 2017, eq. 1); b is 0 by default."""
    baseline = torch.zeros_like(x) if baseline is None else baseline.to(x)
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    total = torch.zeros_like(x)
    for node, weight in zip(nodes, weights):
        total += weight / 2 * gradient(net, baseline + (1 + node) / 2 * (x - baseline), target)
    return (x - baseline) * total


def integrated_gradients_by_peer(net, x, target, baseline=None, steps=50):
    baseline = torch.zeros_like(x) if baseline is None else baseline.to(x)
    return IntegratedGradients(net).attribute(x, baseline, target, n_steps=steps, method="gausslegendre", internal_batch_size=1).detach()


def completeness_gap(net, x, target, attributions, baseline=None):
    """sum(attributions) - (f(x) - f(b))"""
    with torch.no_grad():
        ends = net(x)[0, target] - net(torch.zeros_like(x) if baseline is None else baseline.to(x))[0, target]
    return float(attributions.sum() - ends)


def spread(x, part):
    """The noise's standard deviation in the input's units, from that in parts of its value range."""
    return part * (float(x.max()) - float(x.min()))


def given_noise(shape, samples, seed, sigma):
    """[samples, *shape]: the noise that the method itself adds (noise.ts; needs Node and the packages of this repository)."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "noise.npy"
        script = ["node", "--import", "tsx", "--conditions=@pellucid/source", HERE / "noise.ts", out, samples, seed, sigma, *shape]
        subprocess.run([str(part) for part in script], cwd=HERE, check=True)
        return torch.from_numpy(np.load(out))


def smoothgrad(net, x, target, noise):
    """Mean of df/dx(x + noise_i) over the noise [samples, ...] (Smilkov 2017, section 3)."""
    return sum(gradient(net, x + one[None].to(x), target) for one in noise) / len(noise)


class GivenNoise(NoiseTunnel):
    """Captum's, with the noise that is given where it draws its own."""

    def __init__(self, method, noise):
        super().__init__(method)
        self.noise = iter(noise)

    def _add_noise_to_input(self, x, sigma, samples):
        return torch.cat([x + next(self.noise)[None].to(x) for _ in range(samples)])


def smoothgrad_by_peer(net, x, target, noise):
    tunnel = GivenNoise(Saliency(net), noise)
    return tunnel.attribute(x, nt_type="smoothgrad", nt_samples=len(noise), nt_samples_batch_size=1, target=target, abs=False).detach()
