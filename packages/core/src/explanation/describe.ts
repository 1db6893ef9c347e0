import type { Attribution } from '../attribution.js';
import { catalog } from '../catalog.js';
import type { ResolvedTarget } from '../objective.js';
import type { TopClasses } from '../recipe.js';
import { formatNumber } from '../render/format.js';

/** A class as people read it. */
export function nameOfClass(index: number, labels: readonly string[] | null): string {
  return labels?.[index] ?? `class ${index}`;
}

/** What a target is called; null where it has no name of its own. */
export function labelOfTarget({ target, index }: ResolvedTarget, labels: readonly string[] | null): string | null {
  if (index !== null) return labels?.[index] ?? null;
  const contrast = /^(\d+)-(\d+)$/.exec(target);
  if (!contrast || !labels) return null;
  return `${nameOfClass(Number(contrast[1]), labels)} rather than ${nameOfClass(Number(contrast[2]), labels)}`;
}

/** What is explained, for a title. */
export function titleOfAttribution({ targets, layer }: Attribution, labels: readonly string[] | null): string {
  const [target] = targets;
  if (!target) return layer?.name ?? '';
  const label = labelOfTarget(target, labels);
  if (label !== null) return label;
  return target.index === null ? target.target : nameOfClass(target.index, labels);
}

/** Percent with as many digits as say something: 99.8 %, 0.03 %. */
function percent(part: number): string {
  const value = part * 100;
  const digits = value >= 99.95 || value === 0 ? 0 : value >= 10 ? 1 : value >= 0.995 ? 1 : 2;
  return value > 0 && value < 0.005 ? '< 0.01 %' : `${value.toFixed(digits)} %`;
}

/** A score in the unit that its kind has; probabilities summed over a region can be more than 1. */
export function formatScore(value: number, quantity: TopClasses['quantity'] | ResolvedTarget['quantity']): string {
  const isPart = (quantity === 'probability' || quantity === 'share') && value >= 0 && value <= 1;
  return isPart ? percent(value) : formatNumber(value);
}

/** The method's title in the catalog. */
export function titleOfMethod(id: string): string {
  return catalog.find((method) => method.id === id)?.title ?? id;
}

/** Lines below a title: the method and the score, the layer, and where it is all from. */
export function subtitleOfAttribution(attribution: Attribution, model: string, input: string): string[] {
  const { method, targets, layer } = attribution;
  const [target] = targets;
  const explained = target ? ` of the ${target.quantity} (${formatScore(target.score, target.quantity)})` : '';
  const where = target && layer ? ` at layer ${layer.name}` : '';
  return [`${titleOfMethod(method)}${explained}${where}`, `${model}, ${input}`];
}
