import { AppError } from '@crossfold/contracts';

/** @throws AppError REQUEST_INVALID when the limit is no whole number from 1 (or Infinity) */
export async function* takeFirst<T>(items: AsyncIterable<T>, limit: number): AsyncGenerator<T> {
  if (limit < 1 || (limit !== Infinity && !Number.isSafeInteger(limit))) {
    throw new AppError('REQUEST_INVALID', `expected a whole number from 1 for limit, got ${limit}`);
  }
  let count = 0;
  for await (const item of items) {
    yield item;
    count += 1;
    if (count >= limit) return;
  }
}
