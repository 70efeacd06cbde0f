import { studyFileSchema } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { readPreset } from '../study/presets.js';
import { paperFile, publishedBackbones, type PaperOptions } from './paper-file.js';

const options: PaperOptions = {
  dataset: 'ham10000',
  isQuick: false,
  protocol: 'grouped',
  hasMasks: true,
  acknowledgeLeakage: false,
};

describe('paperFile', async () => {
  const preset = await readPreset('paper-two-stage');
  const armsOf = (file: object) => studyFileSchema.parse(file).stages?.map(({ arms }) => arms);

  it('is the preset on the data set, with segmentation arms in the last stage', () => {
    const file = studyFileSchema.parse(paperFile(preset, options));
    expect(file).toMatchObject({ name: 'paper', dataset: 'ham10000', folds: 5, seeds: [1, 2, 3] });
    expect(file.published).toBe('always');
    expect(file.baseline.model).toMatchObject({ backbone: 'resnet50', imageSizePx: 224 });
    const [backbones, ablation] = armsOf(file) ?? [];
    expect(backbones?.explicit.map(({ name }) => name)).toEqual([
      ...['vgg16', 'mobilenet', 'efficientnet-b1'],
    ]);
    expect(ablation?.leaveOneOut).toContain('focal');
    expect(ablation?.explicit.map(({ name }) => name)).toEqual([
      ...['with-tta', 'foreground-only', 'background-only'],
    ]);
    expect(file.question).toMatch(/^Which backbone .*\?$/);
  });

  it('has no segmentation arms where images have no masks, and says so', () => {
    const file = studyFileSchema.parse(paperFile(preset, { ...options, hasMasks: false }));
    expect(file.stages?.[1]?.arms.explicit.map(({ name }) => name)).toEqual(['with-tta']);
    expect(file.question).toContain('The images do not all have masks');
  });

  it('names the backbones that begin with published weights', () => {
    expect(publishedBackbones(paperFile(preset, options))).toEqual([
      ...['resnet50', 'vgg16', 'mobilenet', 'efficientnet-b1'],
    ]);
    expect(publishedBackbones(paperFile(preset, { ...options, isQuick: true }))).toEqual([]);
  });

  it('has the same arms when it is quick, on less of everything', () => {
    const quick = paperFile(preset, { ...options, isQuick: true });
    expect(armsOf(quick)).toEqual(armsOf(paperFile(preset, options)));
    expect(studyFileSchema.parse(quick)).toMatchObject({
      name: 'paper-quick',
      folds: 2,
      seeds: [1],
      baseline: { model: { weights: { from: 'random' }, imageSizePx: 64 } },
    });
  });

  it('splits as it is asked to', () => {
    const leaky = { ...options, protocol: 'image' as const, acknowledgeLeakage: true };
    expect(paperFile(preset, leaky)).toMatchObject({ protocol: 'image', acknowledgeLeakage: true });
  });
});
