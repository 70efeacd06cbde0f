import { studyJsonSchema } from '@crossfold/contracts';
import { stringify } from 'yaml';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/**
 * A study file out of what was submitted: the same values, in the order of the documentation. The
 * record of a study has neither its comments nor the order of its keys.
 */
export function specText(spec: unknown): string {
  return stringify(inOrder(spec, studyJsonSchema() as SchemaNode), { lineWidth: 100 });
}

function inOrder(value: unknown, schema: SchemaNode | undefined): unknown {
  if (Array.isArray(value)) {
    const items = branchesOf(schema).find((branch) => branch.items)?.items;
    return value.map((entry) => inOrder(entry, items));
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  const known = Object.assign(
    {},
    ...branchesOf(schema).map((node) => node.properties ?? {}),
  ) as Record<string, SchemaNode>;
  const keys = new Set([...Object.keys(known), ...Object.keys(fields)]);
  const ordered = [...keys].filter((key) => Object.hasOwn(fields, key));
  return Object.fromEntries(ordered.map((key) => [key, inOrder(fields[key], known[key])]));
}

function branchesOf(schema: SchemaNode | undefined): SchemaNode[] {
  if (!schema) return [];
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [schema, ...inner.flatMap(branchesOf)];
}
