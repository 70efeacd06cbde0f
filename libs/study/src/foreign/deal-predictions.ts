import { AppError } from '@crossfold/contracts';
import { matchFileNames, type PredictedRow } from '@crossfold/data';

/** An image that a fold of a study tests. */
export interface TestedImage {
  readonly imageId: string;
  readonly group: string;
  readonly label: string;
}

/** Images by `repeat.fold`. */
export type TestedFolds = ReadonlyMap<string, readonly TestedImage[]>;

/** Predictions of one fold, by one training. */
export interface DealtCell {
  /** `repeat.fold`. */
  readonly unit: string;
  /** Null where the table names no seeds. */
  readonly seed: string | null;
  readonly rows: readonly { readonly image: TestedImage; readonly prediction: PredictedRow }[];
}

/**
 * Predictions of a foreign model by the folds of a study: each image that a fold tests once for each
 * seed.
 *
 * @throws AppError REQUEST_INVALID naming images that are missing, of no fold, predicted twice, in
 *   another fold or with another label
 */
export function dealPredictions(folds: TestedFolds, given: readonly PredictedRow[]): DealtCell[] {
  const repeats = new Set([...folds.keys()].map(repeatOf));
  const places = new Map<string, { unit: string; image: TestedImage }>();
  for (const [unit, images] of folds) {
    for (const image of images) places.set(`${repeatOf(unit)} ${image.imageId}`, { unit, image });
  }
  const ids = new Set([...folds.values()].flat().map(({ imageId }) => imageId));
  const cells = new Map<string, Map<string, DealtCell['rows'][number]>>();
  const problems: string[] = [];
  const seeds = new Set(given.map(({ seed }) => seed));
  for (const prediction of matchFileNames(given, [...ids])) {
    const { line, imageId, label, part, repeat, seed } = prediction;
    const place = places.get(`${repeat ?? (repeats.size === 1 ? [...repeats][0] : '')} ${imageId}`);
    const fold = place?.unit.split('.')[1];
    if (!place) {
      const what =
        repeats.size > 1 && repeat === null ? 'a column "repeat"' : 'an image of the folds';
      problems.push(`line ${line}: expected ${what}, got ${imageId}`);
    } else if (part !== null && part !== fold) {
      problems.push(
        `line ${line}: ${imageId} is tested by fold ${fold}, got a prediction by ${part}`,
      );
    } else if (label !== null && label !== place.image.label) {
      problems.push(`line ${line}: ${imageId} is ${place.image.label}, got the label ${label}`);
    } else {
      const key = `${place.unit} ${seed ?? ''}`;
      const own = cells.get(key) ?? new Map<string, DealtCell['rows'][number]>();
      cells.set(key, own);
      if (own.has(imageId)) problems.push(`line ${line}: ${imageId} is predicted twice`);
      own.set(imageId, { image: place.image, prediction });
    }
  }
  const dealt = [...folds].flatMap(([unit, images]) =>
    [...seeds].map((seed): DealtCell => {
      const own = cells.get(`${unit} ${seed ?? ''}`);
      const missing = images.filter(({ imageId }) => !own?.has(imageId));
      if (missing.length > 0) {
        const [repeat, fold] = unit.split('.');
        const of = seed === null ? '' : `, seed ${seed}`;
        problems.push(
          `repeat ${repeat}, fold ${fold}${of}: ${missing.length} of ${images.length} images have no prediction, the first: ${missing[0]?.imageId}`,
        );
      }
      return { unit, seed, rows: [...(own?.values() ?? [])] };
    }),
  );
  if (problems.length === 0) return dealt;
  throw new AppError(
    'REQUEST_INVALID',
    `expected a prediction of each image by the fold that tests it, got ${problems.length} problem(s), the first: ${problems[0]}`,
    {
      problems,
      remedy:
        'Train and predict by the folds of the study: crossfold report STUDY --table predictions names them.',
    },
  );
}

function repeatOf(unit: string): string {
  return unit.slice(0, unit.indexOf('.'));
}
