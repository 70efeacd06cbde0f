import {
  AppError,
  records,
  stateOfEnd,
  type AttemptList,
  type AttemptView,
  type Failure,
  type Receipt,
  type TrialName,
  type TrialPredictions,
  type TrialState,
} from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import {
  listRecords,
  readNamedRecord,
  readRecord,
  readRecordIfThere,
  type ObjectStore,
} from '@crossfold/storage';

const attemptsInFlight = 8;

/**
 * The receipt of a trial.
 *
 * @throws AppError NOT_FOUND where it has none
 */
export async function readReceipt(store: ObjectStore, at: TrialName): Promise<Receipt> {
  const receipt = await readRecordIfThere(store, records.receipt, at);
  if (receipt) return receipt;
  throw new AppError(
    'NOT_FOUND',
    `expected a trial of ${at.studyId} that has succeeded, got ${at.trialId}, which has no receipt`,
    { remedy: 'Wait until it has succeeded, or name another trial.' },
  );
}

/** How a trial stands: what attempts do not tell of themselves. */
interface TrialStanding {
  readonly state: TrialState;
  readonly endedAt: string | null;
}

/** Who took a trial up, when, and how each attempt ended, as far as the store tells. */
export async function readAttempts(
  store: ObjectStore,
  at: TrialName,
  trial: TrialStanding,
): Promise<AttemptList> {
  const numbers: number[] = [];
  for await (const listed of listRecords(store, records.attempt, at)) {
    numbers.push(listed.at.attempt);
  }
  const receipt = await readRecordIfThere(store, records.receipt, at);
  const failure = await readRecordIfThere(store, records.failure, at);
  const newest = Math.max(...numbers);
  const attempts = await mapBounded(numbers, attemptsInFlight, async (attempt) => {
    const { worker, startedAt, skipped } = await readRecord(store, records.attempt, {
      ...at,
      attempt,
    });
    const isNewest = attempt === newest;
    const end = endOf({ attempt, isNewest }, { receipt, failure: skipped ?? failure, trial });
    return { attempt, worker, startedAt, ...end };
  });
  return { trialId: at.trialId, attempts };
}

interface KnownEnds {
  readonly receipt: Receipt | null;
  readonly failure: Failure | null;
  readonly trial: TrialStanding;
}

function endOf(
  { attempt, isNewest }: { readonly attempt: number; readonly isNewest: boolean },
  { receipt, failure, trial }: KnownEnds,
): Pick<AttemptView, 'end' | 'endedAt' | 'error'> {
  if (receipt?.attempt === attempt) {
    return { end: 'succeeded', endedAt: receipt.timings.finishedAt, error: null };
  }
  if (failure?.attempt === attempt) {
    const { code, message, remedy, failedAt } = failure;
    return { end: stateOfEnd(failure), endedAt: failedAt, error: { code, message, remedy } };
  }
  const isRunning = isNewest && trial.state === 'running';
  const isCancelled = isNewest && trial.state === 'cancelled';
  const end = isRunning ? 'running' : isCancelled ? 'cancelled' : 'interrupted';
  return { end, endedAt: isCancelled ? trial.endedAt : null, error: null };
}

/**
 * What a trial says of the images of its outer fold.
 *
 * @throws AppError as `readNamedRecord`
 */
export async function readTrialPredictions(
  store: ObjectStore,
  { studyId, trialId, predictions }: Receipt,
): Promise<TrialPredictions> {
  const stored = await readNamedRecord(store, records.predictions, predictions);
  const { classes, imageIds, labels, probabilities } = stored;
  const images = imageIds.map((imageId, i) => {
    const ofImage = probabilities[i] ?? [];
    const likeliest = ofImage.indexOf(Math.max(...ofImage));
    const label = classes[labels[i] ?? -1] ?? '';
    return { imageId, label, predicted: classes[likeliest] ?? '', probabilities: ofImage };
  });
  return { studyId, trialId, classes, images };
}
