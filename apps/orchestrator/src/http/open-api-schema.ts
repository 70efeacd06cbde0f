import type { ApiResponseOptions } from '@nestjs/swagger';
import { z } from 'zod';
import { nameSchemas } from './named-schemas.js';

type SchemaObject = NonNullable<Extract<ApiResponseOptions, { schema: unknown }>['schema']>;

/**
 * The JSON Schema of a contract, as OpenAPI 3.1 has it. Tuples are lists of a length, and branches
 * may overlap (a field that tells them apart may have a default): many clients know no more.
 */
export function openApiSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): SchemaObject {
  const { $defs = {}, ...json }: Record<string, unknown> = z.toJSONSchema(schema, {
    io,
    override: simplify,
  });
  delete json['$schema'];
  for (const [name, definition] of Object.entries($defs as Record<string, object>)) {
    if (io === 'input') throw new Error(`expected ${name} in answers alone, got it in a request`);
    components.set(name, toComponents(definition));
  }
  return toComponents(json);
}

/** The schemas with a name that answers have so far, for `components.schemas`. */
export function namedComponents(): Record<string, SchemaObject> {
  return Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1)));
}

nameSchemas();
const components = new Map<string, SchemaObject>();

/** With references to where OpenAPI has what is named. */
function toComponents(json: object): SchemaObject {
  const text = JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(text) as SchemaObject;
}

function simplify({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const { prefixItems, oneOf } = jsonSchema;
  if (oneOf) {
    jsonSchema.anyOf = oneOf;
    delete jsonSchema.oneOf;
  }
  if (prefixItems) {
    const kinds = new Map(prefixItems.map((item) => [JSON.stringify(item), item]));
    const [first = {}, ...others] = kinds.values();
    jsonSchema.items = (others.length === 0 ? first : { anyOf: [first, ...others] }) as never;
    jsonSchema.minItems = prefixItems.length;
    jsonSchema.maxItems = prefixItems.length;
    delete jsonSchema.prefixItems;
  }
}
