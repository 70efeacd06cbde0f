import type { diagnosisClasses } from '@crossfold/data';
import type { PlanRow } from '@crossfold/data';

type Diagnosis = (typeof diagnosisClasses)[number];

/** Published counts of HAM10000 by class. */
export const ham10000Counts = {
  akiec: { images: 327, lesions: 228 },
  bcc: { images: 514, lesions: 327 },
  bkl: { images: 1099, lesions: 727 },
  df: { images: 115, lesions: 73 },
  mel: { images: 1113, lesions: 614 },
  nv: { images: 6705, lesions: 5403 },
  vasc: { images: 142, lesions: 98 },
} as const satisfies Record<Diagnosis, { images: number; lesions: number }>;

/** Published number of lesions by images per lesion. */
export const ham10000Multiplicity = { 1: 5514, 2: 1423, 3: 490, 4: 34, 5: 5, 6: 4 } as const;

/**
 * 10,015 rows with the published counts of images and lesions by class and the published
 * multiplicity of lesions. Which class has which multiplicities is not published: every class but
 * nv gets its share of lesions with three images, nv what is left.
 */
export function ham10000Rows(): PlanRow[] {
  const sizesOf = lesionSizes();
  let images = 24_306;
  let lesions = 0;
  return Object.entries(sizesOf).flatMap(([label, sizes]) =>
    sizes.flatMap((size) => {
      const groupId = `HAM_${String(lesions++).padStart(7, '0')}`;
      return Array.from({ length: size }, () => ({
        imageId: `ISIC_${String(images++).padStart(7, '0')}`,
        groupId,
        label,
      }));
    }),
  );
}

/** Images of each lesion, by class. */
function lesionSizes(): Record<Diagnosis, number[]> {
  const left: Record<number, number> = { ...ham10000Multiplicity };
  function take(size: number, count: number): number[] {
    left[size] = (left[size] ?? 0) - count;
    return Array<number>(count).fill(size);
  }
  function rareClass(label: Exclude<Diagnosis, 'nv'>): number[] {
    const { images, lesions } = ham10000Counts[label];
    const triples = Math.round((490 * (images - lesions)) / 2545);
    const doubles = images - lesions - 2 * triples;
    return [...take(3, triples), ...take(2, doubles), ...take(1, lesions - triples - doubles)];
  }
  const rare = {
    akiec: rareClass('akiec'),
    bcc: rareClass('bcc'),
    bkl: rareClass('bkl'),
    df: rareClass('df'),
    mel: rareClass('mel'),
    vasc: rareClass('vasc'),
  };
  const nv = Object.entries(left).flatMap(([size, count]) => take(Number(size), count));
  return { ...rare, nv };
}
