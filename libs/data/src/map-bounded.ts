/**
 * Applies `work` to every item, at most `limit` at a time; results are in the order of the items.
 * After a failure no further item is begun, and what is under way is waited for: when this rejects,
 * nothing of it still runs.
 *
 * @throws the first failure
 */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const remaining = items.entries();
  const failures: unknown[] = [];
  async function takeTurns(): Promise<void> {
    for (const [index, item] of remaining) {
      try {
        results[index] = await work(item);
      } catch (error) {
        failures.push(error);
      }
      if (failures.length > 0) return;
    }
  }
  await Promise.all(Array.from({ length: limit }, takeTurns));
  if (failures.length > 0) throw failures[0];
  return results;
}

/**
 * Results in order, one after the other, while up to `limit` of those to come are worked on: a
 * reader who takes them slowly holds no more than these.
 */
export async function* mapAhead<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  for (let next = 0; next < items.length || begun.length > 0;) {
    while (next < items.length && begun.length < limit) {
      const result = work(items[next++] as Item);
      // It is told when its turn comes.
      result.catch(() => undefined);
      begun.push(result);
    }
    yield await (begun.shift() as Promise<Result>);
  }
}
