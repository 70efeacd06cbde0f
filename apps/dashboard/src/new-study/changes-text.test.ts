import { expect, it } from 'vitest';
import { changesText } from './changes-text.js';

it('names what differs, and of what is off no parts', () => {
  expect(
    changesText([
      { path: 'training.loss', baseline: 'focal', arm: 'cross-entropy' },
      { path: 'mixup', baseline: 'on', arm: null },
      { path: 'mixup.alpha', baseline: '0.2', arm: null },
    ]),
  ).toBe('training.loss focal → cross-entropy, mixup on → –');
  expect(changesText([])).toBe('the baseline under other seeds');
});
