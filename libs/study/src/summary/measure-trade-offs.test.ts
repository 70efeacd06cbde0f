import { buildClassifier, countMultiplyAdds, countParameters } from '@crossfold/model';
import { expect, it } from 'vitest';
import { studyOf } from '../progress/stored-study.fixture.js';
import { measureTradeOffs } from './measure-trade-offs.js';

const timed = (variant: string, seconds: number) => ({
  variant,
  images: { train: 10, validation: 1, test: 50 },
  timings: {
    startedAt: '',
    finishedAt: '',
    inputSeconds: 0,
    trainSeconds: 9,
    validationSeconds: 9,
    predictionSeconds: seconds,
  },
});

it('counts the whole classifier, and takes the median time of trials that were trained here', () => {
  const study = studyOf('costs');
  const [first] = study.variants;
  if (!first) throw new Error('expected a variant');
  const taken = { ...timed(first.name, 100), takenFrom: { studyId: 'other', trialId: 't' } };
  const receipts = [timed(first.name, 1), timed(first.name, 2), timed(first.name, 6), taken];
  const { backbone, head } = buildClassifier(first.config.model, 7);
  expect(measureTradeOffs(study, receipts)[0]).toEqual({
    variant: first.name,
    imageSizePx: first.config.model.imageSizePx,
    parameters: countParameters(backbone) + countParameters(head),
    multiplyAdds: countMultiplyAdds(backbone) + countMultiplyAdds(head),
    millisecondsPerImage: 40,
  });
  expect(measureTradeOffs(study, [])[0]?.millisecondsPerImage).toBeNull();
});
