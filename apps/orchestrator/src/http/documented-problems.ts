import { errorKinds, type ErrorCode } from '@crossfold/contracts';
import type { OpenAPIObject } from '@nestjs/swagger';
import { sharedSchema } from './shared-schemas.js';

type Responses = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;
type Headers = Record<string, { description: string; schema: { type: 'string' | 'integer' } }>;

/** What there is to know of a route that decides how a request to it may fail. */
export interface RouteTraits {
  readonly isUnsafe: boolean;
  readonly isGuarded: boolean;
  readonly hasParameters: boolean;
  readonly isStream: boolean;
}

/** Each status of a problem document, and of which routes it is. */
const occurrences = {
  400: { what: 'The path, query, headers or body do not fit what is described.', of: () => true },
  401: { what: 'The token is missing or wrong, or has ended.', of: (route) => route.isGuarded },
  403: {
    what: 'The token may not do it, or a page of another origin sent the request.',
    of: () => true,
  },
  404: {
    what: 'Something that the request names is not there.',
    of: (route) => route.hasParameters || route.isUnsafe || route.isGuarded,
  },
  405: { what: 'The path does not have the method.', of: () => true },
  409: { what: 'The state of things does not allow it.', of: (route) => route.isUnsafe },
  412: { what: 'The request has a condition, which none may have.', of: (route) => route.isUnsafe },
  413: { what: 'The body is too large.', of: (route) => route.isUnsafe },
  415: { what: 'The body is not JSON in UTF-8.', of: (route) => route.isUnsafe },
  421: { what: 'Host is no name of this server.', of: () => true },
  422: {
    what: 'The body is well-formed and cannot be done as it stands.',
    of: (route) => route.isUnsafe,
  },
  429: {
    what: 'Too many wrong tokens came from this address, or too many requests of this client.',
    of: (route) => route.isGuarded,
  },
  500: { what: 'A defect, or a stored object that is damaged.', of: () => true },
  502: { what: 'The object store refused.', of: (route) => route.isGuarded },
  503: {
    what: 'Redis or the store is away, or too many streams are open.',
    of: (route) => route.isGuarded || route.isStream,
  },
} as const satisfies Record<number, { what: string; of: (route: RouteTraits) => boolean }>;

type ProblemStatus = keyof typeof occurrences;
const problemStatuses = Object.keys(occurrences).map(Number) as ProblemStatus[];

/** For `components.responses`, by name. */
export function problemResponses(): Responses {
  const named = problemStatuses.map((status) => [nameOf(status), problemResponse(status)] as const);
  return Object.fromEntries(named);
}

/** References to the problems of a route, by status. */
export function problemsOf(route: RouteTraits): Record<string, { $ref: string }> {
  const statuses = problemStatuses.filter((status) => occurrences[status].of(route));
  const references = statuses.map((status) => [
    String(status),
    { $ref: `#/components/responses/${nameOf(status)}` },
  ]);
  return Object.fromEntries(references) as Record<string, { $ref: string }>;
}

function nameOf(status: ProblemStatus): string {
  return `Problem${status}`;
}

function problemResponse(status: ProblemStatus): Responses[string] {
  const codes = Object.keys(errorKinds) as ErrorCode[];
  const code = codes.find((name) => errorKinds[name].httpStatus === status) ?? 'INTERNAL';
  const { remedy } = errorKinds[code];
  const detail = occurrences[status].what;
  const type = `urn:crossfold:problem:${code}`;
  const value = { type, title: code, status, detail, remedy, problems: [] };
  const schema = sharedSchema('Problem');
  const content = { 'application/problem+json': { schema, examples: { example: { value } } } };
  const headers = headersOf[status];
  return { description: detail, content, ...(headers && { headers }) };
}

const textHeader = (description: string) => ({
  description,
  schema: { type: 'string' as const },
});
const retryAfter = {
  'Retry-After': { description: 'Seconds.', schema: { type: 'integer' as const } },
};

const headersOf: Partial<Record<ProblemStatus, Headers>> = {
  401: { 'WWW-Authenticate': textHeader('The scheme, which is Bearer.') },
  405: { Allow: textHeader('The methods that the path has.') },
  429: retryAfter,
  503: retryAfter,
};
