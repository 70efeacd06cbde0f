import { epochRecordSchema, lossScaleSchema } from '@crossfold/contracts';
import { noEpochYet } from '@crossfold/model';
import { z } from 'zod';

/** Where training stands within an epoch, with the sums that its record is made of. */
const epochCursorSchema = z.strictObject({
  step: z.int().min(0),
  images: z.int().min(0),
  lossSum: z.number(),
  correct: z.number(),
});
export type EpochCursor = z.infer<typeof epochCursorSchema>;

/** All of a trial's state that is not a tensor. */
export const trialStateSchema = z.strictObject({
  stage: z.int().min(0),
  epochInStage: z.int().min(0),
  stepsInStage: z.int().min(0),
  /** Null between epochs. */
  cursor: epochCursorSchema.nullable(),
  plateau: z
    .strictObject({
      learningRate: z.number(),
      best: z.number().nullable(),
      wait: z.int(),
      cooldownLeft: z.int(),
    })
    .nullable(),
  best: z.strictObject({
    epoch: z.int().nullable(),
    score: z.number().nullable(),
    wait: z.int(),
  }),
  /** Epochs whose weights are in the average that `swa` asks for. */
  averaged: z.int().min(0).default(0),
  /** Batches seen when batch statistics are re-estimated; the tensors are then those weights. */
  observed: z.int().min(0).default(0),
  /** At the end of the newest epoch; null where the loss is not scaled. */
  lossScale: lossScaleSchema.nullable().default(null),
  /** What it was trained on so far, the newest last: usually one. */
  backends: z.array(z.string()).default([]),
  history: z.array(epochRecordSchema),
});
export type TrialState = z.infer<typeof trialStateSchema>;

export function firstState(): TrialState {
  return {
    stage: 0,
    epochInStage: 0,
    stepsInStage: 0,
    cursor: null,
    plateau: null,
    best: noEpochYet,
    averaged: 0,
    observed: 0,
    lossScale: null,
    backends: [],
    history: [],
  };
}

/** The state as it goes on with another library or device, or the same. */
export function onBackend(state: TrialState, backend: string): TrialState {
  return state.backends.at(-1) === backend
    ? state
    : { ...state, backends: [...state.backends, backend] };
}
