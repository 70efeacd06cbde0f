import { hashConfig, type Receipt, type ReportAppendix, type Variant } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { listLearningCurves } from '../summary/list-learning-curves.js';
import { smallResults, writtenAt } from '../summary/small-results.fixture.js';
import { summariseStudy } from '../summary/summarise-study.js';
import { learningCurveFigures, learningCurveTables } from './learning-curve.js';

const { study, ...results } = smallResults();
const [full, arm] = study.variants as [Variant, Variant];
const small = withShare(arm, { ...full.config }, 0.3);

function withShare(variant: Variant, config: Variant['config'], trainShare: number): Variant {
  const own = { ...config, training: { ...config.training, trainShare } };
  return { ...variant, config: own, configSha256: hashConfig(own) };
}

function receipt(variant: Variant, train: number, groups?: number) {
  const { trainShare: share } = variant.config.training;
  return {
    variant: variant.name,
    images: { train, validation: 20, test: 70 },
    ...(groups && { trainPart: { share, groups } }),
  } satisfies Partial<Receipt>;
}

describe('a learning curve', () => {
  it('is of variants that differ by the share alone, the smallest first', () => {
    const receipts = [receipt(full, 50, 25), receipt(small, 14, 8), receipt(small, 16, 9)];
    expect(listLearningCurves({ variants: [full, small] }, receipts)).toEqual([
      {
        points: [
          { variant: small.name, share: 0.3, images: 15, groups: 8.5 },
          { variant: full.name, share: 1, images: 50, groups: 25 },
        ],
      },
    ]);
    const other = withShare(arm, arm.config, 0.3);
    expect(listLearningCurves({ variants: [full, other] }, receipts)).toEqual([]);
    // A variant without a result, and a receipt of before groups were counted.
    expect(listLearningCurves({ variants: [full, small] }, [receipt(full, 50)])).toEqual([]);
    const [curve] = listLearningCurves({ variants: [full, small] }, [
      receipt(full, 50),
      receipt(small, 15, 8),
    ]);
    expect(curve?.points.map(({ groups }) => groups)).toEqual([8, null]);
  });

  it('is shown with scores, their intervals and what each step brings', async () => {
    const variants = [full, small];
    const report = await summariseStudy({ ...results, study: { ...study, variants } }, writtenAt);
    const receipts = [receipt(full, 50, 25), receipt(small, 15, 8)];
    const learningCurves = listLearningCurves({ variants }, receipts);
    const appendix = { learningCurves } as ReportAppendix;
    const [scoreFull, scoreSmall] = report.variants.map(
      ({ pooled }) => pooled?.scores.balancedAccuracy ?? NaN,
    ) as [number, number];
    const [table] = learningCurveTables(report, appendix);
    expect(table?.rows.map((row) => row.slice(0, 4))).toEqual([
      [small.name, 0.3, '15', '8'],
      [full.name, 1, '50', '25'],
    ]);
    expect(table?.rows[1]?.[4]).toEqual({
      value: scoreFull,
      interval: report.variants[0]?.intervals?.balancedAccuracy,
    });
    expect(table?.rows.map((row) => row.at(-1))).toEqual([null, scoreFull - scoreSmall]);
    const [figure] = learningCurveFigures(report, appendix);
    expect(figure?.drawing).toMatchObject({
      series: [
        {
          name: full.name,
          points: [
            [30, 100 * scoreSmall],
            [100, 100 * scoreFull],
          ],
        },
      ],
    });
    expect(learningCurveTables(report, null)).toEqual([]);
  });
});
