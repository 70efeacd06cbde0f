import { hasAnswer, listStages, type SeriesView } from '@crossfold/contracts';
import type { StudyRecord } from './study-record.js';

/** What is told of the series of a study; null where it stands alone. */
export function viewSeries(record: StudyRecord): SeriesView | null {
  const { series } = record.study;
  if (!series) return null;
  const { seriesId, index } = series;
  return { seriesId, index, stages: listStages(series), stopped: whyStopped(record) };
}

/** Why no later stage of its series will come; null while one may. */
export function whyStopped({ study, finalState, trials }: StudyRecord): string | null {
  const { stages = [], index = 0 } = study.series ?? {};
  if (index >= stages.length - 1 || finalState === null) return null;
  const stage = stages[index] ?? '';
  if (!hasAnswer(finalState)) return `stage ${stage} is ${finalState}`;
  const hasAll = (variant: string) =>
    trials.every((trial) => trial.variant !== variant || trial.state === 'succeeded');
  const isOne = study.variants.some(({ name, isNull }) => !isNull && hasAll(name));
  return isOne ? null : `no variant of stage ${stage} has all its cells`;
}
