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
