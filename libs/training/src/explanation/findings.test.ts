import type { ClassExplanation, Explanation } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { writeFindings } from './findings.js';

const means = {
  images: 40,
  energyInside: 0.22,
  interval: [0.2, 0.24],
  maskShare: 0.22,
  pointingGame: 0.3,
  iou: 0.2,
  backgroundQuotient: 1,
} satisfies ClassExplanation['all'];

function classOf(name: 'mel' | 'nv', isFlagged = false): ClassExplanation {
  return {
    class: name,
    all: means,
    right: means,
    wrong: null,
    isFlagged,
    comparison: {
      difference: -0.01,
      adjustedP: 1,
      backgroundLoss: isFlagged ? 0.4 : 0.02,
      othersBackgroundLoss: 0.02,
      backgroundAdjustedP: isFlagged ? 0.001 : 1,
      looksOutside: false,
      needsBackground: isFlagged,
    },
  };
}

const explained = {
  classes: [classOf('mel'), classOf('nv')],
  images: 80,
  imagesWithMask: 80,
  emptyMaps: 0,
  pictured: [],
  whole: { images: 80, energyInside: 0.223, maskShare: 0.221, liftInterval: [-0.011, 0.014] },
  undecided: null,
  mapSize: [7, 7],
} satisfies Parameters<typeof writeFindings>[0];

const findings = (changes: Partial<Pick<Explanation, 'undecided' | 'mapSize' | 'classes'>>) =>
  writeFindings({ ...explained, ...changes }).join('\n');

describe('writeFindings', () => {
  it('concludes where the maps tell', () => {
    expect(findings({})).toMatch(/^None of 2 classes is recognised by something outside/);
    expect(findings({})).not.toContain('Cannot tell');
  });

  it('says that maps of 2 × 2 cells cannot tell, and concludes nothing', () => {
    const text = findings({ undecided: 'coarseMaps', mapSize: [2, 2] });
    expect(text).toMatch(/^Cannot tell at this map size \(2 × 2\): /);
    expect(text).not.toContain('is recognised');
    expect(text).toContain('this alone does not show that what is marked is looked at');
  });

  it('says that an energy inside equal to chance tells nothing, with both and their difference', () => {
    const text = findings({ undecided: 'likeChance' });
    expect(text).toContain(
      'as chance would have it: 22 % inside, 22 % by chance, a difference of −1.1 to 1.4 points (95 %)',
    );
    expect(text).not.toContain('is recognised');
    expect(findings({ undecided: 'outsideAlike' })).toMatch(/^Cannot tell by holding classes/);
  });

  it('still names a class that needs the background, without what coarse maps would say of it', () => {
    const classes = [classOf('mel'), classOf('nv', true)];
    const text = findings({ undecided: 'coarseMaps', mapSize: [2, 2], classes });
    expect(text).toMatch(/^nv is recognised by something outside the mask: without the backg/);
    expect(text).not.toContain('Of its maps');
    expect(findings({ classes })).toContain('Of its maps');
  });
});
