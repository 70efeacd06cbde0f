import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, shownValue, tidied } from '@crossfold/contracts';
import { z } from 'zod';
import type { FileStoreSettings } from './file-store.js';
import { assertKey } from './keys.js';
import type { S3StoreSettings } from './s3-settings.js';

/** Where the store is. Credentials are no part of it, so that it can be logged and handed on. */
export type StoreSettings = FileStoreSettings | S3StoreSettings;

type Environment = Readonly<Record<string, string | undefined>>;

const urlForms = 'file:///FOLDER or s3://BUCKET/PREFIX';
const bucketSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected 3 to 63 of a-z, 0-9, "." and "-"');

const environmentSchema = z.object({
  CROSSFOLD_STORE: z
    .string()
    .regex(/^(file|s3):\/\//, `expected ${urlForms}`)
    .optional(),
  S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'expected http(s)://HOST:PORT' }).optional(),
  S3_BUCKET: bucketSchema.optional(),
  S3_REGION: z.string().optional(),
  AWS_REGION: z.string().optional(),
  S3_FORCE_PATH_STYLE: z.enum(['true', 'false'], 'expected true or false').optional(),
  S3_SILENCE_SECONDS: z.coerce
    .number('expected a number of seconds')
    .min(1, 'expected at least 1')
    .max(3600, 'expected at most 3600')
    .optional(),
});
type Variables = z.infer<typeof environmentSchema>;
type Name = keyof Variables;

/** Takes a problem of one variable: what was expected, and what is there. */
type Report = (name: Name, expected: string, got: string | undefined) => void;

/**
 * Reads `CROSSFOLD_STORE` (`file:///FOLDER` or `s3://BUCKET/PREFIX`) and, for S3, `S3_ENDPOINT`,
 * `S3_BUCKET` (for the bucket in the address, or the whole of it), `S3_REGION` or `AWS_REGION`
 * (us-east-1 where an endpoint is given), `S3_FORCE_PATH_STYLE` (true where one is given), and
 * `S3_SILENCE_SECONDS` (30).
 * An empty variable counts as absent.
 *
 * @throws AppError CONFIG_INVALID with every problem at once
 */
export function parseStoreSettings(given: Environment): StoreSettings {
  const environment = tidied(given);
  const problems: string[] = [];
  const report: Report = (name, expected, got) => {
    problems.push(`${name}: ${expected}, got ${shownValue(name, got)}`);
  };
  const variables = readVariables(environment, report);
  const settings = compileSettings(variables, environment, report);
  if (settings !== null && problems.length === 0) return settings;
  throw new AppError('CONFIG_INVALID', `the store settings have ${problems.length} problem(s)`, {
    problems,
    remedy: `Set CROSSFOLD_STORE to ${urlForms}; for S3 set S3_REGION or S3_ENDPOINT too.`,
  });
}

/** The variables that are right, each judged alone, so that one problem does not hide another. */
function readVariables(environment: Environment, report: Report): Variables {
  const entries = Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const text = environment[name] || undefined;
    const { data, error } = schema.safeParse(text);
    if (error) report(name as Name, error.issues[0]?.message ?? 'expected another value', text);
    return [name, data] as const;
  });
  return Object.fromEntries(entries) as Variables;
}

function compileSettings(
  variables: Variables,
  environment: Environment,
  report: Report,
): StoreSettings | null {
  const url = variables.CROSSFOLD_STORE;
  if (url?.startsWith('file:')) return compileFile(url, report);
  const isS3 = url !== undefined || (!environment['CROSSFOLD_STORE'] && environment['S3_BUCKET']);
  if (isS3) return compileS3(url ?? 's3://', variables, environment, report);
  if (!environment['CROSSFOLD_STORE']) report('CROSSFOLD_STORE', `expected ${urlForms}`, undefined);
  return null;
}

function compileFile(url: string, report: Report): FileStoreSettings | null {
  const encoded = encodeSpecial(url);
  if (encoded !== url) {
    const expected = `expected "#", "?" and "%" of a folder's name as in ${encoded}`;
    report('CROSSFOLD_STORE', expected, url);
    return null;
  }
  try {
    return { kind: 'file', dir: resolve(fileURLToPath(url)) };
  } catch {
    report('CROSSFOLD_STORE', 'expected an absolute folder after file://', url);
    return null;
  }
}

/** What begins a fragment, a query or an escape would be cut off from the folder, or changed in it. */
function encodeSpecial(url: string): string {
  const escapes = { '#': '%23', '?': '%3F' } as const;
  return url
    .replace(/%(?![0-9a-f]{2})/gi, '%25')
    .replace(/[#?]/g, (mark) => escapes[mark as keyof typeof escapes]);
}

function compileS3(
  url: string,
  variables: Variables,
  environment: Environment,
  report: Report,
): S3StoreSettings {
  const { S3_ENDPOINT: endpoint, S3_FORCE_PATH_STYLE: pathStyle } = variables;
  const [, named = '', prefix = ''] = /^s3:\/\/([^/]*)\/?(.*?)\/*$/.exec(url) ?? [];
  const region = variables.S3_REGION ?? variables.AWS_REGION;
  if (region === undefined && !environment['S3_ENDPOINT']) {
    report('S3_REGION', 'expected the region of the bucket', undefined);
  }
  if (prefix !== '') assertPrefixFits(prefix, url, report);
  const bucket = chooseBucket(named, url, environment, report);
  const silence = variables.S3_SILENCE_SECONDS;
  if (endpoint !== undefined) assertWithoutBucket(endpoint, bucket, report);
  return {
    kind: 's3',
    bucket,
    region: region ?? 'us-east-1',
    forcePathStyle: pathStyle === undefined ? endpoint !== undefined : pathStyle === 'true',
    ...(endpoint !== undefined && { endpoint }),
    ...(prefix !== '' && { prefix }),
    ...(silence !== undefined && { silenceTimeoutMs: 1000 * silence }),
  };
}

/** Consoles show the address of a bucket as often as that of the server. */
function assertWithoutBucket(endpoint: string, bucket: string, report: Report): void {
  const url = new URL(endpoint);
  const path = url.pathname.replace(/\/+$/, '');
  const inPath = path.endsWith(`/${bucket}`);
  const inHost = url.hostname.startsWith(`${bucket}.`);
  if (!inPath && !inHost) return;
  if (inPath) url.pathname = path.slice(0, -bucket.length - 1);
  else url.hostname = url.hostname.slice(bucket.length + 1);
  const server = url.href.replace(/\/$/, '');
  const expected = `expected the server without the bucket ${bucket}, as ${server}`;
  report('S3_ENDPOINT', expected, endpoint);
}

function chooseBucket(
  named: string,
  url: string,
  environment: Environment,
  report: Report,
): string {
  const other = environment['S3_BUCKET'] || undefined;
  if (named === '' && other === undefined) {
    report('CROSSFOLD_STORE', 'expected a bucket in s3://BUCKET/PREFIX or in S3_BUCKET', url);
  }
  if (named !== '' && other !== undefined && other !== named) {
    report('S3_BUCKET', `expected the bucket of CROSSFOLD_STORE (${named}) or none`, other);
  }
  const { error } = bucketSchema.safeParse(named);
  if (named !== '' && error) report('CROSSFOLD_STORE', 'expected a bucket of S3 naming', url);
  return named === '' ? (other ?? '') : named;
}

function assertPrefixFits(prefix: string, url: string, report: Report): void {
  try {
    assertKey(prefix);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    report('CROSSFOLD_STORE', `expected a prefix that objects can have (${error.message})`, url);
  }
}
