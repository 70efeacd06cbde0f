import type { SchemaNode } from '../api/schema-node.js';

/** All that may stand at a path; `*` is an entry of a list. */
export function nodesAt(schema: SchemaNode, path: readonly string[]): readonly SchemaNode[] {
  return path.reduce(
    (nodes, step) => nodes.flatMap((node) => stepInto(node, step)).flatMap(branches),
    branches(schema),
  );
}

function stepInto(node: SchemaNode, step: string): readonly SchemaNode[] {
  if (step === '*') return node.items ? [node.items] : [];
  const own = Object.hasOwn(node.properties ?? {}, step) ? node.properties?.[step] : undefined;
  if (own) return [own];
  return typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
}

/** A node and what it may be instead; the description of the whole is that of each part without one. */
export function branches(node: SchemaNode): readonly SchemaNode[] {
  const { description } = node;
  const parts = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
  const named = parts.map((part) => (description === undefined ? part : { description, ...part }));
  return [node, ...named.flatMap(branches)];
}
