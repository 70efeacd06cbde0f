/** Variants whose curves are drawn unless somebody switches them; the others are a click away. */
export const drawnAtFirst = 6;

/**
 * Variants whose curves are drawn.
 *
 * @param names of all, as planned
 * @param switched names of those that are not as usual, with commas between them
 */
export function drawnVariants(names: readonly string[], switched = ''): ReadonlySet<string> {
  const unusual = new Set(switched.split(','));
  return new Set(names.filter((name, i) => i < drawnAtFirst !== unusual.has(name)));
}

/** @returns `switched` with `name` in it, or without where it was */
export function switchVariant(switched: string | undefined, name: string): string | undefined {
  const unusual = new Set(switched?.split(','));
  if (!unusual.delete(name)) unusual.add(name);
  return unusual.size === 0 ? undefined : [...unusual].join(',');
}
