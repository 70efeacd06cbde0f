import { expect, it } from 'vitest';
import { createRepeatFilter } from './repeat-filter.js';

it('tells once a minute what is said again and again, and how often it was', () => {
  const clock = { nowMs: 0 };
  const filter = createRepeatFilter(60_000, () => clock.nowMs);
  expect(filter.admit('OOM')).toEqual({ heldBack: 0 });
  for (let i = 0; i < 1000; i++) expect(filter.admit('OOM')).toBeNull();
  expect(filter.admit('READONLY')).toEqual({ heldBack: 0 });
  clock.nowMs = 60_000;
  expect(filter.admit('OOM')).toEqual({ heldBack: 1000 });
});

it('remembers no more than so many', () => {
  const filter = createRepeatFilter();
  for (let i = 0; i <= 1000; i++) filter.admit(String(i));
  expect(filter.admit('1000')).toBeNull();
  expect(filter.admit('0')).toEqual({ heldBack: 0 });
});
