import { AppError } from '@crossfold/contracts';

/** @throws AppError OBJECT_CORRUPT when an object is larger than may be read */
export function assertSize(key: string, sizeBytes: number, maxBytes: number): void {
  if (sizeBytes <= maxBytes) return;
  const message = `expected at most ${maxBytes} bytes for ${key}, got ${sizeBytes}`;
  throw new AppError('OBJECT_CORRUPT', message);
}
