import type { DiagnosisClass } from '../../profiles/ham10000/scheme.js';

/**
 * What the generator draws a lesion from. `radius` is a share of the image height, `softness` the
 * width of the border in radii. Pigments are optical depths (Beer–Lambert): melanin is brown,
 * blood red, keratin yellow. The rest are strengths of patterns from 0 (absent) to 1.
 */
export interface Traits {
  readonly radius: number;
  readonly irregularity: number;
  readonly asymmetry: number;
  readonly softness: number;
  readonly melanin: number;
  readonly blood: number;
  readonly keratin: number;
  /** Unevenness of the pigments: how many colours there are. */
  readonly variegation: number;
  /** Brown honeycomb lines. */
  readonly network: number;
  /** Dark dots and globules. */
  readonly dots: number;
  /** White cysts. */
  readonly cysts: number;
  /** Branching red vessels. */
  readonly vessels: number;
  /** Red lakes with paler walls. */
  readonly lacunae: number;
  /** White flakes. */
  readonly scale: number;
  /** Pale scar in the middle. */
  readonly whiteCentre: number;
  /** Blue-white haze. */
  readonly veil: number;
}

export type TraitName = keyof Traits;

const order = [
  'radius',
  'irregularity',
  'asymmetry',
  'softness',
  'melanin',
  'blood',
  'keratin',
  'variegation',
  'network',
  'dots',
  'cysts',
  'vessels',
  'lacunae',
  'scale',
  'whiteCentre',
  'veil',
] as const satisfies readonly TraitName[];

/**
 * The latent rule of each class: the traits of its typical lesion. They exaggerate what
 * dermatoscopy looks for, and nobody may read medicine out of them.
 *
 *       radius irreg asym soft | melanin blood keratin varieg | net dots cysts vess lacu scale centre veil
 */
// prettier-ignore
export const latentRules = {
  akiec: row(.36, .45, .30, .30,    .10,  .52,   .60,   .30,  .00, .00, .00, .12, .00, .70,  .00, .00),
  bcc:   row(.33, .35, .35, .16,    .08,  .22,   .00,   .40,  .00, .25, .00, .85, .00, .10,  .00, .55),
  bkl:   row(.36, .30, .20, .07,    .45,  .05,   .95,   .25,  .15, .30, .80, .00, .00, .15,  .00, .05),
  df:    row(.27, .12, .10, .28,    .60,  .30,   .05,   .15,  .35, .05, .00, .00, .00, .00,  .85, .00),
  mel:   row(.40, .75, .70, .09,   1.70,  .15,   .05,   .80,  .35, .50, .00, .10, .00, .00,  .05, .50),
  nv:    row(.29, .18, .12, .18,    .95,  .05,   .20,   .20,  .65, .20, .00, .00, .00, .00,  .00, .00),
  vasc:  row(.28, .20, .12, .08,    .20, 1.80,   .00,   .20,  .00, .00, .00, .00, .80, .00,  .00, .10),
} as const satisfies Record<DiagnosisClass, Traits>;

/** What the typical lesions have in common: their mean. Difficulty pulls each class towards it. */
export const commonTraits: Traits = averageOf(Object.values(latentRules));

export const traitNames: readonly TraitName[] = order;

function row(...values: readonly number[]): Traits {
  const entries = order.map((name, i) => [name, values[i]] as const);
  return Object.fromEntries(entries) as Record<TraitName, number>;
}

function averageOf(rows: readonly Traits[]): Traits {
  const mean = (name: TraitName) => rows.reduce((sum, traits) => sum + traits[name], 0);
  const entries = order.map((name) => [name, mean(name) / rows.length] as const);
  return Object.fromEntries(entries) as Record<TraitName, number>;
}
