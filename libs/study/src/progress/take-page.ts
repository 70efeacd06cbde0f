import { AppError } from '@crossfold/contracts';

const defaultLimit = 100;
const largestLimit = 1000;

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  /** Items of all pages. */
  readonly total: number;
}

export interface Paging<T> {
  /** Key of the last item of the page before. */
  readonly after?: string | undefined;
  readonly limit?: string | undefined;
  readonly isWanted?: (item: T) => boolean;
}

/**
 * The part of a list after the item with key `after`, whether that is wanted still or not.
 *
 * @throws AppError REQUEST_INVALID for a limit that is no number in 1 … 1000; NOT_FOUND for a key that
 *   no item has: a reader would else begin anew and never end
 */
export function takePage<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { after, limit, isWanted = () => true }: Paging<T>,
): Page<T> {
  const size = takeSize(limit);
  const start = after === undefined ? 0 : items.findIndex((item) => keyOf(item) === after) + 1;
  if (after !== undefined && start === 0) {
    throw new AppError(
      'NOT_FOUND',
      `expected the next of a page before for after, got "${after.slice(0, 200)}"`,
      { remedy: 'Read from the first page again, without after.' },
    );
  }
  const wanted = items.slice(start).filter(isWanted);
  const total = items.slice(0, start).filter(isWanted).length + wanted.length;
  const page = wanted.slice(0, size);
  const last = page.at(-1);
  return { items: page, next: last && size < wanted.length ? keyOf(last) : null, total };
}

/**
 * How many items a page has at most.
 *
 * @throws AppError REQUEST_INVALID for what is no number in 1 … 1000
 */
export function takeSize(limit: string | undefined): number {
  const size = limit === undefined ? defaultLimit : /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
  if (size >= 1 && size <= largestLimit) return size;
  throw new AppError(
    'REQUEST_INVALID',
    `expected a number in 1 … ${largestLimit} for limit, got "${limit?.slice(0, 200)}"`,
  );
}
