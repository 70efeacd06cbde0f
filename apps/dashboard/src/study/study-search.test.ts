import { expect, it } from 'vitest';
import { readStudySearch } from './study-search.js';

it('reads what of the curves is shown, and no other value of it', () => {
  const chosen = {
    measure: 'validation_loss',
    switched: 'full,focal',
    lines: 'cells',
    band: 'off',
  };
  expect(readStudySearch(chosen)).toMatchObject(chosen);
  expect(readStudySearch({ measure: 'speed', lines: 'all', band: 'on' })).toMatchObject({
    measure: undefined,
    switched: undefined,
    lines: undefined,
    band: undefined,
  });
});
