import type { StudyForecast } from '@crossfold/contracts';

type Differences = StudyForecast['variants'][number]['differences'];

/** What an arm changes of the baseline, in a line. */
export function changesText(differences: Differences): string {
  if (differences.length === 0) return 'the baseline under other seeds';
  return differences
    .filter(isOutermost)
    .map(({ path, baseline, arm }) => `${path} ${baseline ?? '–'} → ${arm ?? '–'}`)
    .join(', ');
}

/** Of what an arm has not at all, its parts say nothing more. */
function isOutermost({ path }: Differences[number], _: number, all: Differences): boolean {
  return !all.some((other) => path.startsWith(`${other.path}.`));
}
