import {
  ofEnsembleScores,
  predictedBy,
  type Combination,
  type EnsembleIntervals,
  type PredictedBy,
  type Predictions,
  type TestTimeAugmentation,
  type ViewRow,
} from '@crossfold/contracts';
import { compareModels, type ComparedModels } from '../metrics/ensemble-contrasts.js';
import { moments } from '../statistics/resampled-t-test.js';
import { combineVotes, rowsOf, type Vote } from './combine.js';

/** A member, and what it says of the images in each set of views. */
export interface ViewMember {
  readonly seed: number;
  /** All weights of an ensemble sum to one. */
  readonly weight: number;
  /** [images, classes] */
  readonly probabilities: ReadonlyMap<TestTimeAugmentation, ArrayLike<number>>;
}

interface ViewedImages extends Pick<Predictions, 'classes' | 'imageIds' | 'labels'> {
  /** The group of each image by its id. */
  readonly groups: ReadonlyMap<string, string>;
  readonly combination: Combination;
}

/** One row before it is scored: its models by their numbers among all. */
interface Row {
  readonly by: PredictedBy;
  readonly views: TestTimeAugmentation;
  readonly models: readonly number[];
}

/**
 * Single members, ensembles of one seed and the ensemble of all, each with each set of views, made of
 * the same member predictions; and how much each differs from single members, from no views, and all from one seed. All are
 * scored on the same resampled groups. With one seed its ensemble is that of all, and stands once.
 *
 * @param sets of views, in the order of rows
 */
export function scoreViews(
  members: readonly ViewMember[],
  sets: readonly TestTimeAugmentation[],
  { classes, imageIds, labels, groups, combination }: ViewedImages,
): ViewRow[] {
  const parties: Readonly<Record<PredictedBy, readonly ViewMember[][]>> = {
    single: members.map((member) => [member]),
    oneSeed: seedsOf(members),
    allSeeds: [[...members]],
  };
  const rows: Row[] = [];
  const models: Predictions[] = [];
  for (const by of predictedBy) {
    if (by === 'oneSeed' && parties.oneSeed.length === 1) continue;
    for (const views of sets) {
      const own = parties[by].map((party) => {
        const votes = votesOf(party, views, members.length);
        const combined = combineVotes(
          votes,
          classes.length,
          by === 'single' ? 'mean' : combination,
        );
        const probabilities = rowsOf(combined, classes.length);
        return models.push({ schemaVersion: 1, classes, imageIds, labels, probabilities }) - 1;
      });
      rows.push({ by, views, models: own });
    }
  }
  return scoreRows(rows, compareModels(models, groups));
}

function scoreRows(rows: readonly Row[], { scores, intervals }: ComparedModels): ViewRow[] {
  const sides = rows.map((row) => [
    { plus: row.models, minus: [] },
    { plus: row.models, minus: otherModels(rows, row, { views: 'none' }) },
    { plus: row.models, minus: otherModels(rows, row, { by: 'single' }) },
    {
      plus: row.models,
      minus: row.by === 'allSeeds' ? otherModels(rows, row, { by: 'oneSeed' }) : [],
    },
  ]);
  const bounds = intervals(sides.flat());
  const momentsOf = (models: readonly number[]) =>
    ofEnsembleScores((name) => moments(models.map((m) => scores[m]?.[name] ?? NaN)));
  return rows.map(({ by, views, models }, r): ViewRow => {
    const own = momentsOf(models);
    const gainOf = (side: 1 | 2 | 3): ViewRow['overPlain'] => {
      const minus = sides[r]?.[side]?.minus ?? [];
      if (minus.length === 0) return null;
      const other = momentsOf(minus);
      return {
        scores: ofEnsembleScores((name) => own[name].mean - other[name].mean),
        intervals: bounds[4 * r + side] as EnsembleIntervals,
      };
    };
    return {
      by,
      views,
      models: models.length,
      scores: ofEnsembleScores((name) => own[name].mean),
      sd: models.length === 1 ? null : ofEnsembleScores((name) => Math.sqrt(own[name].variance)),
      intervals: bounds[4 * r] as EnsembleIntervals,
      overPlain: gainOf(1),
      overSingle: gainOf(2),
      overOneSeed: gainOf(3),
    };
  });
}

/** Those of the row that differs in this alone; none where it is the row itself, or is not there. */
function otherModels(
  rows: readonly Row[],
  row: Row,
  change: Partial<Pick<Row, 'by' | 'views'>>,
): readonly number[] {
  const wanted = { by: row.by, views: row.views, ...change };
  const other = rows.find(({ by, views }) => by === wanted.by && views === wanted.views);
  return other === undefined || other === row ? [] : other.models;
}

function seedsOf(members: readonly ViewMember[]): ViewMember[][] {
  const seeds = [...new Set(members.map(({ seed }) => seed))];
  return seeds.map((seed) => members.filter((member) => member.seed === seed));
}

/** Members of a part share its weight as they do in the whole. */
function votesOf(
  party: readonly ViewMember[],
  views: TestTimeAugmentation,
  members: number,
): Vote[] {
  const whole = party.length === members ? 1 : party.reduce((sum, { weight }) => sum + weight, 0);
  return party.map(({ weight, probabilities }) => ({
    weight: weight / whole,
    probabilities: Float64Array.from(probabilities.get(views) ?? []),
  }));
}
