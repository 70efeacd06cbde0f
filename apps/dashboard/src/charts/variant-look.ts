/** Colours of the style sheet for arms, told apart with any kind of colour vision; the baseline has its own. */
const armColours = 7;
const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

export interface VariantLook {
  /** Of the style sheet: `--variant-0` and up. */
  readonly colour: `--variant-${number}`;
  /** Of a line, in pixels; empty for none. */
  readonly dash: readonly number[];
}

/**
 * How a variant is drawn, the same on all pages: by its place in the study file. The baseline is a
 * solid line in the colour of text; arms beside each other differ in their dashes as well as in
 * their colours, and no two of 28 in neither.
 */
export function variantLook(
  variants: readonly { readonly name: string; readonly role: string }[],
  name: string,
): VariantLook {
  const arms = variants.filter(({ role }) => role !== 'baseline');
  const place = arms.findIndex((arm) => arm.name === name);
  return lookOf(place < 0 ? null : place);
}

/** @param place of an arm in its study file; null for the baseline */
export function lookOf(place: number | null): VariantLook {
  return place === null ? { colour: '--variant-0', dash: [] } : placeLook(place);
}

/** How what has a place and is no variant is drawn, as a class. */
export function placeLook(place: number): VariantLook {
  return {
    colour: `--variant-${1 + (place % armColours)}`,
    dash: dashes[(place + 1) % dashes.length] ?? [],
  };
}
