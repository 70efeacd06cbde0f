import { describe, expect, it } from 'vitest';
import { createCheckpointPolicy } from './checkpoint-policy.js';

const never = new AbortController().signal;

function recorder() {
  const calls: string[] = [];
  const call = (name: string) => () => {
    calls.push(name);
    return Promise.resolve();
  };
  return { calls, save: call('save'), settle: call('settle') };
}

const hourly = [{ unit: 'seconds', count: 3600 }] as const;

describe('createCheckpointPolicy', () => {
  it('saves no more often than it is told to', async () => {
    const { calls, ...point } = recorder();
    const rare = createCheckpointPolicy(never, hourly);
    for (let step = 0; step < 3; step++) await rare.afterStep(point);
    expect(calls).toEqual([]);
    await createCheckpointPolicy(never, [{ unit: 'seconds', count: 0 }]).afterStep(point);
    expect(calls).toEqual(['save']);
  });

  it('counts steps since the last saving, and predicted batches not at all', async () => {
    const { calls, ...point } = recorder();
    const checkpointPolicy = createCheckpointPolicy(never, [
      ...hourly,
      { unit: 'steps', count: 3 },
    ]);
    for (let step = 0; step < 2; step++) await checkpointPolicy.afterStep(point);
    for (let batch = 0; batch < 9; batch++) await checkpointPolicy.afterPrediction(point);
    expect(calls).toEqual([]);
    await checkpointPolicy.afterStep(point);
    expect(calls).toEqual(['save']);
    for (let step = 0; step < 2; step++) await checkpointPolicy.afterStep(point);
    checkpointPolicy.saved();
    for (let step = 0; step < 2; step++) await checkpointPolicy.afterStep(point);
    expect(calls).toEqual(['save']);
  });

  it('tells which epochs are due', () => {
    const checkpointPolicy = createCheckpointPolicy(never, [{ unit: 'epochs', count: 2 }]);
    expect([1, 2, 3, 4].map((epoch) => checkpointPolicy.isDueAfterEpoch(epoch))).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(createCheckpointPolicy(never, hourly).isDueAfterEpoch(2)).toBe(false);
  });

  it('saves, waits for it and stops when it has to leave', async () => {
    const { calls, ...point } = recorder();
    const leaving = createCheckpointPolicy(AbortSignal.abort(), hourly).afterStep(point);
    await expect(leaving).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(calls).toEqual(['save', 'settle']);
  });
});
