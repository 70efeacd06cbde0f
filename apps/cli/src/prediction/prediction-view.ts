import { csvCellOfText, plural, type ImagePrediction, type Predictor } from '@crossfold/contracts';
import { tableLines } from '../terminal/table.js';

/** Who answers, and what must be known before believing it. */
export function predictorLines(predictor: Predictor): string[] {
  const { study, trialId, models, calibrated, coverage, isClassConditional } = predictor;
  const { measured, calibrationImages, testTimeAugmentation } = predictor;
  const who = trialId === null ? `the ensemble of ${study.name}` : `${study.name}/${trialId}`;
  const views = testTimeAugmentation === 'none' ? 'one view' : testTimeAugmentation;
  const kind = isClassConditional ? ', for each class alone' : '';
  const onSealed =
    measured === null || measured.images === 0
      ? 'not measured on a sealed part'
      : `${percent(measured.covered / measured.images)} of ${measured.images} sealed images`;
  return [
    `${who}: ${plural(models, 'model')}, ${calibrated} with a temperature, ${views}`,
    `sets: ${percent(coverage)} asked for${kind}, calibrated on ${calibrationImages} held-out images; ${onSealed}`,
    predictor.notice,
  ];
}

/** A table of the answers, and a line for each file that has none. */
export function predictionLines(predictions: readonly ImagePrediction[]): string[] {
  const answered = predictions.flatMap(({ image, answer }) => (answer ? [{ image, answer }] : []));
  const columns = [
    { title: 'image' },
    { title: 'likeliest' },
    { title: 'entropy', align: 'right' as const },
    { title: 'mutual information', align: 'right' as const },
    { title: 'set' },
  ];
  const rows = answered.map(({ image, answer }) => [
    image,
    answer.top.map((one) => `${one.class} ${percent(one.probability)}`).join(', '),
    answer.entropy.toFixed(3),
    answer.mutualInformation.toFixed(3),
    answer.conformalSet.length === 0 ? 'none' : answer.conformalSet.join(', '),
  ]);
  return [
    ...(rows.length === 0 ? [] : tableLines(columns, rows)),
    ...predictions.flatMap(({ image, error }) =>
      error ? [`no answer for ${image}: ${error.message}`] : [],
    ),
  ];
}

/** Lines of a CSV file, header first: a file a row, a column of probabilities for each class. */
export function predictionCsv(
  classes: readonly string[],
  predictions: readonly ImagePrediction[],
): string[] {
  const header = [
    ...['image', 'class', 'probability', 'entropy', 'mutual_information', 'conformal_set'],
    ...classes.map((name) => `p_${name}`),
    'error',
  ];
  const rows = predictions.map(({ image, answer, error }) => {
    if (!answer) return [image, '', '', '', '', '', ...classes.map(() => ''), error?.message ?? ''];
    const [first] = answer.top;
    return [
      ...[image, first?.class ?? '', first?.probability ?? ''],
      ...[answer.entropy, answer.mutualInformation, answer.conformalSet.join(' ')],
      ...classes.map((name) => answer.probabilities[name] ?? ''),
      '',
    ];
  });
  return [header, ...rows].map((row) => row.map(csvCell).join(','));
}

function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = csvCellOfText(value);
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
