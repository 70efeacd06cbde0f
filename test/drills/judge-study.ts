import { listTrials, records, type ErrorCode } from '@crossfold/contracts';
import { readRecord, verifyStudy } from '@crossfold/storage';
import type { Stack } from '../support/stack.js';
import { attemptsOf, resultHashes, type CellHashes } from '../support/tiny-study.js';

/** Cells that are to fail, each by name. */
export type NamedEnds = Readonly<Record<string, ErrorCode>>;

export interface Judgement {
  /** Cells that have not the end that they should have. */
  readonly lost: number;
  readonly isEqual: boolean;
}

/** Compares a study that is over, cell by cell, with what it gives when nobody disturbs it. */
export async function judgeStudy(
  { store }: Stack,
  studyId: string,
  undisturbed: readonly CellHashes[],
  ends: NamedEnds = {},
): Promise<Judgement> {
  const study = await readRecord(store, records.study, { studyId });
  const { problems } = await verifyStudy(store, studyId);
  let lost = 0;
  let isEqual = problems.length === 0;
  for (const { trialId } of listTrials(study)) {
    const receiptKey = records.receipt.key({ studyId, trialId });
    const hasReceipt = (await store.head(receiptKey)) !== null;
    const expected = ends[trialId];
    if (expected !== undefined) {
      if (hasReceipt || (await endOf({ store }, studyId, trialId)) !== expected) lost += 1;
    } else if (hasReceipt) {
      const receipt = await readRecord(store, records.receipt, { studyId, trialId });
      const [hashes] = resultHashes(new Map([[trialId, receipt]]));
      const wanted = undisturbed.find(([cell]) => cell === trialId);
      isEqual &&= wanted !== undefined && JSON.stringify(hashes) === JSON.stringify(wanted);
    } else lost += 1;
  }
  return { lost, isEqual: isEqual && lost === 0 };
}

/** The code by which a cell failed, or null. */
async function endOf(
  { store }: Pick<Stack, 'store'>,
  studyId: string,
  trialId: string,
): Promise<ErrorCode | null> {
  const key = records.failure.key({ studyId, trialId });
  return (await store.head(key))
    ? (await readRecord(store, records.failure, { studyId, trialId })).code
    : null;
}

/** Of trials that were finished after so many attempts, those that have more now. */
export async function countRepeated(
  { store }: Stack,
  studyId: string,
  finishedBefore: ReadonlyMap<string, number>,
): Promise<number> {
  const attempts = await attemptsOf(store, studyId);
  return [...finishedBefore].filter(([trialId, n]) => attempts.get(trialId) !== n).length;
}
