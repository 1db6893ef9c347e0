import type { Explainable } from '@pellucid/core';
import type { OperatorSupport } from '@pellucid/backend-ort';
import { catalog } from '@pellucid/core';
import type { Colors } from '../terminal/messages.js';
import { table, wrap } from '../terminal/table.js';
import type { FileTensor } from '../model/network-file.js';
import type { Inspection } from './inspect-model.js';

const width = 110;

/** The inspection as lines for people. */
export function printInspection(inspection: Inspection, colors: Colors): string[] {
  const { inputs, outputs, noRuntime, layers, operators, explainable } = inspection;
  return [
    colors.bold(inspection.file),
    ...section(colors, 'file', [summary(inspection)]),
    ...section(colors, 'inputs', tensors(inputs)),
    ...section(colors, 'outputs', tensors(outputs)),
    ...section(colors, 'pictures', pictures(inspection)),
    ...section(colors, 'labels', [labels(inspection)]),
    ...section(colors, 'runs on', noRuntime === null ? runtime(inspection) : [`nothing: ${noRuntime}`]),
    ...(explainable ? section(colors, 'explained', explained(explainable)) : []),
    '',
    colors.dim(`layers (${layers.length})`),
    ...layerTable(inspection, colors),
    ...(operators
      ? ['', colors.dim('operators, and whether gradients pass them'), ...operatorTable(operators, colors)]
      : []),
  ];
}

/** Lines behind a heading in the margin. */
function section(colors: Colors, heading: string, texts: readonly string[]): string[] {
  const lines = texts.flatMap((text) => wrap(text, width - 14, '  '));
  return lines.map((line, i) => `  ${colors.dim((i === 0 ? heading : '').padEnd(10))}${line}`);
}

const formats: Readonly<Record<Inspection['format'], string>> = {
  onnx: 'ONNX',
  'layers-model': 'TensorFlow.js LayersModel',
  'graph-model': 'TensorFlow.js GraphModel',
};

function summary({ format, bytes, producer, opset, otherOpsets, parameters, sha256 }: Inspection): string {
  const others = Object.entries(otherOpsets).map(([domain, version]) => `${domain} ${version}`);
  const parts = [
    `${formats[format]}${opset === null ? '' : ` opset ${opset}`}${others.length > 0 ? ` (and ${others.join(', ')})` : ''}`,
    producer && `made by ${producer}`,
    parameters > 0 && `${parameters.toLocaleString('en')} parameters`,
    `${(bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1)} MB`,
    `sha256 ${sha256.slice(0, 12)}`,
  ];
  return parts.filter(Boolean).join(', ');
}

function tensors(specs: readonly FileTensor[]): string[] {
  if (specs.length === 0) return ['none'];
  return table(
    [{ title: '' }, { title: '' }, { title: '' }, { title: '' }],
    specs.map((spec) => [spec.name, spec.dtype, shapeOf(spec), spec.layout ?? '']),
  );
}

function shapeOf({ shape }: FileTensor): string {
  return shape ? `[${shape.map((side, axis) => side ?? (axis === 0 ? 'N' : '?')).join(', ')}]` : '(unknown rank)';
}

function pictures({ preprocessing, noPictures }: Inspection): string[] {
  if (!preprocessing) return [`none: ${noPictures}`];
  const sources = [...new Set(Object.values(preprocessing.source))];
  return [
    `${preprocessing.description} [${sources.join(', ')}]`,
    ...preprocessing.warnings.map((warning) => `note: ${warning}`),
  ];
}

function labels({ labels: found }: Inspection): string {
  if (!found) return 'none found; name them with --labels FILE';
  const more = found.count > found.first.length ? ', ...' : '';
  return `${found.count}, from ${found.source}: ${found.first.join(', ')}${more}`;
}

function runtime({ runtime: info, notes }: Inspection): string[] {
  return [`${info!.name} ${info!.version}, ${info!.engine}`, ...info!.fallbacks, ...notes];
}

function explained({ scores, featureLayer, methods, reasons }: Explainable): string[] {
  const others = catalog.map(({ id }) => id).filter((id) => !methods.includes(id));
  if (!scores) return [`nothing: ${reasons.join(' ')}`];
  const squashed = scores.squashing ? `before the final ${scores.squashing}` : 'no softmax or sigmoid behind it';
  return [
    `scores: output '${scores.output}'; its logits are '${scores.logits}' (${squashed})`,
    featureLayer ? `feature layer: '${featureLayer.name}', ${featureLayer.reason}` : 'feature layer: none',
    `methods that work: ${methods.join(', ') || 'none'}`,
    ...(others.length > 0 ? [`methods that do not: ${others.join(', ')}`] : []),
    ...reasons.map((reason) => `why not: ${reason}`),
  ];
}

function layerTable({ layers, explainable }: Inspection, colors: Colors): string[] {
  const special = new Map([
    [explainable?.featureLayer?.name, 'feature layer'],
    [explainable?.scores?.logits, 'logits'],
  ]);
  const rows = layers.map((layer) => [
    layer.name,
    layer.op,
    layer.kind === 'other' ? '' : (layer.kind ?? ''),
    shapeOf(layer) + (layer.layout === 'nhwc' ? ' (nhwc)' : ''),
    colors.green(special.get(layer.name) ?? ''),
  ]);
  return table(
    [{ title: '  name' }, { title: 'operator' }, { title: 'kind' }, { title: 'shape' }, { title: '' }],
    rows.map(([name, ...rest]) => [`  ${name}`, ...rest]),
    colors.dim,
  );
}

function operatorTable(operators: readonly OperatorSupport[], colors: Colors): string[] {
  const rows = operators.map(({ op, domain, state, reason, count, onPath }) => {
    const blocks = state === 'unsupported' && onPath > 0;
    const says = state === 'rule' ? 'yes' : state === 'zero' ? 'zero' : 'no';
    return [
      `  ${domain ? `${domain}.` : ''}${op}`,
      String(count),
      String(onPath),
      blocks ? colors.red(says) : says,
      reason ?? '',
    ];
  });
  const columns = [
    { title: '  operator' },
    { title: 'nodes', align: 'right' as const },
    { title: 'on the path', align: 'right' as const },
    { title: 'gradient' },
    { title: '' },
  ];
  return table(columns, rows, colors.dim);
}
