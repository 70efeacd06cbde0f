/** The time that a comparison takes grows with both, and no word that is known is as long. */
const [longestWord, maxKnown] = [100, 2000];

/**
 * The known word nearest to `word`, or undefined when none is near enough to be meant. A word that
 * begins another one counts as a single change: "sha" is meant for "sha256". A word of more than 100
 * characters is near to none, and nor is any of more than 2,000 known ones.
 */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (word.length > longestWord || known.length > maxKnown) return undefined;
  const limit = Math.max(2, Math.floor(word.length / 2));
  const ranked = known
    .map((candidate) => ({ candidate, distance: wordDistance(word, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= limit ? best.candidate : undefined;
}

function wordDistance(word: string, candidate: string): number {
  const [a, b] = [word.toLowerCase(), candidate.toLowerCase()];
  if (a === b) return 0;
  return a.startsWith(b) || b.startsWith(a) ? 1 : editDistance(a, b);
}

/** Levenshtein distance: insertions, deletions and substitutions cost one each. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
