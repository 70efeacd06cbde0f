import type { Predictions } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { crossValidatedTables } from '../render/cross-validated-tables.js';
import { smallEnsemble, smallResults, writtenAt } from './small-results.fixture.js';
import { summariseStudy } from './summarise-study.js';

const results = smallResults();

/** Shares of images whose label is among the first k classes of the mean of these predictions. */
function shares(parts: readonly Predictions[]) {
  const sums = new Map<string, { label: number; row: number[] }>();
  for (const { imageIds, labels, probabilities } of parts) {
    imageIds.forEach((id, i) => {
      const row = sums.get(id)?.row ?? probabilities[i]?.map(() => 0) ?? [];
      const sum = row.map((p, c) => p + (probabilities[i]?.[c] ?? NaN));
      sums.set(id, { label: labels[i] ?? -1, row: sum });
    });
  }
  return [1, 2, 3].map((k) => {
    const hits = [...sums.values()].filter(({ label, row }) => {
      const order = row.map((p, c) => ({ p, c })).sort((a, b) => b.p - a.p || a.c - b.c);
      return order.slice(0, k).some(({ c }) => c === label);
    });
    return hits.length / sums.size;
  });
}

async function partsOf(variant: string): Promise<Predictions[]> {
  const cells = await results.withPredictions(
    results.cells.filter(({ cell }) => cell.variant === variant),
  );
  return cells.flatMap(({ predictions }) => predictions ?? []);
}

describe('the cross-validated ensemble', () => {
  it('averages the models that were held out from each image, over seeds', async () => {
    const { crossValidated } = await summariseStudy(results, writtenAt);
    expect(crossValidated.map(({ variants }) => variants)).toEqual([['full'], ['no-focal']]);
    const [full] = crossValidated;
    const [top1, top2, top3] = shares(await partsOf('full'));
    expect(full).toMatchObject({ models: [2, 2], evaluation: { images: 140 } });
    expect(full?.evaluation.scores).toMatchObject({ accuracy: top1, top2, top3 });
    const { accuracy = [NaN, NaN] } = full?.intervals ?? {};
    expect(accuracy[0]).toBeLessThan(top1 ?? NaN);
    expect(accuracy[1]).toBeGreaterThan(top1 ?? NaN);
    const seeds = await Promise.all(
      [1, 2].map(async (seed) => {
        const cells = results.cells.filter(
          ({ cell }) => cell.variant === 'full' && cell.seed === seed,
        );
        const of = await results.withPredictions(cells);
        return shares(of.flatMap(({ predictions }) => predictions ?? []));
      }),
    );
    const single = seeds.reduce((sum, [first = NaN]) => sum + first, 0) / 2;
    expect(full?.gain?.scores.accuracy).toBeCloseTo((top1 ?? NaN) - single, 12);
    expect(full?.gain?.intervals.accuracy[0]).toBeLessThan((top1 ?? NaN) - single);
  });

  it('averages the variants that vote together, each counting alike', async () => {
    const ensemble = { ...results.study.ensemble, partners: ['no-focal'] };
    const study = { ...results.study, ensemble } as typeof results.study;
    const report = await summariseStudy({ ...results, study }, writtenAt);
    const together = report.crossValidated.at(-1);
    const all = [...(await partsOf('full')), ...(await partsOf('no-focal'))];
    expect(together).toMatchObject({ variants: ['full', 'no-focal'], models: [4, 4] });
    expect(together?.evaluation.scores.accuracy).toBe(shares(all)[0]);
    const tables = crossValidatedTables({ ...report, ensemble: smallEnsemble() });
    expect(tables.map(({ id }) => id)).toEqual([
      'cross-validated',
      'cross-validated-gain',
      'cross-validated-classes',
    ]);
    expect(tables[2]?.title).toContain('full + no-focal');
    expect(tables[0]?.rows[2]?.slice(0, 3)).toEqual(['full + no-focal', '4', 140]);
  });

  it('says in which views its models predicted, once any saw more than the image', async () => {
    const viewed = results.study.variants.map((variant) => ({
      ...variant,
      config: {
        ...variant.config,
        evaluation: {
          testTimeAugmentation:
            variant.name === 'full' ? ('dihedral8' as const) : ('none' as const),
        },
      },
    }));
    const ensemble = { ...results.study.ensemble, partners: ['no-focal'] };
    const study = { ...results.study, variants: viewed, ensemble } as typeof results.study;
    const report = await summariseStudy({ ...results, study }, writtenAt);
    expect(report.crossValidated.map(({ views }) => views)).toEqual(['dihedral8', 'none', null]);
    const [table] = crossValidatedTables({ ...report, ensemble: smallEnsemble() });
    expect(table?.rows.map((row) => row.slice(0, 3))).toEqual([
      ['full', '8 views: turned and mirrored', '2'],
      ['no-focal', 'the image alone', '2'],
      ['full + no-focal', null, '4'],
    ]);
    expect(table?.notes.join(' ')).not.toContain('without test-time augmentation');
  });

  it('has no gain where one model of an image is lost, and none together', async () => {
    const lossy = smallResults(({ trialId }) =>
      trialId === 'no-focal.f0.s2' ? { failure: 'TRIAL_DIVERGED' } : undefined,
    );
    const { crossValidated } = await summariseStudy(lossy, writtenAt);
    expect(crossValidated[1]).toMatchObject({ models: [1, 2], gain: null });
  });
});
