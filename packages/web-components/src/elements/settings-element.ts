import { XaiError, methodById, parseChoice, preprocessingNames } from '@pellucid/core';
import { LitElement } from 'lit';
import type { PropertyDeclaration, PropertyDeclarations } from 'lit';
import type { ExplainJob, ModelRequest, PictureSource } from '../protocol.js';
import { optionAttributes, readMethodOptions } from '../settings/method-options.js';
import { readModelRequest } from '../settings/model-request.js';
import { readPicture } from '../settings/picture-source.js';
import type { PictureLike } from '../settings/picture-source.js';

const text = { type: String };

/** Values where neither an attribute nor a property says another. */
const defaults = {
  backend: 'auto',
  engine: 'auto',
  method: 'grad-cam',
  target: 'top',
  region: 'predicted',
  theme: 'auto',
} as const;

/** A text that is the default again when its attribute is taken away. */
const defaulted = (name: keyof typeof defaults): PropertyDeclaration<string> => ({
  converter: { fromAttribute: (value) => value ?? defaults[name] },
});

/** Settings that what is computed depends on. */
const computed = {
  src: text,
  model: text,
  backend: defaulted('backend'),
  engine: defaulted('engine'),
  method: defaulted('method'),
  target: defaulted('target'),
  of: text,
  region: defaulted('region'),
  layer: text,
  preset: text,
  mean: text,
  std: text,
  scale: text,
  channels: text,
  resize: text,
  crop: text,
  filter: text,
  labels: text,
  source: { attribute: false },
  modelFiles: { attribute: false },
  options: { attribute: false },
} satisfies PropertyDeclarations;

/** Settings of the drawing, which compute nothing. */
const drawn = {
  opacity: { type: Number },
  colormap: text,
  range: text,
  theme: { ...defaulted('theme'), reflect: true },
} satisfies PropertyDeclarations;

/**
 * What all elements that explain something are told: the picture, the network, the method, and how it is drawn. Subclasses
 * add what they do with it.
 */
export abstract class SettingsElement extends LitElement {
  static override properties: PropertyDeclarations = { ...computed, ...drawn };

  /** Address of a picture, or of a .npy file with the network's exact input. */
  declare src: string | null;
  /** Address of an ONNX file or of a model.json of TensorFlow.js; without it the sample net is explained. */
  declare model: string | null;
  /** `auto`, `ort` or `tfjs`. */
  declare backend: string;
  /** `auto`, `webgpu`, `webgl`, `wasm` or `cpu`. */
  declare engine: string;
  /** Id of a method of the catalog. */
  declare method: string;
  /** `top`, a class index, a label, `207-281`, `output:NAME[i,j]`, `layer:NAME[channel]`. */
  declare target: string;
  /** `logits` or `probabilities`; the method's own choice without it. */
  declare of: string | null;
  /** For outputs with positions: `predicted`, or one pixel of the output as `X,Y`. */
  declare region: string;
  /** Feature layer; `auto` finds it. */
  declare layer: string | null;
  /** Complete preprocessing by name. */
  declare preset: string | null;
  declare mean: string | null;
  declare std: string | null;
  /** Factor of pixel values 0 to 255, such as `1/255`. */
  declare scale: string | null;
  declare channels: string | null;
  declare resize: string | null;
  declare crop: string | null;
  declare filter: string | null;
  /** Names of the classes with commas between them, or the address of a list of them. */
  declare labels: string | readonly string[] | null;
  /** A picture in place of `src`. */
  declare source: PictureLike | null;
  /** A network's files in place of `model`, as a visitor picked or dropped them. */
  declare modelFiles: readonly File[] | null;
  /** Options of the method as values, by name; they go before attributes. */
  declare options: Readonly<Record<string, unknown>>;
  /** 0 shows the picture alone, 1 the colours as strong as they get. */
  declare opacity: number | null;
  /** A colour map by name. */
  declare colormap: string | null;
  /** Fixed ends of the colour scale, `LOW,HIGH`. */
  declare range: string | null;
  /** `auto`, `light` or `dark`. */
  declare theme: string;

  constructor() {
    super();
    Object.assign(this, defaults);
    this.options = {};
    this.source = null;
    this.modelFiles = null;
    this.opacity = null;
    for (const name of ['src', 'model', 'of', 'layer', 'labels', 'colormap', 'range', ...preprocessingNames] as const)
      this[name] = null;
  }

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...optionAttributes];
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    super.attributeChangedCallback(name, before, after);
    if (optionAttributes.includes(name) && before !== after) this.requestUpdate('options', {});
  }

  /** Whether a change of these properties asks for another computation. */
  protected changesResult(changed: Iterable<PropertyKey>): boolean {
    for (const name of changed) if (name in computed) return true;
    return false;
  }

  /** @throws XaiError `usage` for settings that cannot be */
  protected modelRequest(changes: Partial<SettingsElement> = {}): ModelRequest {
    const settings = { ...this.settings(), ...changes };
    return readModelRequest(settings, (option) => {
      const value = this[option as 'preset'];
      return value === null || value === '' ? undefined : value;
    });
  }

  /**
   * The job that the settings describe.
   *
   * @param changes settings that are others for this job
   * @param picture in place of the element's own, as it is at this moment
   * @throws XaiError `usage` for settings that cannot be, `input-invalid` for a picture that cannot be had
   */
  protected async job(
    changes: Partial<Pick<SettingsElement, keyof typeof computed>> = {},
    picture?: PictureSource,
  ): Promise<ExplainJob> {
    const settings = { ...this.settings(), ...changes };
    const method = methodById(settings.method);
    const options = readMethodOptions(method, (name) => this.getAttribute(name), settings.options);
    return {
      model: this.modelRequest(changes),
      method: method.id,
      options: { ...options, ...(settings.layer && 'layer' in method.options && { layer: settings.layer }) },
      target: settings.target,
      of: settings.of ? parseChoice(settings.of, 'of', ['logits', 'probabilities'] as const) : null,
      region: regionOf(settings.region),
      picture: picture ?? (await readPicture(this.picture(), this.src)),
    };
  }

  /** The picture that takes the place of `src`, if there is one. */
  protected picture(): PictureLike | null {
    return this.source;
  }

  private settings(): Pick<
    SettingsElement,
    | 'model'
    | 'modelFiles'
    | 'backend'
    | 'engine'
    | 'labels'
    | 'method'
    | 'options'
    | 'layer'
    | 'target'
    | 'of'
    | 'region'
  > {
    const { model, modelFiles, backend, engine, labels, method, options, layer, target, of, region } = this;
    return { model, modelFiles, backend, engine, labels, method, options, layer, target, of, region };
  }
}

function regionOf(region: string): ExplainJob['region'] {
  if (region === '' || region === 'predicted') return 'predicted';
  const point = /^(\d+)\s*,\s*(\d+)$/.exec(region);
  if (point) return { point: [Number(point[1]), Number(point[2])] };
  throw new XaiError('usage', `region is predicted, or a pixel of the output as X,Y, but got '${region}'.`);
}
