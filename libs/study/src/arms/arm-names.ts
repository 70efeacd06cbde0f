import { components, contentHash, type ComponentName } from '@crossfold/contracts';
import type { Combination, Setting } from './combinations.js';

/*
 * Names of arms that designs make: readable, and the same whatever else the file says. A name is
 * safe in paths, URLs and shells (`nameSchema`); parts are joined by `_`, which no part begins with.
 */

const [longestName, hashDigits] = [63, 8];

export function nameWithout(...removed: readonly ComponentName[]): string {
  return removed.map((component) => `no-${kebabCase(component)}`).join('_');
}

export function nameOnly(component: ComponentName): string {
  return `only-${kebabCase(component)}`;
}

/**
 * Names of the combinations of one design, such as `no-dropout_batch-size-16`. Where two would be
 * the same, or one too long, the hash of the combination is part of it.
 */
export function nameCombinations(
  combinations: readonly Combination[],
  fields: readonly string[],
): string[] {
  const labels = labelFields(fields);
  const plain = combinations.map(({ removed, settings }) =>
    [
      ...removed.map((component) => nameWithout(component)),
      ...settings.map((setting) => `${kebabCase(labelOf(labels, setting))}-${valueName(setting)}`),
    ].join('_'),
  );
  const counts = new Map<string, number>();
  for (const name of plain) counts.set(name, (counts.get(name) ?? 0) + 1);
  return plain.map((name, at) => {
    if (name.length <= longestName && counts.get(name) === 1) return name;
    const { removed, settings } = combinations[at] as Combination;
    const content = [removed, settings.map(({ field, value }) => [field, value])];
    const hash = contentHash(content).slice(0, hashDigits);
    const start = name.slice(0, longestName - hashDigits - 1).replace(/[._-]+$/, '');
    return `${start}-${hash}`;
  });
}

/** Such as `no dropout, batchSize 16`. */
export function titleOf({ removed, settings }: Combination, fields: readonly string[]): string {
  const labels = labelFields(fields);
  const set = settings.map((setting) => `${labelOf(labels, setting)} ${valueTitle(setting.value)}`);
  return [...removed.map((component) => components[component].title), ...set].join(', ');
}

/** The last part of each field, or as many as tell it from the others: `batchSize`, `loss`. */
function labelFields(fields: readonly string[]): ReadonlyMap<string, string> {
  const parts = new Map(fields.map((field) => [field, partsOf(field)]));
  const ending = (field: string, count: number) => (parts.get(field) ?? []).slice(-count).join('.');
  return new Map(
    fields.map((field) => {
      const most = parts.get(field)?.length ?? 1;
      let count = 1;
      const isShared = () =>
        fields.some((other) => other !== field && ending(other, count) === ending(field, count));
      while (count < most && isShared()) count += 1;
      return [field, ending(field, count)];
    }),
  );
}

/** What is chosen by `name` or `from` goes by the group that it is chosen for. */
function partsOf(field: string): string[] {
  const parts = field.split('.');
  const isTag = parts.length > 1 && ['name', 'from'].includes(parts.at(-1) ?? '');
  return isTag ? parts.slice(0, -1) : parts;
}

function labelOf(labels: ReadonlyMap<string, string>, { field }: Setting): string {
  return labels.get(field) ?? field;
}

function valueName({ value, index }: Setting): string {
  return plainName(value) ?? taggedName(value) ?? `v${index + 1}`;
}

function plainName(value: unknown): string | null {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') return String(value).replace('+', '');
  if (typeof value === 'string') return wordName(value);
  if (!Array.isArray(value)) return null;
  if (value.length === 0) return 'none';
  const entries = value.map(plainName);
  return entries.every((entry) => entry !== null) ? entries.join('-') : null;
}

function taggedName(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const { name, from } = value as { readonly name?: unknown; readonly from?: unknown };
  const tag = name ?? from;
  return typeof tag === 'string' ? wordName(tag) : null;
}

function wordName(text: string): string | null {
  const name = kebabCase(text)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? null : name;
}

function valueTitle(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `stages[0].learningRate` is `stages-0-learning-rate`. */
function kebabCase(text: string): string {
  return text
    .replace(/\[(\d+)\]/g, '-$1')
    .replaceAll('.', '-')
    .replace(/[A-Z]/g, (letter, at: number) => `${at > 0 ? '-' : ''}${letter.toLowerCase()}`);
}
