import {
  countSplits,
  foldsText,
  groupWords,
  marginText,
  nameBeside,
  plural,
  scoreRow,
  type Report,
} from '@crossfold/contracts';
import { listSome } from './caveats.js';
import { countClasses } from './score-columns.js';

/** Arms that are named one by one. */
const maxNamed = 12;

/** What a study asks, before its answer: what is compared, on which data, by what, and how it is decided. */
export function withQuestion(report: Report): Report {
  const { asked } = report;
  return {
    ...report,
    question: [
      ...(asked === null ? [] : [asked]),
      ...stageLines(report),
      comparedLine(report),
      dataLine(report),
      metricLine(),
      ...decisionLines(report),
      sealedLine(report),
    ],
  };
}

function stageLines({ series }: Report): string[] {
  if (!series) return [];
  const { stages, index, winner } = series;
  const own = stages[index] ?? '';
  const from = winner ? `; its baseline is what won stage ${winner.stage}` : '';
  return [`Stage ${index + 1} of ${stages.length}, ${own}${from}.`];
}

function comparedLine({ variants, trivial }: Report): string {
  const baseline = variants.find(({ role }) => role === 'baseline')?.name ?? 'the baseline';
  const arms = variants.filter(({ role, isNull }) => role === 'arm' && !isNull);
  const nulls = variants.filter(({ isNull }) => isNull).length;
  const beside =
    nulls > 0
      ? ` ${plural(nulls, 'null arm shows', 'null arms show')} how often the baseline under other seeds is told apart from itself.`
      : '';
  if (arms.length === 0) {
    return `Measured: ${baseline} alone, beside the trivial answer, always ${trivial.class}.${beside}`;
  }
  const names = listSome(arms.map(nameBeside), maxNamed);
  const others = arms.some(({ reference }) => reference !== undefined)
    ? ', or with what is named'
    : '';
  return `Compared with the baseline ${baseline}${others}: ${plural(arms.length, 'arm')}, ${names}.${beside}`;
}

function dataLine(report: Report): string {
  const { dataset, dataFlow, sealedPart, foldPlan, seeds } = report;
  const { one, many } = groupWords(dataset);
  const { options } = foldPlan;
  const images = dataFlow?.planned.images ?? sealedPart?.planImages ?? null;
  const groups = dataFlow ? ` of ${dataFlow.planned.groups} ${many}` : '';
  const size = images === null ? '' : `, ${images} images${groups}`;
  const kept =
    options.protocol === 'image'
      ? `images of one ${one} may lie on both sides of a split`
      : `no ${one} lies on both sides of a split`;
  const models = countSplits(options) * seeds.length;
  return `Data: ${dataset.name}${size} in ${countClasses(report)} classes. Every variant is trained on the same ${foldsText(options)} with ${plural(seeds.length, 'seed')}, ${plural(models, 'model')} each; ${kept} (protocol ${options.protocol}).`;
}

function metricLine(): string {
  const { explanation } = scoreRow('balancedAccuracy');
  return `Measured by balanced accuracy (${explanation}) on images that a model was not trained on, out of fold: the mean over splits and seeds.`;
}

function decisionLines(report: Report): string[] {
  if (report.variants.every(({ comparison }) => comparison === null)) return [];
  return [
    `Decided by the interval of the difference, 95 % over all arms together (corrected t-test over splits and seeds, Holm): an arm helps where it lies above 0, hurts where it lies below, is practically equal where it lies within ${marginText(report)}, and is not decided else.`,
  ];
}

function sealedLine({ sealedPart, dataFlow, ensemble }: Report): string {
  const images = dataFlow ? (dataFlow.sealed?.images ?? 0) : (sealedPart?.images ?? null);
  if (images === 0) return 'Nothing is sealed: every image is tested by some fold.';
  const some = images === null ? 'a part of the images' : plural(images, 'image');
  const use = ensemble === null ? 'not scored by this study' : 'scored once, by the ensemble';
  return `Sealed: ${some}, which no model is trained on or chosen by; ${use}.`;
}
