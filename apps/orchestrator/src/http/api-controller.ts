import { applyDecorators, Controller, HttpCode } from '@nestjs/common';
import { ApiBody, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { openApiSchema } from './open-api.js';

/** A controller of the API: below `api/v1`, behind the token, described under a tag. */
export function ApiController(tag: string, ...paths: readonly string[]): ClassDecorator {
  const whole = paths.length === 0 ? 'api/v1' : paths.map((path) => `api/v1/${path}`);
  return applyDecorators(ApiTags(tag), Controller(whole));
}

/** The body that a method takes. The method parses it: the framework checks nothing. */
export function Takes(schema: z.ZodType): MethodDecorator {
  return ApiBody({ schema: openApiSchema(schema, 'input') });
}

/** What a method answers, and with which status. */
export function Answers(status: 200 | 201 | 202, schema: z.ZodType): MethodDecorator {
  return applyDecorators(HttpCode(status), ApiResponse({ status, schema: openApiSchema(schema) }));
}
