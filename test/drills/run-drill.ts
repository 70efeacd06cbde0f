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

export interface DrillFindings {
  readonly times: number;
  readonly recoveredSeconds: number;
  readonly lost: number;
  readonly repeated: number;
  readonly isEqual: boolean;
}

export interface DrillPlan {
  readonly study: StudySpecInput;
  readonly inflict: Fault;
  readonly times: number;
  /** What the study gives when nobody disturbs it. */
  readonly undisturbed: readonly CellHashes[];
}

/** Disturbs studies, one after the other, until the fault has come so many times. */
export async function runDrill(range: DrillRange, plan: DrillPlan): Promise<DrillFindings> {
  const { study, times, undisturbed } = plan;
  let found: DrillFindings = {
    times: 0,
    recoveredSeconds: 0,
    lost: 0,
    repeated: 0,
    isEqual: true,
  };
  let missed = 0;
  while (found.times < times) {
    assertNotMissed(missed);
    const studyId = await range.stack.submit(study);
    const disturbed = await disturbStudy(range, studyId, {
      inflict: plan.inflict,
      times: times - found.times,
    });
    missed = disturbed.times > 0 ? 0 : missed + 1;
    await untilOver(range.stack, studyId);
    const { lost, isEqual } = await judgeStudy(range.stack, studyId, undisturbed);
    const repeated = await countRepeated(range.stack, studyId, disturbed.finishedBefore);
    found = {
      times: found.times + disturbed.times,
      recoveredSeconds: Math.max(found.recoveredSeconds, disturbed.recoveredSeconds),
      lost: found.lost + lost,
      repeated: found.repeated + repeated,
      isEqual: found.isEqual && isEqual,
    };
  }
  return found;
}

/** From its first checkpoint on, at random moments, until it is over or was disturbed enough. */
async function disturbStudy(
  range: DrillRange,
  studyId: string,
  { inflict, times }: Pick<DrillPlan, 'inflict' | 'times'>,
) {
  const { stack, random } = range;
  await untilKeys(stack, studyId, (keys) =>
    keys.some((key) => isReceipt(key) || key.includes('/checkpoints/')),
  );
  const finishedBefore = new Map<string, number>();
  let [inflicted, longest] = [0, 0];
  while (inflicted < times && !(await isOver(stack, studyId))) {
    const attempts = await attemptsOf(stack.store, studyId);
    for (const key of (await keysOf(stack, studyId)).filter(isReceipt)) {
      const trialId = records.receipt.parseKey(key)?.trialId ?? '';
      finishedBefore.set(trialId, attempts.get(trialId) ?? 0);
    }
    const underWay = [...attempts.keys()].filter((trialId) => !finishedBefore.has(trialId));
    const startedAt = performance.now();
    await inflict(range, studyId);
    const after = await keysOf(stack, studyId);
    await untilKeys(stack, studyId, (keys) =>
      underWay.every((trialId) => hasGotFurther(trialId, keys, after)),
    );
    longest = Math.max(longest, (performance.now() - startedAt) / 1000);
    inflicted += 1;
    await sleep(200 + random.integer(2500));
  }
  return { times: inflicted, recoveredSeconds: longest, finishedBefore };
}

/** A receipt, or a checkpoint that was not there before. */
function hasGotFurther(
  trialId: string,
  keys: readonly string[],
  before: readonly string[],
): boolean {
  return keys
    .filter((key) => key.includes(`/trials/${trialId}/`))
    .some((key) => isReceipt(key) || (key.includes('/checkpoints/') && !before.includes(key)));
}
