import { expect, it } from 'vitest';
import { variantConfigSchema, type VariantConfig } from '../variant/variant.js';
import { configurationSchema, describeConfiguration } from './configuration.js';
import type { Variant } from './study.js';

const variant = (name: string, role: Variant['role'], config: VariantConfig): Variant => ({
  name,
  role,
  removedComponent: null,
  config,
  configSha256: '0'.repeat(64),
});
const full = variantConfigSchema.parse({ model: { hiddenUnits: [8, 4] } });

it('lists every setting that was compiled, defaults too, and what each arm changes', () => {
  const { model, training } = full;
  const [stage] = training.stages;
  const described = describeConfiguration([
    variant('full', 'baseline', full),
    variant('plain', 'arm', { ...full, augmentation: null, model: { ...model, dropout: 0 } }),
    variant('short', 'arm', {
      ...full,
      training: { ...training, stages: [{ ...stage, epochs: 1, trainable: { lastBlocks: 2 } }] },
    } as VariantConfig),
    variant('same', 'arm', full),
  ]);
  expect(configurationSchema.parse(described)).toEqual(described);
  expect(described.baseline).toBe('full');
  const values = new Map(described.settings.map(({ path, value }) => [path, value]));
  expect(values.get('model.dropout')).toBe('0.5');
  expect(values.get('model.hiddenUnits')).toBe('[8,4]');
  expect(values.get('model.weights.from')).toBe('random');
  expect(values.get('training.stages[1].epochs')).toBe('45');
  expect(values.get('training.clipNorm')).toBe('null');
  const [plain, short, same] = described.arms;
  expect(plain?.differences).toContainEqual({ path: 'model.dropout', baseline: '0.5', arm: '0' });
  expect(plain?.differences).toContainEqual({
    path: 'augmentation',
    baseline: null,
    arm: 'null',
  });
  expect(plain?.differences).toContainEqual({
    path: 'augmentation.hue',
    baseline: '0',
    arm: null,
  });
  expect(short?.differences).toContainEqual({
    path: 'training.stages[1].epochs',
    baseline: '45',
    arm: null,
  });
  expect(short?.differences.map(({ path }) => path)).toContain(
    'training.stages[0].trainable.lastBlocks',
  );
  expect(same).toEqual({ name: 'same', differences: [] });
});
