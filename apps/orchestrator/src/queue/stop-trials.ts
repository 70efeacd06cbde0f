import {
  errorKinds,
  isStanding,
  newControl,
  records,
  type Control,
  type StopDecision,
} from '@crossfold/contracts';
import { endBegunTrial, updateRecord } from '@crossfold/storage';
import {
  decideStops,
  findStopsToMake,
  lackEpochs,
  readCheckpointEpochs,
  stopReason,
} from '@crossfold/study';
import type { EndParts } from './end-unbegun.js';
import type { FinishedCurves } from './finished-curves.js';
import type { Ledgers } from './ledgers.js';

type StopParts = Pick<EndParts, 'store' | 'index' | 'events'> & {
  readonly ledgers: Pick<Ledgers, 'stops' | 'rungs'>;
  readonly curves: FinishedCurves;
};

/**
 * Stops trials that lag behind, between two of their epochs. Writes in this order, each of which whoever
 * comes after a death makes up for: the decision, who came to a rung, the end of the trial, which no
 * result of it can follow, and what is wanted of it, where its worker asks.
 */
export async function stopTrials(parts: StopParts, studyId: string): Promise<void> {
  const { index, ledgers, curves } = parts;
  if (!index.get(studyId).study.stopping) return;
  await recallEpochs(parts, studyId);
  const { trials } = index.get(studyId);
  const succeeded = [...trials.values()].filter(({ state }) => state === 'succeeded');
  const finished = await curves.of(
    studyId,
    succeeded.map(({ trialId }) => trialId),
  );
  const rungs = await ledgers.rungs.of(studyId);
  const earlier = {
    decisions: await ledgers.stops.of(studyId),
    arrivals: rungs.flatMap((document) => document.arrivals),
  };
  const due = decideStops(index.get(studyId), earlier, finished, new Date().toISOString());
  for (const decision of due.decisions) await ledgers.stops.add(decision);
  if (due.arrivals.length > 0) {
    const number = rungs.length + 1;
    await ledgers.rungs.add({ schemaVersion: 1, studyId, number, arrivals: [...due.arrivals] });
  }
  const decisions = await ledgers.stops.of(studyId);
  for (const decision of findStopsToMake(index.get(studyId), decisions)) {
    await endStopped(parts, decision);
  }
  const untold = decisions.filter((decision) => isUntold(parts, decision));
  if (untold.length > 0) await tellWorkers(parts, studyId, untold);
}

/** Events are lost with Redis: what they told of trials that run, checkpoints have. */
async function recallEpochs({ store, index }: StopParts, studyId: string): Promise<void> {
  for (const trialId of lackEpochs(index.get(studyId))) {
    const at = { studyId, trialId };
    index.recall(at, await readCheckpointEpochs(store, at));
  }
}

/** Whether a trial has ended by a decision of which its control says nothing. */
function isUntold({ index }: StopParts, { studyId, trialId, edition }: StopDecision): boolean {
  const { control, trials } = index.get(studyId);
  const isEnded = trials.get(trialId)?.state === 'raced-out';
  const isTold = control.trials[trialId]?.stopDecision !== undefined;
  return isEnded && !isTold && isStanding(control, trialId, edition, true);
}

async function endStopped(
  { store, index, events }: StopParts,
  decision: StopDecision,
): Promise<void> {
  const { studyId, trialId, number: stopDecision } = decision;
  const { control } = index.get(studyId);
  const at = new Date().toISOString();
  const code = 'TRIAL_RACED_OUT';
  const { remedy } = errorKinds[code];
  const reason = stopReason(decision);
  const { edition } = control;
  const named = { schemaVersion: 1 as const, studyId, trialId, edition, failedAt: at };
  const end = { ...named, code, message: reason, remedy, stopDecision } as const;
  if (!(await endBegunTrial(store, control, end))) {
    // It has a result, or an end of which no event has told.
    await index.refresh(store, studyId, [trialId]);
    return;
  }
  const event = { type: 'trial.racedOut', at, studyId, trialId, reason, remedy, edition } as const;
  index.apply({ event });
  await events.publish(event);
}

/** Workers look there every second, as for whatever else is wanted of a trial. */
async function tellWorkers(
  { store, index }: StopParts,
  studyId: string,
  decisions: readonly StopDecision[],
): Promise<void> {
  const control = await updateRecord(store, records.control, { studyId }, (current) =>
    withStops(current ?? newControl(studyId), decisions),
  );
  index.control(control);
}

function withStops(control: Control, decisions: readonly StopDecision[]): Control {
  const standing = decisions.filter(({ trialId, edition }) =>
    isStanding(control, trialId, edition, true),
  );
  const stopped = standing.map(({ trialId, number: stopDecision }) => {
    const own = control.trials[trialId] ?? { desired: 'run', priority: null, sinceEdition: 1 };
    return [trialId, { ...own, stopDecision }] as const;
  });
  return {
    ...control,
    revision: control.revision + 1,
    trials: { ...control.trials, ...Object.fromEntries(stopped) },
  };
}
