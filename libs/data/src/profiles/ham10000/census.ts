import type { DiagnosisClass } from './scheme.js';

/** Images and lesions of HAM10000 (Tschandl et al. 2018). */
export const ham10000 = {
  akiec: { images: 327, lesions: 228 },
  bcc: { images: 514, lesions: 327 },
  bkl: { images: 1099, lesions: 727 },
  df: { images: 115, lesions: 73 },
  mel: { images: 1113, lesions: 614 },
  nv: { images: 6705, lesions: 5403 },
  vasc: { images: 142, lesions: 98 },
} as const satisfies Record<DiagnosisClass, { images: number; lesions: number }>;

export const ham10000Images = 10_015;

/** Its lesions by their number of images. */
const ham10000Multiplicity = { 1: 5514, 2: 1423, 3: 490, 4: 34, 5: 5, 6: 4 } as const;

const rareClasses = ['akiec', 'bcc', 'bkl', 'df', 'mel', 'vasc'] as const;

/**
 * Images of each lesion, so that all published counts hold: images and lesions of each class, and
 * lesions by number of images. Which class has which multiplicities is not published: every class
 * but nv gets its share of lesions with three images and else ones with two and one, nv what is left.
 */
export function ham10000LesionSizes(): Record<DiagnosisClass, number[]> {
  const left = new Map(Object.entries(ham10000Multiplicity).map(([n, of]) => [Number(n), of + 0]));
  const take = (size: number, lesions: number): number[] => {
    left.set(size, (left.get(size) ?? 0) - lesions);
    return Array<number>(lesions).fill(size);
  };
  const extra = ham10000Images - Object.values(ham10000).reduce((sum, c) => sum + c.lesions, 0);
  const rare = rareClasses.map((dx) => {
    const { images, lesions } = ham10000[dx];
    const triples = Math.round((ham10000Multiplicity[3] * (images - lesions)) / extra);
    const doubles = images - lesions - 2 * triples;
    const sizes = [take(3, triples), take(2, doubles), take(1, lesions - triples - doubles)];
    return [dx, sizes.flat()] as const;
  });
  const nv = [...left].flatMap(([size, lesions]) => Array<number>(lesions).fill(size));
  return { ...(Object.fromEntries(rare) as Record<(typeof rareClasses)[number], number[]>), nv };
}
