import { AppError } from '@crossfold/contracts';

/** Limit of S3, in bytes of UTF-8, for the key with the store's own prefix. */
const maxKeyBytes = 1024;
/** Limit of file systems for one name: file and posix-backed stores keep segments as names. */
const maxSegmentBytes = 255;

/**
 * Refuses keys that some store could not hold, or that would leave the store's folder.
 *
 * @throws AppError REQUEST_INVALID naming the rule
 */
export function assertKey(key: string): void {
  if (key === '') refuse('key', key, 'at least one character');
  if (key.endsWith('/')) refuse('key', key, 'no slash at the end');
  assertText('key', key);
}

/**
 * The beginning of keys: the rules of keys, but it may be empty or end in a slash.
 *
 * @throws AppError REQUEST_INVALID naming the rule
 */
export function assertPrefix(prefix: string): void {
  if (prefix !== '') assertText('prefix', prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);
}

/** Order of keys in every listing: that of their UTF-8 bytes, as S3 has it. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function assertText(what: string, text: string): void {
  const bytes = Buffer.from(text);
  if (bytes.length > maxKeyBytes) refuse(what, text, `at most ${maxKeyBytes} bytes`);
  if (bytes.toString() !== text) refuse(what, text, 'well-formed Unicode');
  if (text.includes('\\')) refuse(what, text, 'no backslash');
  // Listings travel as XML, which cannot hold control characters.
  if (/\p{Cc}/u.test(text)) refuse(what, text, 'no control character');
  for (const segment of text.split('/')) assertSegment(what, text, segment);
}

function assertSegment(what: string, text: string, segment: string): void {
  if (segment === '') refuse(what, text, 'no leading slash and no empty segment');
  if (segment === '.' || segment === '..') refuse(what, text, 'no segment "." or ".."');
  if (Buffer.byteLength(segment) > maxSegmentBytes) {
    refuse(what, text, `segments of at most ${maxSegmentBytes} bytes`);
  }
}

function refuse(what: string, text: string, rule: string): never {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  throw new AppError(
    'REQUEST_INVALID',
    `expected ${rule} for an object ${what}, got ${JSON.stringify(shown)}`,
  );
}
