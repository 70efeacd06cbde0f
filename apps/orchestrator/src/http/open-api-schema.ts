import type { ApiResponseOptions } from '@nestjs/swagger';
import { z } from 'zod';

type SchemaObject = NonNullable<Extract<ApiResponseOptions, { schema: unknown }>['schema']>;

/**
 * The JSON Schema of a contract, as OpenAPI 3.1 has it. Tuples are lists of a length, and branches
 * may overlap (a field that tells them apart may have a default): many clients know no more.
 */
export function openApiSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): SchemaObject {
  const json: Record<string, unknown> = z.toJSONSchema(schema, { io, override: simplify });
  delete json['$schema'];
  return json as SchemaObject;
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
