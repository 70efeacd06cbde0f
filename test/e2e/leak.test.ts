import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportSchema, type Report } from '@crossfold/contracts';
import { afterAll, expect, it } from 'vitest';
import { runCli } from '../support/processes.js';

const home = await mkdtemp(join(tmpdir(), 'crossfold-leak-'));
afterAll(() => rm(home, { recursive: true, force: true }));

type Line = { readonly type?: string } & Record<string, unknown>;

it('scores clearly higher by image than by lesion, and says why', async () => {
  const env = { CROSSFOLD_HOME: home };
  const demo = await runCli(['--json', 'demo', 'leak'], env);
  expect(demo, demo.stderr).toMatchObject({ code: 0 });
  const lines = demo.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const [leaky, honest] = lines
    .filter(({ type }) => type === 'report')
    .map(({ report }) => reportSchema.parse(report)) as [Report, Report];
  const scores = ({ variants }: Report) => variants[0]?.pooled?.scores.balancedAccuracy ?? NaN;

  expect(lines.find(({ type }) => type === 'leak')).toMatchObject({
    image: { balancedAccuracy: scores(leaky) },
    grouped: { balancedAccuracy: scores(honest), leakedShare: 0 },
  });
  // Chance is 14 %; images of lesions that were trained on are a third of the test images and more.
  expect(scores(leaky) - scores(honest)).toBeGreaterThan(0.1);
  const { leakedImages, poolImages } = leaky.foldPlan.leak;
  expect(leakedImages / poolImages).toBeGreaterThan(0.3);
  const [{ leaked, others } = {}] = leaky.leakage;
  expect([leaked?.images, others?.images]).toEqual([leakedImages, poolImages - leakedImages]);
  expect((leaked?.balancedAccuracy ?? 0) - (others?.balancedAccuracy ?? 1)).toBeGreaterThan(0.2);
  expect([honest.foldPlan.leak.leakedImages, honest.leakage]).toEqual([0, []]);

  const share = ((100 * leakedImages) / poolImages).toFixed(1);
  const mark = `LEAK: ${share} % of the test images have their group in training`;
  const shown = await runCli(['report', 'leak', '--format', 'md'], env);
  // All sections but those without a score.
  const headings = shown.stdout
    .split('\n')
    .filter((line) => /^## (?!Notes$|What the scores are$)/.test(line));
  expect(headings.length).toBeGreaterThan(4);
  for (const heading of headings) expect(heading).toContain(mark);
  expect(shown.stdout).toMatch(/points, which only a plan that keeps each lesion whole/);
});
