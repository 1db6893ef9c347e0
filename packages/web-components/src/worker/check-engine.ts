import { XaiError, asFloat, relativeL2 } from '@pellucid/core';
import type { Tensors } from '@pellucid/core';
import type { LoadedNetwork } from './networks.js';

/** Most that the outputs of an engine may differ from those of wasm, relative in L2: the precision of float16, which cards may compute in. */
const tolerance = 1e-3;

/**
 * Holds the first outputs of an engine on the graphics card against those of wasm, as drivers differ from machine to
 * machine, and leaves it where they are too far apart. What came of it is kept as a finding.
 */
export async function checkEngine(network: LoadedNetwork, feeds: Tensors, signal: AbortSignal): Promise<void> {
  if (!network.unchecked) return;
  const { model } = network;
  const names = model.outputs.filter(({ dtype }) => dtype === 'float32').map(({ name }) => name);
  const values = await model.run(feeds, names, { signal });
  network.unchecked = false;
  const { engine } = model.runtime;
  // It failed and was left by itself.
  if (engine === 'wasm' || engine === 'cpu') return;
  const wasm = await network.loadOnWasm();
  try {
    const expected = await wasm.run(feeds, names, { signal });
    const error = Math.max(
      0,
      ...names.map((name) => relativeL2(asFloat(values[name], name).data, asFloat(expected[name], name).data)),
    );
    const apart = `relative L2 ${error.toPrecision(2)}`;
    if (error <= tolerance) {
      network.findings.push(`${engine} gives the same outputs as wasm (${apart}).`);
      await wasm.dispose();
      return;
    }
    network.findings.push(`${engine} was left: its outputs differ from those of wasm (${apart}).`);
  } catch (error) {
    await wasm.dispose();
    if (error instanceof XaiError && error.code === 'aborted') network.unchecked = true;
    throw error;
  }
  network.model = wasm;
  await model.dispose();
}
