import { z } from 'zod';
import { contentHash } from '../hash.js';

const labelNameSchema = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9._-]{0,62}$/, 'expected a name of letters, digits, ".", "_" and "-"');
const maxLabels = 16;

/** What a worker says of its machine: `{ gpu: 'nvidia-h100-80gb-hbm3', memoryGb: 80 }`. */
export const labelsSchema = z
  .record(labelNameSchema, z.union([z.string().min(1).max(100), z.number().min(0)]))
  .refine((labels) => Object.keys(labels).length <= maxLabels, `expected at most ${maxLabels}`);
export type Labels = Readonly<z.infer<typeof labelsSchema>>;

/** What a study wants of the machines of its trials: `{ gpu: 'h100', memoryGb: 40 }`. */
export const requirementsSchema = labelsSchema;
export type Requirements = Labels;

/**
 * Whether labels meet what is required: a number at least, a text as a whole or as one of the words that
 * the label is made of, in upper or lower case.
 */
export function meetsRequirements(labels: Labels, requires: Requirements = {}): boolean {
  return Object.entries(requires).every(([name, wanted]) => {
    const label = Object.hasOwn(labels, name) ? labels[name] : undefined;
    if (label === undefined) return false;
    if (typeof wanted === 'number') return Number(label) >= wanted;
    const [text, asked] = [String(label).toLowerCase(), wanted.toLowerCase()];
    return text === asked || text.split(/[^a-z0-9]+/).includes(asked);
  });
}

/** Such as `gpu h100, memoryGb ≥ 40`. */
export function requirementsText(requires: Requirements): string {
  return Object.entries(requires)
    .map(([name, wanted]) => `${name} ${typeof wanted === 'number' ? '≥ ' : ''}${wanted}`)
    .join(', ');
}

/**
 * The queue that workers with these labels take trials from: all with the same labels share one, and
 * those without any the plain one.
 */
export function queueNameFor(plainName: string, labels: Labels): string {
  if (Object.keys(labels).length === 0) return plainName;
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${plainName}-${contentHash(sorted).slice(0, 12)}`;
}

/**
 * Labels as an environment gives them: `gpu=h100,memoryGb=80`. What reads as a number is one.
 *
 * @returns what is wrong with them in place of labels
 */
export function parseLabels(text: string): Labels | string {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map((entry): [string, string | number] => {
      const [name = '', ...rest] = entry.split('=');
      const value = rest.join('=').trim();
      return [name.trim(), value !== '' && Number.isFinite(Number(value)) ? Number(value) : value];
    });
  const isNamed = entries.every(([name, value]) => {
    return labelNameSchema.safeParse(name).success && value !== '';
  });
  const { data } = labelsSchema.safeParse(Object.fromEntries(entries));
  if (isNamed && data) return data;
  return 'expected NAME=VALUE with "," between them, such as gpu=h100,memoryGb=80';
}
