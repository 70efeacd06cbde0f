import type { SchemaNode } from '../api/schema-node.js';
import { branches, nodesAt } from './study-schema.js';
import { placeAt } from './yaml-place.js';

export interface Completion {
  readonly label: string;
  /** What is written in place of the word at the caret. */
  readonly insert: string;
  /** Of what kind its value is, and what it is when left out. */
  readonly detail: string;
  readonly description: string;
}

export interface Completions {
  /** Where the word at the caret begins. */
  readonly from: number;
  readonly options: readonly Completion[];
}

const shownAtMost = 50;

/** Keys or values that a study file may have at the caret. */
export function completionsAt(schema: SchemaNode, text: string, caret: number): Completions {
  const place = placeAt(text, caret);
  if (!place) return { from: caret, options: [] };
  const { path, key, word, from, siblings, indent } = place;
  const nodes = nodesAt(schema, path);
  const options =
    key === null
      ? keysOf(nodes, indent, siblings)
      : key === '*'
        ? [...valuesOf(nodes), ...keysOf(nodes, indent, siblings)]
        : valuesOf(nodesAt(schema, [...path, key]).flatMap(withItems));
  const wanted = word.toLowerCase();
  const fitting = options.filter(({ label }) => label.toLowerCase().includes(wanted));
  const isFirst = ({ label }: Completion) => label.toLowerCase().startsWith(wanted);
  const sorted = fitting.toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)));
  // What is there already is nothing to choose.
  const isWhole = sorted.length === 1 && sorted[0]?.label === word && key !== null;
  return { from, options: isWhole ? [] : sorted.slice(0, shownAtMost) };
}

function keysOf(
  nodes: readonly SchemaNode[],
  indent: number,
  siblings: readonly string[],
): readonly Completion[] {
  const found = new Map<string, Completion>();
  for (const { properties = {} } of nodes) {
    for (const [name, node] of Object.entries(properties)) {
      if (found.has(name) || siblings.includes(name)) continue;
      const own = branches(node);
      const isMapping = own.some((one) => one.properties) && !own.some(({ enum: words }) => words);
      found.set(name, {
        label: name,
        insert: isMapping ? `${name}:\n${' '.repeat(indent + 2)}` : `${name}: `,
        detail: detailOf(node, own),
        description: own.find(({ description }) => description)?.description ?? '',
      });
    }
  }
  return [...found.values()];
}

function valuesOf(nodes: readonly SchemaNode[]): readonly Completion[] {
  const found = new Map<string, Completion>();
  for (const { enum: words, const: only, type, description = '' } of nodes) {
    const values = [
      ...(words ?? []),
      ...(only === undefined ? [] : [only]),
      ...(type === 'boolean' && !words ? [true, false] : []),
      ...(type === 'null' ? [null] : []),
    ];
    for (const value of values) {
      const label = String(value);
      if (!found.has(label)) found.set(label, { label, insert: label, detail: '', description });
    }
  }
  return [...found.values()];
}

/** Values in a list of one line are those of its entries. */
function withItems(node: SchemaNode): readonly SchemaNode[] {
  return node.items ? [node, ...branches(node.items)] : [node];
}

const longestDefault = 40;

function detailOf(node: SchemaNode, own: readonly SchemaNode[]): string {
  const types = new Set(own.flatMap(({ type }) => type ?? []));
  const usual = node.default === undefined ? '' : JSON.stringify(node.default);
  const shown = usual.length > longestDefault || usual === '{}' ? '' : usual;
  return [[...types].join(' or '), shown && `${shown} when left out`].filter(Boolean).join(', ');
}
