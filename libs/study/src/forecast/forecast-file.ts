import type { Forecast } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { compileFile, parseFile, type KnownStudies } from '../compile/compile-file.js';
import type { StudyRecord } from '../progress/study-record.js';
import { forecastStudy } from './forecast-study.js';
import { measurePaces, type TrainedStudy } from './measure-paces.js';
import { meanPartSizes } from './part-sizes.js';

/** Studies that a file may name, and whose trials tell how long one takes. */
export interface ForecastStudies extends KnownStudies {
  list(): readonly StudyRecord[];
}

/**
 * What a study file would come to. Nothing is stored.
 *
 * @throws AppError SPEC_INVALID, FOLD_PLAN_INVALID, NOT_FOUND, as when it is submitted
 */
export async function forecastFile(
  store: ObjectStore,
  studies: ForecastStudies,
  body: unknown,
): Promise<Forecast> {
  const parsed = await parseFile(store, studies, body);
  // A forecast gets no id: its name stands for one.
  const inputs = { body, studyId: parsed.spec.name };
  const { study, others, foldPlan } = await compileFile(store, studies, parsed, inputs);
  return forecastStudy(study, others, {
    images: meanPartSizes(foldPlan, study),
    findPace: measurePaces(studies.list().map(trainedOf)),
  });
}

/** The trials of a study that were trained for it in one go: the time of others is not all told. */
function trainedOf({ study, trials }: StudyRecord): TrainedStudy {
  const trained = [...trials.values()].flatMap(
    ({ state, takenFrom, attempt, variant, epoch: epochs, seconds }) =>
      state === 'succeeded' && takenFrom === null && attempt === 1 && seconds !== null
        ? [{ variant, epochs, seconds }]
        : [],
  );
  return { study, trained };
}
