import type { INestApplication } from '@nestjs/common';
import { sentImageBytes } from '@crossfold/contracts';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { needExtension, type Need } from '../guard/needs.js';
import { isSafeMethod } from '../guard/safe-method.js';
import type { OrchestratorConfig } from '../process/config.js';
import { problemResponses, problemsOf } from './documented-problems.js';
import { bodyLimitsMiB, maxStreams, maxStreamsOfClient } from './limits.js';
import { namedComponents } from './open-api-schema.js';
import { pathParameters } from './path-parameters.js';
import { sharedSchemas } from './shared-schemas.js';

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

const about = `Cross-validated training studies.

Errors are problem documents (RFC 9457). Lists are pages: \`next\` of a page is \`after\` of the one
that follows, up to 1000 items each. Each unsafe request carries JSON; If-Match and
If-Unmodified-Since are refused: a request that is sent twice does nothing twice, and those
that make studies, predictions and tokens take an Idempotency-Key. Answers have an ETag, and If-None-Match gives
304. HEAD is there wherever GET is. Nothing is granted to pages of other origins. X-Request-Id of an
answer is that of its request, or a new one, and stands in the log of the orchestrator.

Limits: bodies of ${bodyLimitsMiB.other} MiB (${bodyLimitsMiB.foldPlan} MiB for a fold plan,
${bodyLimitsMiB.predictions} MiB for images to predict), ${maxStreams} open streams of events, ${maxStreamsOfClient} of one client, files of images of
${sentImageBytes / 2 ** 20} MiB, 500 reads and 100 writes a second of one client unless the orchestrator is set up otherwise; an
address that sends wrong tokens has to wait.

The page, this description and /health are open to everybody; all else asks for a token, where the
orchestrator asks for any. \`${needExtension}\` of an operation is the permission that it needs; roles
have permissions. What is of projects that a token is not of is not there for it: 404.`;

/** What the API is, for people and for what generates clients. */
export function describeApi(
  app: INestApplication,
  { basePath, apiToken, oidc }: Pick<OrchestratorConfig, 'basePath' | 'apiToken' | 'oidc'>,
): OpenAPIObject {
  const asksForTokens = apiToken !== null || oidc !== null;
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('crossfold')
    .setDescription(about)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(basePath || '/')
    .addSecurity('token', { type: 'http', scheme: 'bearer' })
    .addSecurity('session', { type: 'apiKey', in: 'cookie', name: 'crossfold-session' })
    .build();
  const document = SwaggerModule.createDocument(app, description);
  document.tags = tagsOf(document);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...sharedSchemas, ...namedComponents() },
    responses: problemResponses(),
  };
  for (const [path, item] of Object.entries(document.paths)) {
    const parameters = pathParameters(path);
    if (parameters.length > 0) item.parameters = parameters;
    for (const method of methods) {
      const operation = item[method];
      if (!operation) continue;
      const isGuarded = needOfOperation(operation, `${method} ${path}`) !== 'nothing';
      const traits = {
        isUnsafe: !isSafeMethod(method.toUpperCase()),
        isGuarded: isGuarded || path.startsWith('/api/v1/'),
        hasParameters: parameters.length > 0,
        isStream: path.endsWith('/events'),
      };
      operation.operationId = operationId(path, operation.operationId ?? '', operation.tags);
      // Every answer but a stream has an ETag.
      const isCacheable = method === 'get' && '200' in operation.responses && !traits.isStream;
      operation.responses = {
        ...problemsOf(traits),
        ...(isCacheable && { 304: unchanged }),
        ...operation.responses,
      };
      operation.security = isGuarded && asksForTokens ? [{ token: [] }, { session: [] }] : [];
    }
  }
  return document;
}

const unchanged = { description: 'If-None-Match has the ETag of this answer.' };

/**
 * What an operation needs of who sends it.
 *
 * @throws Error where it does not say: nobody may forget to decide it
 */
export function needOfOperation(operation: object, what: string): Need {
  const need = (operation as { [needExtension]?: Need })[needExtension];
  if (need !== undefined) return need;
  throw new Error(`expected @Needs beside @Operation of ${what}, got none`);
}

/** A command is one of a study, or of a trial: of a method with two paths. */
function operationId(path: string, given: string, tags: readonly string[] = []): string {
  if (!tags.includes('control')) return given;
  return `${given}${path.includes('{trialId}') ? 'Trial' : 'Study'}`;
}

const tagDescriptions: Readonly<Record<string, string>> = {
  studies: 'What is submitted, how far it is, and what came out.',
  trials: 'What a single trial came to.',
  tables: 'What a study came to, for data frames.',
  control: 'What is wanted of a study or of a single trial.',
  'cross-evaluations': 'The models of a study on another data set.',
  explanations: 'Where the models of a study look.',
  predictions: 'Images that are sent, predicted by the models of a study; for research only.',
  queue: 'What waits and why; and the queue rebuilt from the store.',
  workers: 'Which are connected, and what they do.',
  fleet: 'How the workers are shared, and when studies end.',
  comparisons: 'Variants of any studies beside each other.',
  presets: 'Study files to begin with.',
  events: 'What happens, as it happens.',
  'data sets': 'Data sets, their fold plans, and the schema of study files.',
  access: 'Who one is, and tokens for others.',
  health: 'For load balancers and for monitoring.',
};

function tagsOf({ paths }: OpenAPIObject): { name: string; description: string }[] {
  const operations = Object.values(paths).flatMap((item) => methods.map((method) => item[method]));
  const names = new Set(operations.flatMap((operation) => operation?.tags ?? []));
  return [...names].map((name) => ({ name, description: tagDescriptions[name] ?? '' }));
}
