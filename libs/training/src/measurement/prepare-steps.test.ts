import { expect, it } from 'vitest';
import { prepareSteps } from './prepare-steps.js';

it('trains whole steps until the time is over, and one at least', () => {
  const steps = prepareSteps({ backbone: 'tiny', imageSizePx: 16, batchSize: 4 });
  // Every look at the clock finds it 2 s on.
  let now = 0;
  const clock = () => (now += 2000);
  expect(steps.run(5, clock)).toEqual({ images: 12, seconds: 6 });
  expect(steps.run(0, clock)).toEqual({ images: 4, seconds: 2 });
  steps.dispose();
});
