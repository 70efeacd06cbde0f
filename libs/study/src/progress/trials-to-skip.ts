import { isStanding, plural, type ErrorCode } from '@crossfold/contracts';
import type { StudyRecord, TrialRecord } from './study-record.js';

/** A trial that is not to be begun, and why. */
export interface TrialToSkip {
  readonly trialId: string;
  readonly reason: string;
  /** The failed trials that it rests on. */
  readonly causes: readonly string[];
}

/** What befell a machine or the store says nothing of the variant that met it. */
const incidentalCodes: ReadonlySet<string> = new Set<ErrorCode>([
  'DEVICE_LOST',
  'INTERRUPTED',
  'STORE_REFUSED',
  'UNAUTHORISED',
  'FORBIDDEN',
]);

/**
 * Trials that wait and whose variant cannot work, as far as is known: as many others of it as the
 * study allows have failed for good, and none has succeeded. Of a trial that was tried again only
 * what has failed since counts.
 */
export function findTrialsToSkip({ study, control, trials, tally }: StudyRecord): TrialToSkip[] {
  const { skipAfterFailures } = study;
  if (!skipAfterFailures || tally.states.failed === 0) return [];
  const failures = new Map<string, TrialRecord[]>();
  const proven = new Set<string>();
  for (const trial of trials.values()) {
    if (trial.state === 'succeeded') proven.add(trial.variant);
    if (trial.state !== 'failed' || incidentalCodes.has(trial.error?.code ?? '')) continue;
    failures.set(trial.variant, [...(failures.get(trial.variant) ?? []), trial]);
  }
  const toSkip: TrialToSkip[] = [];
  for (const { trialId, variant, state } of trials.values()) {
    const ofVariant = failures.get(variant);
    if (state !== 'queued' || !ofVariant || proven.has(variant)) continue;
    const since = ofVariant.filter(({ failure }) =>
      isStanding(control, trialId, failure?.edition ?? 1),
    );
    if (since.length < skipAfterFailures) continue;
    const causes = since.map((failed) => failed.trialId);
    toSkip.push({ trialId, reason: reasonOf(since), causes });
  }
  return toSkip;
}

function reasonOf(failed: readonly TrialRecord[]): string {
  const at = ({ failure }: TrialRecord) => failure?.at ?? '';
  const last = failed.reduce((latest, next) => (at(next) > at(latest) ? next : latest));
  return `${plural(failed.length, 'trial')} of this variant failed and none has succeeded, the last with ${last.error?.code} in ${last.trialId}`;
}
