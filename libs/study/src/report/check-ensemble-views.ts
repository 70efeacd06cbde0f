import {
  AppError,
  ensembleScores,
  records,
  type EnsembleResult,
  type TestTimeAugmentation,
  type ViewRow,
} from '@crossfold/contracts';
import { groupOf } from '@crossfold/data';
import { decodeSafetensors, scoreViews, type ViewMember } from '@crossfold/model';
import {
  getNamed,
  readNamedRecord,
  readRecord,
  readRecordIfThere,
  type ObjectStore,
} from '@crossfold/storage';

/** Between machines, logarithms and exponentials differ in their last bits. */
const tolerance = 1e-9;

/**
 * Makes the scores of single members and ensembles with each set of views again, from what the members
 * said of the sealed images.
 *
 * @returns a line for each row that comes out otherwise; none for objects that cannot be read, which
 *   `verifyStudy` names
 */
export async function checkEnsembleViews(store: ObjectStore, studyId: string): Promise<string[]> {
  try {
    const ensemble = await readRecordIfThere(store, records.ensemble, { studyId });
    if (!ensemble?.scoredViews) return [];
    const again = await scoreAgain(store, studyId, ensemble);
    const key = records.ensemble.key({ studyId });
    return ensemble.scoredViews.rows.flatMap((row) => {
      const other = again.find(({ by, views }) => by === row.by && views === row.views);
      return other && isSame(row, other)
        ? []
        : [
            `expected scores of ${row.by} with ${row.views} in ${key} as its members give, got others`,
          ];
    });
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}

async function scoreAgain(
  store: ObjectStore,
  studyId: string,
  { scoredViews, predictions, combination, views }: EnsembleResult,
): Promise<ViewRow[]> {
  const study = await readRecord(store, records.study, { studyId });
  const plan = await readRecord(store, records.foldPlan, { sha256: study.foldPlan.sha256 });
  const together = await readNamedRecord(store, records.ensemblePredictions, predictions);
  const members: ViewMember[] = [];
  for (const { seed, weight, predictions: named } of scoredViews?.members ?? []) {
    const { tensors } = decodeSafetensors(await getNamed(store, named), named.key);
    const probabilities = new Map(
      [...tensors].map(([set, { data }]) => [set as TestTimeAugmentation, data]),
    );
    members.push({ seed, weight, probabilities });
  }
  return scoreViews(members, views, {
    classes: together.classes,
    imageIds: together.imageIds,
    labels: together.labels,
    groups: new Map(plan.assignments.map((row) => [row.imageId, groupOf(row)])),
    combination,
  });
}

function isSame(a: ViewRow, b: ViewRow): boolean {
  const isNear = (one = NaN, other = NaN) => Math.abs(one - other) < tolerance;
  return ensembleScores.every(
    (name) =>
      isNear(a.scores[name], b.scores[name]) &&
      isNear(a.sd?.[name] ?? 0, b.sd?.[name] ?? 0) &&
      a.intervals[name].every((bound, i) => isNear(bound, b.intervals[name][i])),
  );
}
