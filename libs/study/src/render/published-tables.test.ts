import { describe, expect, it } from 'vitest';
import { publishedBeside } from '../summary/published-beside.js';
import { smallEnsemble, smallResults, writtenAt } from '../summary/small-results.fixture.js';
import { summariseStudy } from '../summary/summarise-study.js';
import { publishedTables } from './published-tables.js';

const results = smallResults();
const rowOf = (imageId: string, groupId: string) => ({
  imageId,
  groupId,
  label: 'bkl',
  fold: 0,
});
const ofHam10000 = [
  rowOf('ISIC_0027419', 'HAM_0000118'),
  rowOf('ISIC_0026769', 'HAM_0002730'),
  rowOf('ISIC_0099999', 'HAM_0007000'),
];

describe('published results', () => {
  it('stand beside images that are known to be of HAM10000, and no others', () => {
    const shown = publishedBeside({}, { assignments: ofHam10000 });
    expect(shown).toMatchObject({ caveat: null, reproduced: { rows: { length: 8 } } });
    expect(publishedBeside({ published: 'never' }, { assignments: ofHam10000 })).toBeNull();
    const [first, second, third] = ofHam10000;
    // A drawn set has these ids too, in lesions of its own.
    const drawn = [{ ...first, groupId: 'HAM_0000001' }, second, third] as typeof ofHam10000;
    expect(publishedBeside({}, { assignments: drawn })).toBeNull();
    expect(publishedBeside({ published: 'always' }, { assignments: drawn })?.caveat).toMatch(
      /^Drawn or other images/,
    );
  });

  it('are ordered by protocol, and those of the reproduced study stand beside ours', async () => {
    const study = { ...results.study, published: 'always' as const };
    const summary = await summariseStudy({ ...results, study }, writtenAt);
    const [rows, all] = publishedTables({ ...summary, ensemble: smallEnsemble() });
    const [published, ours] = [rows?.rows ?? [], summary.variants[0]?.pooled?.scores];
    const full = published.filter(([name]) => name === '6 full');
    expect(full.map((row) => row.slice(1, 4))).toEqual([
      ['full', 'F1', 0.8],
      ['full', 'accuracy', 0.9],
      ['full', 'precision', 0.81],
      ['full', 'recall', 0.8],
    ]);
    const { accuracy: interval } = summary.variants[0]?.intervals ?? {};
    expect(full[1]?.[5]).toEqual({
      value: (ours?.accuracy ?? NaN) - 0.9,
      interval: interval?.map((bound) => bound - 0.9),
    });
    // No arm lacks dropout here; both ensembles have a row.
    expect(published.map(([name]) => name)).not.toContain('1 no dropout');
    expect(published.filter(([name]) => name === 'ensemble, test set')).toHaveLength(1);
    // The published ensemble predicts in several views: an arm that does has a row of its own.
    const [plain] = summary.crossValidated;
    if (!plain) throw new Error('expected a cross-validated ensemble, got none');
    const viewed = { ...plain, variants: ['with-tta'], views: 'dihedral8' as const };
    const [both] = publishedTables({ ...summary, crossValidated: [plain, viewed] });
    const beside = (both?.rows ?? []).filter(([name]) => name === 'ensemble, cross-validation');
    expect(new Set(beside.map(([, ours]) => ours))).toEqual(
      new Set([
        'cross-validated ensemble',
        'cross-validated ensemble of with-tta, 8 views: turned and mirrored',
      ]),
    );
    for (const table of [rows, all]) expect(table?.notes[0]).toMatch(/^CAUTION: Drawn/);
    const apart = (all?.rows ?? []).map((row) => row[1]);
    expect(apart).toEqual([...apart].sort((a, b) => order(a) - order(b)));
    expect(apart).toContain('NO: leaks');
  });

  it('are those that the study file names, where it is of other images', () => {
    const own = {
      name: 'ours of last year',
      source: 'a report',
      protocol: '5 folds',
      groupsKeptApart: 'yes' as const,
      images: 100,
      scores: { accuracy: 0.7 },
      isVerified: true,
    };
    const found = publishedBeside({ compareWith: [own] }, results.foldPlan);
    expect(found).toEqual({ caveat: null, results: [own], reproduced: null });
  });
});

function order(kept: unknown): number {
  return ['yes', 'unknown', 'NO: leaks'].indexOf(String(kept));
}
