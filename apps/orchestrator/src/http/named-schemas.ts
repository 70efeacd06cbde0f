import {
  attemptViewSchema,
  cellSchema,
  configurationSchema,
  controlSchema,
  crossEvaluationViewSchema,
  datasetImageSchema,
  datasetViewSchema,
  epochRecordSchema,
  evaluationSchema,
  explanationViewSchema,
  forecastSchema,
  predictionViewSchema,
  queuedJobSchema,
  receiptSchema,
  reportSchema,
  scoresSchema,
  studyDetailSchema,
  studyNotesSchema,
  studySchema,
  studyViewSchema,
  trialViewSchema,
  variantSchema,
  workerViewSchema,
} from '@crossfold/contracts';
import { z } from 'zod';

/** What answers are made of, by the names that generated clients give it. */
const namedSchemas: Readonly<Record<string, z.ZodType>> = {
  Attempt: attemptViewSchema,
  Cell: cellSchema,
  Configuration: configurationSchema,
  Control: controlSchema,
  CrossEvaluation: crossEvaluationViewSchema,
  Dataset: datasetViewSchema,
  DatasetImage: datasetImageSchema,
  EpochRecord: epochRecordSchema,
  Evaluation: evaluationSchema,
  Explanation: explanationViewSchema,
  Forecast: forecastSchema,
  Notes: studyNotesSchema,
  Prediction: predictionViewSchema,
  QueuedJob: queuedJobSchema,
  Receipt: receiptSchema,
  Report: reportSchema,
  Scores: scoresSchema,
  Study: studySchema,
  StudyDetail: studyDetailSchema,
  StudyView: studyViewSchema,
  Trial: trialViewSchema,
  Variant: variantSchema,
  Worker: workerViewSchema,
};

/** Has the names known to whatever writes JSON Schema. */
export function nameSchemas(): void {
  for (const [id, schema] of Object.entries(namedSchemas)) {
    z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });
  }
}
