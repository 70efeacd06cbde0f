import { listTrials, records, type Failure, type Study } from '@crossfold/contracts';
import type { Check } from './verify-check.js';

/** A skip rests on as many failures of its variant as the study asks for. */
export async function expectCauses(study: Study, skip: Failure, check: Check): Promise<void> {
  const { studyId, trialId, causes = [] } = skip;
  const key = records.failure.key({ studyId, trialId });
  const needed = study.skipAfterFailures ?? null;
  if (needed === null || causes.length < needed) {
    const wanted = needed === null ? 'no skip' : `${needed} failed trials behind it`;
    check.complain(`expected ${wanted} for ${key}, got ${causes.length}`);
  }
  const variants = new Map(listTrials(study).map((cell) => [cell.trialId, cell.variant]));
  for (const cause of causes) {
    const isOwn = variants.get(cause) === variants.get(trialId) && cause !== trialId;
    if (isOwn && (await check.has(records.failure.key({ studyId, trialId: cause })))) continue;
    check.complain(`expected a failed trial of the same variant behind ${key}, got ${cause}`);
  }
}

/** A trial that was raced out or stopped is named by a decision of its study. */
export async function expectDecision(end: Failure, check: Check): Promise<void> {
  const { studyId, trialId, raceDecision: number } = end;
  if (end.stopDecision !== undefined) return expectStop(end, end.stopDecision, check);
  const key = records.failure.key({ studyId, trialId });
  if (number === undefined) {
    check.complain(`expected the number of a decision in ${key}, got none`);
    return;
  }
  const decision = await check.record(records.raceDecision, { studyId, number });
  if (!decision || decision.drops.some(({ trialIds }) => trialIds.includes(trialId))) return;
  const named = records.raceDecision.key({ studyId, number });
  check.complain(`expected ${trialId} among the trials of ${named}, got other ones`);
}

async function expectStop(
  { studyId, trialId }: Failure,
  number: number,
  check: Check,
): Promise<void> {
  const decision = await check.record(records.stopDecision, { studyId, number });
  if (!decision || decision.trialId === trialId) return;
  const named = records.stopDecision.key({ studyId, number });
  check.complain(`expected ${trialId} as the trial of ${named}, got ${decision.trialId}`);
}
