import { plural, type Forecast, type StudyForecast } from '@crossfold/contracts';
import { tableLines } from '../terminal/table.js';
import { formatBytes, formatDuration } from '../terminal/units.js';

/** @param slots at work at once */
export function forecastLines(forecast: Forecast, slots: number): string[] {
  return [
    ...studyLines(forecast, slots),
    ...forecast.later.flatMap(({ stage, winner, forecast: later }) => [
      '',
      `stage ${stage}${winner === null ? '' : `, as if ${winner} won`}:`,
      ...studyLines(later, slots),
    ]),
  ];
}

function studyLines(forecast: StudyForecast, slots: number): string[] {
  const { name, trials, same, weightsTaken, images, variants, duplicates } = forecast;
  const { weightsBytes, checkpointBytes } = forecast;
  const taken = same > 0 ? `, ${same} of them as in studies whose results are reused` : '';
  const predicted =
    weightsTaken > 0 ? `, ${weightsTaken} of them with the weights of another trial` : '';
  const parts = `${images.train} images to train on, ${images.validation} for inner validation, ${images.test} to be tested on`;
  const columns = [
    { title: 'variant' },
    { title: 'parameters', align: 'right' as const },
    { title: 'trials', align: 'right' as const },
    { title: 'epochs', align: 'right' as const },
    { title: 'a trial', align: 'right' as const },
    { title: 'known from' },
  ];
  const rows = variants.map((variant) => [
    variant.name,
    `${(variant.parameters / 1e6).toFixed(1)} M`,
    variant.trials,
    variant.epochsAtMost,
    variant.secondsPerTrial === null ? '?' : formatDuration(variant.secondsPerTrial),
    basisText(variant.basis),
  ]);
  return [
    `${name}: ${trials} trials${taken}${predicted}; each has ${parts}`,
    '',
    ...tableLines(columns, rows),
    '',
    ...variants.flatMap(differenceLine),
    ...duplicates.map(
      ({ name: own, sameAs }) => `${own} is not trained: it is the same as ${sameAs}`,
    ),
    ...timeLines(forecast, slots),
    ...raceLines(forecast),
    ...sealedLines(forecast),
    `disk space: ${formatBytes(weightsBytes)} for the weights of all trials; ${formatBytes(checkpointBytes)} at most for the checkpoints of each trial that runs`,
  ];
}

function differenceLine({ name, role, differences }: Forecast['variants'][number]): string[] {
  if (role === 'baseline') return [];
  if (differences.length === 0) return [`${name}: the baseline under other seeds`];
  const changes = differences
    .filter(isOutermost)
    .map(({ path, baseline, arm }) => `${path} ${baseline ?? '–'} → ${arm ?? '–'}`);
  return [`${name}: ${changes.join(', ')}`];
}

function sealedLines({ sealed }: Pick<Forecast, 'sealed'>): string[] {
  if (!sealed || sealed.images === 0) return [];
  const { images, models, views, bytes } = sealed;
  return [
    `ensemble: ${images} sealed images × ${models} models × ${views} views are predicted once, and ${formatBytes(bytes)} kept of them`,
  ];
}

/** Below so many cells of each variant a race saves less than a third of recorded studies. */
const cellsThatPay = 10;

function raceLines({ raceSavesAtMost, trials, variants }: StudyForecast): string[] {
  if (raceSavesAtMost === null) return [];
  const cells = trials / variants.length;
  const most = `race: leaves out ${raceSavesAtMost} of ${trials} trials at most`;
  if (cells >= cellsThatPay) return [most];
  return [
    `${most}; with ${cells} cells of each variant hardly that many: about a fifth of all trials with 5 cells, a third with 10 (docs/statistics.md, "Races")`,
  ];
}

/** Of what an arm has not at all, its parts say nothing more. */
function isOutermost({ path }: Difference, _: number, all: readonly Difference[]): boolean {
  return !all.some((other) => path.startsWith(`${other.path}.`));
}

type Difference = Forecast['variants'][number]['differences'][number];

function basisText(basis: Forecast['variants'][number]['basis']): string {
  if (!basis) return 'nothing: no trial of such a network has ended here';
  const what = basis.alike === 'configuration' ? 'this configuration' : 'such a network';
  return `${plural(basis.trials, 'trial')} of ${what}`;
}

function timeLines({ slotSeconds }: StudyForecast, slots: number): string[] {
  if (slotSeconds === null) {
    return [
      'time: not known yet; a study with one epoch, two folds and one seed of what is marked "?" tells it',
    ];
  }
  const all = `time: ${formatDuration(slotSeconds)} in one slot with all epochs`;
  const shared = slots > 1 ? `, ${formatDuration(slotSeconds / slots)} in ${slots}` : '';
  return [`${all}${shared}; stopping early makes it less`];
}
