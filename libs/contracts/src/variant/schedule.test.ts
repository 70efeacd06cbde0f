import { expect, it } from 'vitest';
import { parseWith } from '../parse.js';
import { scheduleConfigSchema, scheduleTable, type ScheduleName } from './schedule.js';

/** The options of a schedule as studies of before November 2026 store them. */
const stored = { warmupEpochs: 2, finalShare: 0.1, everyEpochs: 7, factor: 0.5 };

it.each([
  ['plateau', {}],
  ['constant', {}],
  ['cosine', { warmupEpochs: 2, finalShare: 0.1 }],
  ['step', { everyEpochs: 7, factor: 0.5 }],
])('reads a stored %s, without what had no effect on it', (name, options) => {
  const found = scheduleConfigSchema.parse({ name, ...stored });
  expect(found).toEqual({ name, ...options });
  expect(scheduleConfigSchema.parse(found)).toEqual(found);
});

it('is a plateau when nothing is said', () => {
  expect(scheduleConfigSchema.parse({})).toEqual({ name: 'plateau' });
});

it.each(Object.keys(scheduleTable) as ScheduleName[])(
  'refuses with %s the options of every other schedule, and says where they belong',
  (name) => {
    for (const [other, { options }] of Object.entries(scheduleTable)) {
      for (const option of other === name ? [] : Object.keys(options)) {
        const written = { name, [option]: 0.5 };
        const parse = () => parseWith(scheduleConfigSchema, written, 'SPEC_INVALID', 'the file');
        expect(parse).toThrow(`"${option}"; it goes with name: ${other}, not ${name}`);
      }
    }
  },
);
