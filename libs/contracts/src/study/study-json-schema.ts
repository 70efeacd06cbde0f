import { z } from 'zod';
import { variantConfigSchema } from '../variant/variant.js';
import { studyFileSchema } from './staged-file.js';

type JsonSchema = Record<string, unknown>;

/** The JSON Schema of a study file, by which editors complete and check it. */
export function studyJsonSchema(): JsonSchema {
  const schema: JsonSchema = z.toJSONSchema(studyFileSchema, {
    io: 'input',
    override: ({ jsonSchema: { properties } }) => {
      if (properties && 'overrides' in properties) properties['overrides'] = overridesSchema();
    },
  });
  return { title: 'crossfold study', ...schema };
}

/** The JSON Schema of what is to be changed in a study file. */
export function studyChangesJsonSchema(): JsonSchema {
  return {
    ...asOverride(without(studyJsonSchema(), '$schema', 'title')),
    description: 'Laid over the file of the study: objects by key, all else replaced.',
  };
}

/** The contract takes any keys, and checks them once they are laid over the baseline. */
function overridesSchema(): JsonSchema {
  const variant: JsonSchema = z.toJSONSchema(variantConfigSchema, { io: 'input' });
  return {
    ...asOverride(without(variant, '$schema')),
    description: 'Laid over the baseline: objects by key, all else replaced.',
  };
}

/**
 * A schema of what may be laid over a value: no key is needed, none has a default of its own, and a
 * part may fit several branches of a union. Lists are replaced as a whole.
 */
function asOverride(node: JsonSchema): JsonSchema {
  const { anyOf, oneOf, properties } = node;
  const branches = (anyOf ?? oneOf) as readonly JsonSchema[] | undefined;
  return {
    ...without(node, 'required', 'default', 'anyOf', 'oneOf', 'properties'),
    ...(branches && { anyOf: branches.map(asOverride) }),
    ...(properties ? { properties: eachAsOverride(properties) } : {}),
  };
}

function eachAsOverride(properties: object): JsonSchema {
  const entries = Object.entries(properties as Record<string, JsonSchema>);
  return Object.fromEntries(entries.map(([name, node]) => [name, asOverride(node)]));
}

function without(node: JsonSchema, ...keys: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(node).filter(([key]) => !keys.includes(key)));
}
