/**
 * Applies `work` to every item, at most `limit` at a time; results are in the order of the items.
 * After a failure no further item is begun.
 */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const remaining = items.entries();
  let failed = false;
  async function takeTurns(): Promise<void> {
    for (const [index, item] of remaining) {
      try {
        results[index] = await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
      if (failed) return;
    }
  }
  await Promise.all(Array.from({ length: limit }, takeTurns));
  return results;
}
