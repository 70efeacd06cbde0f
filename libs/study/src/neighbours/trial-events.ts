import { eventFile, type TrackedEvent } from './event-file.js';
import { endValue, experimentValue, startValue, type Hyperparameters } from './hyperparameters.js';
import { epochTimeMs, type TrackedStudy, type TrackedTrial } from './tracked-study.js';

/** Scores that the table of hyperparameters has columns for. */
const shownScores = ['balanced_accuracy', 'macro_f1', 'accuracy', 'macro_roc_auc', 'ece'];

/** The tags of epochs, in groups that TensorBoard draws together. */
const epochTags: Readonly<Record<string, string>> = {
  learning_rate: 'learning_rate',
  train_loss: 'loss/train',
  validation_loss: 'loss/validation',
  train_accuracy: 'accuracy/train',
  validation_accuracy: 'accuracy/validation',
  validation_balanced_accuracy: 'balanced_accuracy/validation',
};

/**
 * The event file of a trial: scalars of each epoch, the scores on its outer fold as `score/NAME` at
 * the last one, and its place and the settings that vary as hyperparameters. TensorBoard holds
 * scalars as float32. The same trial gives the same bytes.
 */
export function trialEvents(study: TrackedStudy, trial: TrackedTrial): Uint8Array {
  const { startedAt, finishedAt, state, variant, scores, epochs } = trial;
  const startMs = Date.parse(startedAt ?? study.detail.submittedAt);
  const endMs = Date.parse(finishedAt ?? startedAt ?? study.detail.submittedAt);
  const parameters = parametersOf(study, trial);
  const lastStep = epochs.at(-1)?.epoch ?? 0;
  const events: TrackedEvent[] = [
    {
      timeMs: startMs,
      step: 0,
      values: [
        experimentValue(
          parameters,
          shownScores.map((name) => `score/${name}`),
        ),
        startValue(parameters, { group: variant, timeMs: startMs }),
      ],
    },
    ...epochs.map(({ epoch, values }) => ({
      timeMs: epochTimeMs(trial, epoch),
      step: epoch,
      values: values.map(([name, scalar]) => ({ tag: epochTags[name] ?? name, scalar })),
    })),
    {
      timeMs: endMs,
      step: lastStep,
      values: [
        ...scores.map(([name, scalar]) => ({ tag: `score/${name}`, scalar })),
        endValue(state === 'succeeded' ? 'success' : 'failure', endMs),
      ],
    },
  ];
  return eventFile(events);
}

/** Where an event file lies in a folder of logs: TensorBoard takes each folder for a run. */
export function eventFileName({ variant, repeat, fold, seed, startedAt }: TrackedTrial): string {
  const started = Math.floor((Date.parse(startedAt ?? '') || 0) / 1000);
  return `${variant}/r${repeat}.f${fold}.s${seed}/events.out.tfevents.${started}.crossfold`;
}

/** The place of a trial, and the settings in which variants differ. */
export function parametersOf(
  { settings, varied }: TrackedStudy,
  { variant, repeat, fold, seed }: TrackedTrial,
): Hyperparameters {
  const own = settings.get(variant);
  return new Map<string, string | number>([
    ['variant', variant],
    ['repeat', repeat],
    ['fold', fold],
    ['seed', seed],
    ...varied.map((path): [string, string | number] => [path, valueOf(own?.get(path) ?? '')]),
  ]);
}

function valueOf(text: string): string | number {
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
