import { AppError } from '@crossfold/contracts';

const defaultLimit = 100;
const largestLimit = 1000;

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/**
 * The part of a list after the item with key `after`.
 *
 * @throws AppError REQUEST_INVALID for a limit that is no number in 1 … 1000
 */
export function takePage<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  after: string | undefined,
  limit: string | undefined,
): Page<T> {
  const size = limit === undefined ? defaultLimit : Number(limit);
  if (!Number.isInteger(size) || size < 1 || size > largestLimit) {
    throw new AppError(
      'REQUEST_INVALID',
      `expected a number in 1 … ${largestLimit} for limit, got "${limit}"`,
    );
  }
  const start = after === undefined ? 0 : items.findIndex((item) => keyOf(item) === after) + 1;
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  const more = start + size < items.length;
  return { items: page, next: more && last ? keyOf(last) : null };
}
