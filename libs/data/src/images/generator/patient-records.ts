import type { DiagnosisClass } from '../../profiles/ham10000/scheme.js';
import { randomStream, type RandomStream } from '@crossfold/random';
import { stringify } from 'csv-stringify/sync';
import type { PlannedLesion } from './census.js';

interface Habit {
  readonly ageYears: number;
  readonly ageSpreadYears: number;
  /** Share of lesions confirmed in each way; the rest by histology. */
  readonly followUp: number;
  readonly consensus: number;
  readonly confocal: number;
}

const habits = {
  akiec: { ageYears: 66, ageSpreadYears: 11, followUp: 0, consensus: 0, confocal: 0 },
  bcc: { ageYears: 67, ageSpreadYears: 13, followUp: 0, consensus: 0, confocal: 0 },
  bkl: { ageYears: 64, ageSpreadYears: 13, followUp: 0, consensus: 0.24, confocal: 0.06 },
  df: { ageYears: 52, ageSpreadYears: 13, followUp: 0, consensus: 0.52, confocal: 0 },
  mel: { ageYears: 61, ageSpreadYears: 15, followUp: 0, consensus: 0, confocal: 0 },
  nv: { ageYears: 47, ageSpreadYears: 15, followUp: 0.55, consensus: 0.07, confocal: 0 },
  vasc: { ageYears: 51, ageSpreadYears: 19, followUp: 0, consensus: 0.67, confocal: 0 },
} as const satisfies Record<DiagnosisClass, Habit>;

/** Share of rows without an age in HAM10000. */
const ageMissing = 57 / 10015;

/** The fifteen places of HAM10000, the frequent ones repeated. */
const localizations = [
  ...['back', 'back', 'back', 'lower extremity', 'lower extremity', 'lower extremity'],
  ...['trunk', 'trunk', 'upper extremity', 'upper extremity', 'abdomen', 'abdomen', 'face'],
  ...['chest', 'foot', 'unknown', 'neck', 'scalp', 'hand', 'ear', 'genital', 'acral'],
];

const metadataColumns = [
  ...['lesion_id', 'image_id', 'dx'],
  ...['dx_type', 'age', 'sex', 'localization'],
];

/** HAM10000_metadata.csv in the columns of its Kaggle copy, ordered by image id. */
export function metadataCsv(lesions: readonly PlannedLesion[], seed: number): string {
  const rows = lesions.flatMap((lesion) => {
    const facts = drawFacts(lesion.dx, randomStream(seed, 'synth', 'record', lesion.lesionId));
    return lesion.imageIds.map((imageId) => [lesion.lesionId, imageId, lesion.dx, ...facts]);
  });
  rows.sort(([, a = ''], [, b = '']) => (a < b ? -1 : 1));
  return stringify([metadataColumns, ...rows]);
}

function drawFacts(dx: DiagnosisClass, stream: RandomStream): string[] {
  const { ageYears, ageSpreadYears } = habits[dx];
  const dxType = drawDxType(habits[dx], stream.uniform());
  const age = Math.round((ageYears + ageSpreadYears * stream.normal()) / 5) * 5;
  const clipped = Math.min(85, Math.max(5, age)).toFixed(1);
  const known = stream.uniform() >= ageMissing;
  const sex = stream.uniform() < 0.54 ? 'male' : 'female';
  const localization = localizations[stream.integer(localizations.length)] ?? 'unknown';
  return [dxType, known ? clipped : '', known ? sex : 'unknown', localization];
}

function drawDxType({ followUp, consensus, confocal }: Habit, share: number): string {
  if (share < followUp) return 'follow_up';
  if (share < followUp + consensus) return 'consensus';
  if (share < followUp + consensus + confocal) return 'confocal';
  return 'histo';
}
