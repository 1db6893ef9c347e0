export { XaiError, throwIfAborted } from './errors.js';
export type { AbortSignalLike, XaiErrorCode } from './errors.js';
export { didYouMean, nearest } from './suggest.js';
export { asFloat, concatRows, floatTensor, rows, sizeOf, withoutBatch } from './tensor.js';
export type { BoolTensor, DType, FloatTensor, IntTensor, Layout, Tensor } from './tensor.js';
export type {
  CallOptions,
  CanDifferentiate,
  CanRun,
  Cotangent,
  DifferentiableModel,
  Layer,
  LayerKind,
  Model,
  Placement,
  RuleSet,
  RunnableModel,
  RuntimeInfo,
  TensorSpec,
  Tensors,
  TopCotangent,
  VjpOptions,
  VjpResult,
} from './model.js';
export { arrayCotangents, runInBatches } from './backend/batches.js';
export type { TensorGroups } from './backend/batches.js';
export { callChecks, requireUse } from './backend/call-checks.js';
export type { AskedGradients, CallChecks, CheckedTensors } from './backend/call-checks.js';
export { fixSides, requireInputs } from './backend/fix-sides.js';
export type { FileInput, InputShapes } from './backend/fix-sides.js';
export { asStored, channelsFirst } from './backend/layout.js';
export { featureLayer } from './network/feature-layer.js';
export type { ChosenLayer } from './network/feature-layer.js';
export { explainedInput, positionsOf, requireLayer } from './network/layers.js';
export { findLogits } from './network/logits.js';
export type { ScoreTensors } from './network/logits.js';
export { pooledHead } from './network/pooled-head.js';
export type { PooledHead } from './network/pooled-head.js';
export { squash } from './network/squash.js';
export { formatTarget, parseTargets } from './target.js';
export type { Quantity, Region, Target } from './target.js';
export { objectiveOf, scoreOutput } from './objective.js';
export type { Aim, Objective, ObjectiveOptions, ResolvedTarget } from './objective.js';
export { ranked } from './target-weights.js';
export type { Attribution, AttributionForm } from './attribution.js';
export type { Progress } from './progress.js';
export type { Explained, TargetOptions, Targets } from './methods/options.js';
export type { Method, MethodStream } from './methods/method.js';
export type { MethodDescriptor, MethodNeed, MethodOptions, OptionDescriptor } from './methods/descriptor.js';
export { activations } from './methods/activation/activations.js';
export type { ActivationsOptions } from './methods/activation/activations.js';
export { ablationCam, ablationCamStream } from './methods/cam/ablation-cam.js';
export type { AblationCamOptions } from './methods/cam/ablation-cam.js';
export { cam } from './methods/cam/cam.js';
export type { PlainCamOptions } from './methods/cam/cam.js';
export type { CamOptions } from './methods/cam/class-activation-map.js';
export { eigenCam } from './methods/cam/eigen-cam.js';
export type { EigenOptions } from './methods/cam/eigen-options.js';
export { eigenGradCam } from './methods/cam/eigengrad-cam.js';
export { gradCamPlusPlus } from './methods/cam/grad-cam-plus-plus.js';
export { gradCam } from './methods/cam/grad-cam.js';
export type { GradientCam } from './methods/cam/gradient-cam.js';
export { guidedGradCam } from './methods/cam/guided-grad-cam.js';
export type { GuidedGradCamOptions } from './methods/cam/guided-grad-cam.js';
export { hiresCam } from './methods/cam/hires-cam.js';
export { layerCam } from './methods/cam/layer-cam.js';
export type { PerturbedCamOptions } from './methods/cam/perturbed-cam.js';
export { reciproCam } from './methods/cam/recipro-cam.js';
export type { ReciproCamOptions, ReciproMask } from './methods/cam/recipro-cam.js';
export { scoreCam, scoreCamStream } from './methods/cam/score-cam.js';
export type { ScoreCamOptions } from './methods/cam/score-cam.js';
export { xGradCam } from './methods/cam/xgrad-cam.js';
export { deconvnet } from './methods/gradient/deconvnet.js';
export { guidedBackprop } from './methods/gradient/guided-backprop.js';
export { inputXGradient } from './methods/gradient/input-x-gradient.js';
export type { Baseline, BaselineName } from './methods/gradient/baselines.js';
export { integratedGradients, integratedGradientsStream } from './methods/gradient/integrated-gradients.js';
export type { IntegratedGradientsOptions } from './methods/gradient/integrated-gradients.js';
export { quadratureNodes } from './methods/gradient/quadrature.js';
export type { Quadrature, QuadratureNode } from './methods/gradient/quadrature.js';
export { saliency } from './methods/gradient/saliency.js';
export { smoothGrad, smoothGradNoise, smoothGradStream } from './methods/gradient/smoothgrad.js';
export type { SmoothedGradient, SmoothGradOptions } from './methods/gradient/smoothgrad.js';
export { occlusion, occlusionStream } from './methods/perturbation/occlusion.js';
export type { OcclusionOptions } from './methods/perturbation/occlusion.js';
export { catalog, methodById } from './catalog.js';
export { evaluatePerturbation } from './perturbation.js';
export type { Perturbation, PerturbationRun, PerturbedBatch } from './perturbation.js';
export { fillValues } from './fill.js';
export type { Fill } from './fill.js';
export { createRandom } from './random.js';
export type { Random } from './random.js';
export { drawableMap, rectified } from './explanation/drawable-map.js';
export type { DrawableMap } from './explanation/drawable-map.js';
export { drawAttribution, strongestChannels } from './explanation/draw.js';
export type { Drawing, DrawOptions } from './explanation/draw.js';
export {
  formatScore,
  labelOfTarget,
  nameOfClass,
  subtitleOfAttribution,
  titleOfAttribution,
  titleOfMethod,
} from './explanation/describe.js';
export { describeMap } from './explanation/describe-map.js';
export { findExplainable } from './explanation/explainable.js';
export type { Explainable } from './explanation/explainable.js';
export { topClasses } from './explanation/top-classes.js';
export { rankCorrelation } from './metrics/rank-correlation.js';
export { relativeL2 } from './metrics/relative-l2.js';
export { likenessOf, similarityOf } from './metrics/similarity.js';
export type { Likeness, Similarity } from './metrics/similarity.js';
export { ssim } from './metrics/ssim.js';
export type { SsimOptions } from './metrics/ssim.js';
export { arrayInput, floatsOf } from './request/array-input.js';
export { filledShape, inputToExplain, pictureShape } from './request/explained-input.js';
export type { DeclaredInput } from './request/explained-input.js';
export { isArrayFile, kebabCase, parseMethodOption } from './request/method-option.js';
export { readOptionArrays } from './request/option-arrays.js';
export { parsePreprocessing } from './request/preprocessing.js';
export { checkTargets, labelledTargets, positionsOfScores } from './request/targets.js';
export { parseChoice, parseFraction, parseNumber, parseNumbers } from './request/values.js';
export type { NumberRule } from './request/values.js';
export { createRecipe } from './recipe.js';
export type {
  Recipe,
  RecipeFile,
  RecipeInput,
  RecipeModel,
  RecipeParts,
  RecipePreprocessing,
  RecipeTarget,
  ScoredClass,
  TopClasses,
} from './recipe.js';
export { toInput } from './preprocess/apply.js';
export type { PreparedInput, View } from './preprocess/apply.js';
export { describePreprocessing } from './preprocess/describe.js';
export { findPreprocessing } from './preprocess/find.js';
export type { FoundPreprocessing } from './preprocess/find.js';
export { outputSize } from './preprocess/fit-network.js';
export { findLabel, parseLabels } from './preprocess/labels.js';
export { optionNames as preprocessingNames } from './preprocess/options.js';
export type { NameOf, PreprocessingOptions } from './preprocess/options.js';
export type { Channels, Crop, Preprocessing, PreprocessingPieces, Resize, Size } from './preprocess/preprocessing.js';
export { pixelRange } from './preprocess/pixel-range.js';
export type { PixelRange } from './preprocess/pixel-range.js';
export { presetNames } from './preprocess/presets.js';
export type { PresetName } from './preprocess/presets.js';
export { toPicture } from './preprocess/to-picture.js';
export { likelySidecars, readSidecars } from './preprocess/sidecars/read-sidecars.js';
export type { SidecarFolder } from './preprocess/sidecars/read-sidecars.js';
export type { PreprocessingClues } from './preprocess/sidecars/finding.js';
export { filters } from './image/filters.js';
export type { Filter } from './image/filters.js';
export type { Pixels, RgbPixels } from './image/pixels.js';
export { resize } from './image/resize.js';
export { upsample, upsamplings } from './image/upsample.js';
export type { Upsampling } from './image/upsample.js';
export { readNpy, writeNpy } from './npy.js';
export type { NpyArray, NpyDType } from './npy.js';
export { renderBars } from './render/bars.js';
export type { BarChart } from './render/bars.js';
export { colormap, colormapNames } from './render/colormaps.js';
export type { Colormap, ColormapKind, ColormapName } from './render/colormaps.js';
export { renderFeatureMaps } from './render/feature-maps.js';
export type { FeatureMapSheet, RenderedFeatureMaps } from './render/feature-maps.js';
export { renderComparison } from './render/comparison.js';
export type { ComparisonFigure, RenderedComparison } from './render/comparison.js';
export { renderExplanation } from './render/figure.js';
export type { ExplanationFigure, Panel, RenderedExplanation } from './render/figure.js';
export { formatNumber } from './render/format.js';
export { heatmap } from './render/heatmap.js';
export type { Coloring } from './render/heatmap.js';
export type { Image } from './render/image.js';
export { overlay } from './render/overlay.js';
export type { OverlayOptions } from './render/overlay.js';
export { reduceChannels } from './render/reduce.js';
export type { ChannelReduction, MapTensor } from './render/reduce.js';
export { chooseScale, fixedScale, scaleEnds, widestScale } from './render/scale.js';
export type { Scale, ScaleOptions, ScaleRecord } from './render/scale.js';
