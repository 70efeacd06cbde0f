import type { Forecast } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { compileFile, parseFile, type KnownStudies } from '../compile/compile-file.js';
import { compileStudy } from '../compile/compile-study.js';
import type { ReusedStudy } from '../compile/same-trials.js';
import type { StudyRecord } from '../progress/study-record.js';
import { firstStudyOf, laterForeignArms } from '../series/first-study.js';
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
  const first = firstStudyOf(body, studies.maxTrials);
  const parsed = await parseFile(store, studies, first.body);
  // A forecast gets no id: its name stands for one.
  const laterForeign = laterForeignArms(first);
  const inputs = { body: first.body, studyId: parsed.spec.name, laterForeign };
  const { study, others, foldPlan } = await compileFile(store, studies, parsed, inputs);
  const measured = {
    images: meanPartSizes(foldPlan, study),
    findPace: measurePaces(studies.list().map(trainedOf)),
  };
  const known: ReusedStudy[] = [{ study }];
  // Of stages that may take whatever is there, results of other studies count as well.
  const anyone = parsed.spec.reuse === 'auto' ? studies.list() : [];
  const later = first.later.map(({ name: stage, outcomes }) => {
    const [{ winner, parsed: outcome }] = outcomes;
    const next = compileStudy(outcome, null, {
      studyId: outcome.spec.name,
      submittedAt: study.submittedAt,
      dataset: study.dataset,
      foldPlan,
    });
    // A stage takes the results of those before it.
    const forecast = forecastStudy(next, [...known, ...anyone], measured);
    known.push({ study: next });
    return { stage, winner, forecast };
  });
  return { ...forecastStudy(study, others, measured), later };
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
