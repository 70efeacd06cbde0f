import { randomStream } from '@crossfold/random';
import { byCorrelation, bySeedShare, drawStudy, type Parts } from './component-studies.js';
import { forms, type Answer, type FormName } from './forms.js';
import { foundRate, missRate, percent, rateText, type Table } from './tally.js';

export const foldCounts = [3, 5, 10] as const;
export const seedCounts = [1, 3, 10] as const;
const formNames = Object.keys(forms) as FormName[];

/** Rows by the correlations of cells, of which the correction supposes 1 / folds between folds. */
export function correlationRows(folds: number): Parts[] {
  const supposed = 1 / folds;
  return [
    byCorrelation(supposed, supposed),
    byCorrelation(supposed, 0.5),
    byCorrelation(supposed, 0.8),
    byCorrelation(supposed, 0.95),
    byCorrelation(supposed / 2, 0.3),
    byCorrelation(supposed / 2, 0.8),
    byCorrelation(0, 0.5),
    byCorrelation(1.5 * supposed, 0.8),
  ];
}

export function seedShareRows(folds: number): Parts[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => bySeedShare(share, folds));
}

/** How often each form is wrong where there is no difference. */
export function falsePositiveTable(
  title: string,
  rowsOf: (folds: number) => readonly Parts[],
  studies: number,
): Table {
  return {
    title,
    columns: [
      'folds; parts',
      'seeds',
      ...formNames.slice(0, -1),
      'components (95 %)',
      'its coverage',
    ],
    rows: eachCase(rowsOf, (parts, folds, seeds) => {
      const answers = simulate(parts, folds, seeds, studies, 0);
      const rates = formNames.map((name) => missRate(answers[name], 0));
      const own = rates.at(-1);
      if (!own) throw new RangeError('expected a form to simulate, got none');
      return [
        ...rates.slice(0, -1).map(({ share }) => percent(share)),
        rateText(own),
        percent(1 - own.share),
      ];
    }),
  };
}

/** How often each form finds a difference of one standard deviation of a cell. */
export function powerTable(studies: number): Table {
  return {
    title: 'Found, of studies with a difference of one standard deviation of a cell (%)',
    columns: ['folds; parts', 'seeds', ...formNames],
    rows: eachCase(seedShareRows, (parts, folds, seeds) => {
      const answers = simulate(parts, folds, seeds, studies, 1);
      return formNames.map((name) => percent(foundRate(answers[name]).share));
    }),
  };
}

function eachCase(
  rowsOf: (folds: number) => readonly Parts[],
  write: (parts: Parts, folds: number, seeds: number) => readonly string[],
): string[][] {
  return foldCounts.flatMap((folds) =>
    rowsOf(folds).flatMap((parts) =>
      seedCounts.map((seeds) => [
        `${folds}; ${parts.name}`,
        String(seeds),
        ...write(parts, folds, seeds),
      ]),
    ),
  );
}

/** The answers of every form to the same studies. */
function simulate(
  parts: Parts,
  folds: number,
  seeds: number,
  studies: number,
  truth: number,
): Record<FormName, Answer[]> {
  const random = randomStream('simulate', parts.name, folds, seeds, truth);
  const testToTrain = 1 / (folds - 1);
  const layouts = Array.from({ length: studies }, () => ({
    differences: drawStudy(parts, folds, seeds, random).map((row) => row.map((d) => d + truth)),
    testToTrain,
  }));
  const answers = formNames.map((name) => [name, layouts.map((one) => forms[name](one))] as const);
  return Object.fromEntries(answers) as Record<FormName, Answer[]>;
}
