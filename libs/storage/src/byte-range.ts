import { AppError } from '@crossfold/contracts';
import type { ByteRange } from './object-store.js';

/** @throws AppError REQUEST_INVALID when the range cannot hold a byte, whatever the object */
export function assertRange(key: string, { start = 0, end }: ByteRange): void {
  const areWhole = Number.isSafeInteger(start) && (end === undefined || Number.isSafeInteger(end));
  if (areWhole && start >= 0 && (end === undefined || end > start)) return;
  throw new AppError(
    'REQUEST_INVALID',
    `expected whole numbers 0 <= start < end for a range of ${key}, got ${start} to ${end ?? 'the end'}`,
  );
}

export function rangeBeyondEnd(key: string, { start = 0 }: ByteRange, cause?: unknown): AppError {
  return new AppError(
    'REQUEST_INVALID',
    `expected a range that begins within ${key}, got one from byte ${start}`,
    { cause },
  );
}

/** Whether the range is the whole of an object of any size. */
export function isWhole({ start = 0, end }: ByteRange): boolean {
  return start === 0 && end === undefined;
}

/** As HTTP has it, where the end is the last byte. */
export function formatRange({ start = 0, end }: ByteRange): string {
  return `bytes=${start}-${end === undefined ? '' : end - 1}`;
}
