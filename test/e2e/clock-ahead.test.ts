import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { followEvents } from '../support/event-stream.js';
import { emptyPost, startStack } from '../support/stack.js';
import { tinyStudy } from '../support/tiny-study.js';
import { waitUntil } from '../support/wait-until.js';

const shifter = new URL('../support/shift-clock.mjs', import.meta.url);
const tenMinutesMs = 600_000;

it('an orchestrator whose clock is ahead of that of Redis shows the beginning of a study', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-ahead-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const clock = join(folder, 'offset');
  await writeFile(clock, String(tenMinutesMs));
  const stack = await startStack({
    NODE_OPTIONS: `--import ${shifter.href}`,
    CROSSFOLD_TEST_CLOCK: clock,
  });
  onTestFinished(() => stack.stop());
  await addDrawnImages(stack);
  const studyId = await stack.submit(tinyStudy);
  const response = await fetch(`${stack.api}/studies/${studyId}/cancel`, emptyPost);
  expect(response.ok).toBe(true);
  await sleep(500);
  const { events } = await followEvents(stack, studyId);
  await waitUntil('two events', () => events.length >= 2);
  expect(events.slice(0, 2).map(({ type }) => type)).toEqual([
    'study.submitted',
    'study.controlled',
  ]);
});
