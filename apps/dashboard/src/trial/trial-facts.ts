import type { TrialView } from '@crossfold/contracts';
import { scoreRow, scoreTitle, shownScores } from '@crossfold/contracts/page';
import { decimal, duration, percent } from '../text/format.js';

/**
 * What is known of a trial, as names with values.
 *
 * @param known `classes`: how many its data set has; `device`: of the worker that trains it
 */
export function trialFacts(
  trial: TrialView,
  {
    classes = Infinity,
    device,
  }: { readonly classes?: number | undefined; readonly device: string | null },
): readonly (readonly [string, string])[] {
  const { state, worker, attempt, seconds, takenFrom, scores, waiting } = trial;
  const facts: [string, string][] = [];
  for (const name of scores ? shownScores('main', { classes, hasPositive: false }) : []) {
    const value = scores?.[name] ?? null;
    const { unit } = scoreRow(name);
    if (value === null) continue;
    const title = scoreTitle(name);
    const text = unit === 'percent' ? `${percent(value)} %` : decimal(value);
    facts.push([`${title[0]?.toUpperCase() ?? ''}${title.slice(1)}`, text]);
  }
  if (state === 'running') facts.push(...progressFacts(trial));
  if (takenFrom !== null) facts.push(['Not trained here', `result of ${takenFrom}`]);
  else if (seconds !== null) facts.push(['Took', duration(seconds)]);
  if (waiting !== null) facts.push(['Waits because', waiting]);
  if (worker !== null) facts.push(['Worker', worker]);
  if (state === 'running' && device !== null) facts.push(['Device', device]);
  if (attempt > 1) facts.push(['Attempt', String(attempt)]);
  return facts;
}

function progressFacts({
  phase,
  epoch,
  epochs,
  step,
  steps,
  imagesPerSecond,
}: TrialView): [string, string][] {
  const facts: [string, string][] = [['Epochs done', `${epoch} of at most ${epochs ?? '?'}`]];
  if (phase !== null) {
    facts.push(['Now', steps > 0 ? `${phase}, step ${step} of ${steps}` : phase]);
  }
  if (imagesPerSecond !== null) facts.push(['Speed', `${imagesPerSecond.toFixed(1)} images/s`]);
  return facts;
}
