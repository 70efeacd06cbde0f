import type { ApiResponseOptions } from '@nestjs/swagger';
import { z } from 'zod';

type SchemaObject = NonNullable<Extract<ApiResponseOptions, { schema: unknown }>['schema']>;

/** The JSON Schema of a contract, for the OpenAPI document. */
export function openApiSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): SchemaObject {
  const json: Record<string, unknown> = z.toJSONSchema(schema, { io, target: 'openapi-3.0' });
  delete json['$schema'];
  return json as SchemaObject;
}
