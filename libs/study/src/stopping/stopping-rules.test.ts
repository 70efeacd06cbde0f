import { describe, expect, it } from 'vitest';
import { findArrivals, judgeTrial, type TrialCurve } from './stopping-rules.js';

function curve(trialId: string, scores: readonly number[], isFinished = true): TrialCurve {
  return { trialId, scores, isFinished };
}

describe('the median rule', () => {
  const config = { rule: 'median', minEpochs: 2, minTrials: 3 } as const;
  // Averages of two epochs: 0.3, 0.4, 0.5; of one that ended before: 0.2.
  const others = [curve('a', [0.2, 0.4, 0.9]), curve('b', [0.4, 0.4]), curve('c', [0.4, 0.6, 0.9])];
  const judge = (trial: TrialCurve, among: readonly TrialCurve[]) =>
    judgeTrial(config, trial, among, { earlier: [], fresh: [] });
  const slow = (scores: readonly number[]) => curve('slow', scores, false);

  it('stops a trial whose best is below the median of running averages of finished trials', () => {
    expect(judge(slow([0.39, 0.1]), others)).toEqual({
      epoch: 2,
      best: 0.39,
      threshold: 0.4,
      compared: [
        { trialId: 'a', score: expect.closeTo(0.3, 12) as number },
        { trialId: 'b', score: 0.4 },
        { trialId: 'c', score: 0.5 },
      ],
    });
    // As good is not below, and what was better once is.
    expect(judge(slow([0.4, 0.1]), others)).toBeNull();
    const even = judge(slow([0.1, 0.1]), [...others, curve('d', [0.2])]);
    expect(even?.threshold).toBeCloseTo(0.35, 12);
  });

  it('waits for epochs and for finished trials', () => {
    expect(judge(slow([0.1]), others)).toBeNull();
    expect(judge(slow([0.1, 0.1]), others.slice(1))).toBeNull();
    const running = others.map((other) => ({ ...other, isFinished: false }));
    expect(judge(slow([0.1, 0.1]), running)).toBeNull();
  });
});

describe('asynchronous successive halving', () => {
  const config = { rule: 'asha', minEpochs: 1, reduction: 3 } as const;
  const others = [0.2, 0.3, 0.4, 0.5, 0.6].map((score, i) => curve(`t${i}`, [score, 0, 0], false));

  /** A trial among others that came there before it. */
  function judge(scores: readonly number[], among = others) {
    const own = curve('own', scores, false);
    const earlier = findArrivals(config, among, []);
    const fresh = findArrivals(config, [...among, own], earlier);
    return judgeTrial(config, own, among, { earlier, fresh });
  }

  it('stops what is not among the best third at a rung, of those that came so far', () => {
    const verdict = judge([0.45]);
    // Two of six are kept.
    expect(verdict).toMatchObject({ epoch: 1, best: 0.45, threshold: 0.5 });
    expect(verdict?.compared).toHaveLength(6);
    expect(judge([0.55])).toBeNull();
    expect(judge([0.55, 0.1, 0.7])).toBeNull();
    const behind = others.map((other) => ({ ...other, scores: [0.1, 0.6, 0.6] }));
    expect(judge([0.55, 0.1, 0.1], behind)?.epoch).toBe(3);
  });

  it('judges at rungs alone, also where they were passed unseen, and nobody among too few', () => {
    const known = [curve('own', [0.1], false)];
    const earlier = findArrivals(config, known, []);
    const second = [...others, curve('own', [0.1, 0.1], false)];
    expect(findArrivals(config, second, earlier).some(({ trialId }) => trialId === 'own')).toBe(
      false,
    );
    expect(judge([0.1, 0.7])).toMatchObject({ epoch: 1, best: 0.1 });
    expect(judge([0.1], others.slice(4))).toBeNull();
  });

  it('never judges anew what went on, however many come after it', () => {
    const first = curve('first', [0.45, 0.5], false);
    const earlier = findArrivals(config, [first], []);
    const fresh = findArrivals(config, [first, ...others], earlier);
    expect(judgeTrial(config, first, others, { earlier, fresh })).toBeNull();
  });
});
