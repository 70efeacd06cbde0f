import { setTimeout as sleep } from 'node:timers/promises';
import { records, type StudySpecInput } from '@crossfold/contracts';
import { attemptsOf, type CellHashes } from '../support/tiny-study.js';
import {
  assertNotMissed,
  isOver,
  isReceipt,
  keysOf,
  untilKeys,
  untilOver,
} from './drill-objects.js';
import type { DrillRange, Fault } from './drill-range.js';
import { countRepeated, judgeStudy } from './judge-study.js';

export interface Chaos {
  readonly study: StudySpecInput;
  readonly mixture: Readonly<Record<string, Fault>>;
  readonly faults: number;
  readonly undisturbed: readonly CellHashes[];
}

/** Faults come one after the other at random, whether or not the last one is overcome. */
const longestPauseMs = 2000;

/** Where a study is over before all faults have come, the next one meets the rest. */
export async function runChaos(range: DrillRange, { study, mixture, faults, undisturbed }: Chaos) {
  const { stack, random } = range;
  const names = Object.keys(mixture);
  const schedule = Array.from({ length: faults }, () => names[random.integer(names.length)] ?? '');
  const counts: Record<string, number> = {};
  const found = { recoveredSeconds: 0, lost: 0, repeated: 0, isEqual: true, studies: 0 };
  let missed = 0;
  for (let times = 0; times < faults; found.studies++) {
    assertNotMissed(missed);
    missed += 1;
    const studyId = await stack.submit(study);
    await untilKeys(stack, studyId, (keys) =>
      keys.some((key) => isReceipt(key) || key.includes('/checkpoints/')),
    );
    const finishedBefore = new Map<string, number>();
    while (times < faults && !(await isOver(stack, studyId))) {
      const attempts = await attemptsOf(stack.store, studyId);
      for (const key of (await keysOf(stack, studyId)).filter(isReceipt)) {
        const trialId = records.receipt.parseKey(key)?.trialId ?? '';
        finishedBefore.set(trialId, attempts.get(trialId) ?? 0);
      }
      missed = 0;
      const name = schedule[times++] ?? '';
      await mixture[name]?.(range, studyId);
      counts[name] = (counts[name] ?? 0) + 1;
      await sleep(random.integer(longestPauseMs));
    }
    const lastFaultAt = performance.now();
    await untilOver(stack, studyId);
    found.recoveredSeconds = (performance.now() - lastFaultAt) / 1000;
    const { lost, isEqual } = await judgeStudy(stack, studyId, undisturbed);
    found.lost += lost;
    found.isEqual &&= isEqual;
    found.repeated += await countRepeated(stack, studyId, finishedBefore);
  }
  return { times: faults, counts, ...found };
}
