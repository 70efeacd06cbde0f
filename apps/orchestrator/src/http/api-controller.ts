import { applyDecorators, Controller, HttpCode } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { examplesOf } from './answer-examples.js';
import { openApiSchema } from './open-api-schema.js';

/** A controller of the API: below `api/v1`, behind the token, described under a tag. */
export function ApiController(tag: string, ...paths: readonly string[]): ClassDecorator {
  const whole = paths.length === 0 ? 'api/v1' : paths.map((path) => `api/v1/${path}`);
  return applyDecorators(ApiTags(tag), Controller(whole));
}

/**
 * What a method does.
 *
 * @param operationId which generated clients call it by; one of a study and of a trial gets either
 *   word at its end
 */
export function Operation(operationId: string, summary: string, description = ''): MethodDecorator {
  return ApiOperation({ operationId, summary, ...(description !== '' && { description }) });
}

/** The body that a method takes. The method parses it: the framework checks nothing. */
export function JsonBody(
  schema: z.ZodType | { readonly $ref: string },
  example: unknown,
): MethodDecorator {
  return ApiBody({
    required: true,
    schema: schema instanceof z.ZodType ? openApiSchema(schema, 'input') : schema,
    examples: { example: { value: example } },
  });
}

/** The body of a command that has nothing more to say. */
export const nothingSchema = z.strictObject({});

/**
 * The query that a method takes, and parses.
 *
 * @throws Error for a parameter without a meaning
 */
export function QueryParameters(schema: z.ZodObject): MethodDecorator {
  const { properties = {}, required = [] } = openApiSchema(schema, 'input') as {
    properties?: Record<string, { readonly description?: string }>;
    required?: readonly string[];
  };
  const queries = Object.entries(properties).map(([name, { description, ...described }]) => {
    if (description === undefined) {
      throw new Error(`expected a meaning of the query parameter ${name}, got none: describe() it`);
    }
    return ApiQuery({ name, required: required.includes(name), description, schema: described });
  });
  return applyDecorators(...queries);
}

/**
 * What a method answers, and with which status.
 *
 * @param textTypes media types in which it may be asked for instead
 */
export function JsonResponse(
  status: 200 | 201 | 202,
  schema: z.ZodType,
  description = 'As asked.',
  ...textTypes: readonly string[]
): MethodDecorator {
  const text = { schema: { type: 'string' as const } };
  const content = {
    'application/json': { schema: openApiSchema(schema), ...examplesOf(schema) },
    ...Object.fromEntries(textTypes.map((mediaType) => [mediaType, text])),
  };
  const headers = status === 201 ? { headers: { Location: locationHeader } } : {};
  return applyDecorators(
    HttpCode(status),
    ApiResponse({ status, description, content, ...headers }),
  );
}

/** What a method answers as something else than JSON, and in which media types. */
export function TextResponse(
  description: string,
  ...mediaTypes: readonly string[]
): MethodDecorator {
  const text = { schema: { type: 'string' as const } };
  const content = Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, text]));
  return ApiResponse({ status: 200, description, content });
}

/** What a method answers of which one range of bytes may be asked for, in a media type. */
export function RangedResponse(description: string, mediaType: string): MethodDecorator {
  const content = { [mediaType]: { schema: { type: 'string' as const } } };
  return applyDecorators(
    TextResponse(description, mediaType),
    ApiResponse({
      status: 206,
      description: 'The range of bytes that the header Range asks for.',
      content,
      headers: { 'Content-Range': contentRangeHeader },
    }),
  );
}

/** A request that names the same key once more is answered as the first was. */
export function IdempotencyKeyHeader(): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Any text of one request. Sent again with it, the request makes nothing a second time.',
    schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
  });
}

const contentRangeHeader = {
  description: 'First and last byte, and how many there are: `bytes 0-99/2000`.',
  schema: { type: 'string' as const },
};

const locationHeader = {
  description: 'Path of what was made.',
  schema: { type: 'string' as const },
};
