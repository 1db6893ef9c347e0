/** The pages of the demo, in the order of the navigation. */
export const views = ['explain', 'methods', 'compare', 'activations', 'camera'] as const;
export type View = (typeof views)[number];

/** The network: the bundled one in its two forms, or files of the visitor. */
export const nets = ['onnx', 'tfjs', 'own'] as const;
export type Net = (typeof nets)[number];

/** In what the two sides of a comparison differ. */
export const differences = ['runtime', 'method', 'target', 'engine'] as const;
export type Difference = (typeof differences)[number];

/** Which methods the gallery shows: those that take few runs of the network, or all. */
export const galleries = ['quick', 'all'] as const;
export type Gallery = (typeof galleries)[number];

/** Everything that decides what is on screen, but for the bytes of the visitor's files. Texts are as attributes hold them. */
export interface DemoState {
  readonly view: View;
  /** Name of the visitor's picture; null for the bundled photo. */
  readonly picture: string | null;
  readonly net: Net;
  /** Name of the visitor's network; null where there is none. */
  readonly file: string | null;
  readonly engine: string;
  readonly method: string;
  readonly target: string;
  /** Empty for the method's own choice. */
  readonly of: string;
  /** Empty for the one that is found. */
  readonly layer: string;
  /** The method's own options, by attribute. */
  readonly options: Readonly<Record<string, string>>;
  /** For the visitor's network, by attribute. */
  readonly preprocessing: Readonly<Record<string, string>>;
  /** Names of the classes with commas between them; empty: as found. */
  readonly labels: string;
  /** Null for the default. */
  readonly opacity: number | null;
  /** Empty for the default. */
  readonly colormap: string;
  readonly compare: Difference;
  /** The other side of the comparison: a method, a target or an engine. */
  readonly other: string;
  readonly gallery: Gallery;
  /** The channel that the activations browser shows large; empty for the strongest. */
  readonly channel: string;
}

export const initialState: DemoState = {
  view: 'explain',
  picture: null,
  net: 'onnx',
  file: null,
  engine: 'auto',
  method: 'grad-cam',
  target: 'top',
  of: '',
  layer: '',
  options: {},
  preprocessing: {},
  labels: '',
  opacity: null,
  colormap: '',
  compare: 'runtime',
  other: '',
  gallery: 'quick',
  channel: '',
};

/** In what the two sides differ: a network of the visitor's comes in one format. */
export function differenceOf({ compare, net }: DemoState): Difference {
  return compare === 'runtime' && net === 'own' ? 'method' : compare;
}

/** The other side of a comparison, as chosen or, before that, one worth looking at. */
export function otherSide(state: DemoState): string {
  const { other, method, target, engine } = state;
  if (other !== '') return other;
  switch (differenceOf(state)) {
    case 'runtime':
      return '';
    case 'method':
      return method === 'occlusion' ? 'grad-cam' : 'occlusion';
    case 'target':
      return target === 'top:2' ? 'top' : 'top:2';
    case 'engine':
      return engine === 'webgpu' ? 'wasm' : 'webgpu';
  }
}
