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
 * How a variant is drawn, the same on all pages: by its place in the study file. The baseline has
 * the colour of text; arms of the same colour differ by their dashes.
 */
export function variantLook(
  variants: readonly { readonly name: string; readonly role: string }[],
  name: string,
): VariantLook {
  const arms = variants.filter(({ role }) => role !== 'baseline');
  const place = arms.findIndex((arm) => arm.name === name);
  if (place < 0) return { colour: '--variant-0', dash: [] };
  return {
    colour: `--variant-${1 + (place % armColours)}`,
    dash: dashes[Math.floor(place / armColours) % dashes.length] ?? [],
  };
}
