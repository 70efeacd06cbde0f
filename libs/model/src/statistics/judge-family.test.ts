import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { compareCells } from './compare-cells.js';
import { judgeFamily } from './judge-family.js';

/*
 * A short form of `npm run simulate -- verdicts`, whose table is in docs/statistics.md: how often is
 * "helps" or "hurts" said of an arm that does nothing, in studies of seven arms?
 */

const studies = 1000;
const [arms, folds, seeds] = [7, 5, 2];

/** Scores of a variant about 0, [folds][seeds]; cells of one fold are more alike than others. */
function drawScores(random: ReturnType<typeof randomStream>): number[][] {
  const shared = Math.sqrt(0.1) * random.normal();
  return Array.from({ length: folds }, () => {
    const own = shared + Math.sqrt(0.3) * random.normal();
    return Array.from({ length: seeds }, () => own + Math.sqrt(0.1) * random.normal());
  });
}

/** @param effect what the first arm gains, in standard deviations of the difference of a cell */
function compareArms(draw: number, effect: number) {
  const random = randomStream('false verdicts', draw);
  const [baseline, ...others] = Array.from({ length: arms + 1 }, () => drawScores(random));
  return others.map((scores, arm) => {
    const cells = scores.flatMap((own, unit) =>
      own.map((score, seed) => {
        const difference = score - (baseline?.[unit]?.[seed] ?? NaN) + (arm === 0 ? effect : 0);
        return { unit, difference };
      }),
    );
    const found = compareCells(cells, 1 / (folds - 1));
    if (!found) throw new Error('expected a comparison over five folds');
    return found;
  });
}

const isTold = ({ verdict }: { verdict: string }) => verdict === 'helps' || verdict === 'hurts';

function shareOf(draws: number, isSo: (draw: number) => boolean): number {
  return Array.from({ length: draws }, (_, draw) => isSo(draw)).filter(Boolean).length / draws;
}

describe('verdicts on seven arms', () => {
  it('tell one that does nothing from the baseline in no more than 5 % of studies', () => {
    const wrong = shareOf(studies, (draw) => judgeFamily(compareArms(draw, 0), 0.01).some(isTold));
    // Three standard errors of a share of 1000.
    expect(wrong).toBeLessThan(0.05 + 3 * 0.0069);
    const alone = shareOf(studies, (draw) =>
      compareArms(draw, 0).some((one) => judgeFamily([one], 0.01).some(isTold)),
    );
    expect(alone).toBeGreaterThan(0.12);
  });

  it('find one of a large effect, with its sign', () => {
    const right = shareOf(100, (draw) => {
      const [first] = judgeFamily(compareArms(draw, draw % 2 ? 8 : -8), 0.01);
      return first?.verdict === (draw % 2 ? 'helps' : 'hurts');
    });
    expect(right).toBeGreaterThan(0.8);
  });
});
