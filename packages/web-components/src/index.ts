export { XaiActivations } from './elements/xai-activations.js';
export { XaiCompare } from './elements/xai-compare.js';
export { XaiHeatmap } from './elements/xai-heatmap.js';
export { XaiMethods } from './elements/xai-methods.js';
export { ExplainElement } from './elements/explain-element.js';
export type { Status } from './elements/explain-element.js';
export { SettingsElement } from './elements/settings-element.js';
export { openClient } from './client/client.js';
export type { Client, ExplainCallbacks } from './client/client.js';
export { setWorkerFactory, workerFrom } from './client/spawn.js';
export type { WorkerFactory } from './client/worker-factory.js';
export type {
  BackendName,
  EngineName,
  ExplainJob,
  ExplanationResult,
  LayerFacts,
  ModelRequest,
  ModelSource,
  NamedBlob,
  NetworkFacts,
  PictureSource,
} from './protocol.js';
export { readModelRequest } from './settings/model-request.js';
export type { ModelSettings } from './settings/model-request.js';
export type { PictureLike } from './settings/picture-source.js';
export type { ComparisonRecipe, ComparisonResult, Side, Sides } from './compare/comparison.js';
export type { GalleryProgress, MethodOutcome } from './gallery/gallery.js';
