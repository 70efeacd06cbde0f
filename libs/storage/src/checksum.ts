import { createHash } from 'node:crypto';
import { AppError } from '@crossfold/contracts';

/** @throws AppError OBJECT_CORRUPT when the checksums differ */
export function assertChecksum(key: string, expected: string, actual: string): void {
  if (expected === actual) return;
  throw new AppError(
    'OBJECT_CORRUPT',
    `expected bytes with SHA-256 ${expected} for ${key}, got ${actual}`,
  );
}

/** Passes the bytes on and, at their end, throws OBJECT_CORRUPT when they are not the expected. */
export async function* verifyChecksum(
  key: string,
  expected: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  assertChecksum(key, expected, hash.digest('hex'));
}
