import type { INestApplication } from '@nestjs/common';
import {
  DocumentBuilder,
  SwaggerModule,
  type ApiResponseOptions,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { z } from 'zod';

type SchemaObject = NonNullable<Extract<ApiResponseOptions, { schema: unknown }>['schema']>;

/** The JSON Schema of a contract, for the OpenAPI document. */
export function openApiSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): SchemaObject {
  const json: Record<string, unknown> = z.toJSONSchema(schema, { io, target: 'openapi-3.0' });
  delete json['$schema'];
  return json as SchemaObject;
}

/** What the API is, for people and for what generates clients. */
export function describeApi(app: INestApplication, basePath: string): OpenAPIObject {
  const description = new DocumentBuilder()
    .setTitle('crossfold')
    .setDescription('Cross-validated training studies. Errors are problem documents (RFC 9457).')
    .setVersion('1')
    .addServer(basePath || '/')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, description);
  for (const [path, item] of Object.entries(document.paths)) {
    const parameters = pathParameters(path);
    if (parameters.length > 0) item.parameters = parameters;
  }
  return document;
}

/** The framework would take them from the types of methods, which are gone when it runs. */
function pathParameters(path: string) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    ...{ name, in: 'path' as const, required: true },
    schema: { type: 'string' as const },
  }));
}
