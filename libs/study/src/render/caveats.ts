import {
  groupWords,
  decimal,
  percent,
  signed,
  type Calibration,
  type Caveat,
  type Report,
  type VariantReport,
} from '@crossfold/contracts';
import { boundOf } from '@crossfold/model';
import { calibrationVerdict, membersAtBound, worseScores } from '../summary/calibration-verdict.js';
import { onlyAnswer } from '../summary/one-class-cells.js';

/** Of a class: with fewer groups its scores, and the means that they enter, say little of others. */
export const fewestGroups = 30;
/** Trials that are named one by one. */
const maxNamed = 6;
/** Classes that are named one by one: more of them are named as trials are. */
const maxFew = 12;

type VariantCalibration = NonNullable<VariantReport['calibration']>;

/** What each kind is called in a table. */
export const caveatTitles = {
  temperatureAtBound: 'failed fit of a temperature',
  calibrationWorse: 'calibration made worse',
  oneClass: 'one class throughout',
  racedOut: 'raced out',
  missingCells: 'cells without a result',
  fewGroups: 'few groups',
  fewInnerImages: 'temperature fitted on few images',
  absentClasses: 'classes without images',
} as const satisfies Record<Caveat['kind'], string>;

/** A report with its caveats: the numbers that are to be read with care. */
export function withCaveats(report: Report): Report {
  const caveats = [
    ...report.variants.flatMap((variant) => [
      ...oneClassCells(variant),
      ...racedOut(variant, report),
      ...missingCells(variant, report),
      ...temperaturesAtBound(variant, report),
      ...calibrationWorse(variant),
    ]),
    ...fewInnerImages(report),
    ...ensembleCaveats(report),
    ...foldsWithoutClass(report),
    ...classesNotScored(report),
    ...fewGroups(report),
    ...fewImagesElsewhere(report),
  ];
  return { ...report, caveats };
}

function oneClassCells({ name, cells, oneClassCells: found }: VariantReport): Caveat[] {
  if (found.length === 0) return [];
  const named = found.map((cell) => `${cell.trialId} (${cell.class})`);
  return [
    {
      kind: 'oneClass',
      subject: name,
      text: `${found.length} of ${cells.succeeded} cells of ${name} ${found.length === 1 ? 'answers' : 'answer'} one class throughout: ${listSome(named)}. A balanced accuracy of chance, 1 / classes, is all that such a cell can have, and it is part of every mean and every pooled score of ${name}.`,
    },
  ];
}

/** Who is dropped for a bad start has one, and no chance to make up for it. */
function racedOut(
  { name, cells, reference = 'the baseline' }: VariantReport,
  { stopping }: Report,
): Caveat[] {
  if (cells.racedOut === 0) return [];
  const all = cells.succeeded + cells.failed + cells.skipped + cells.racedOut + cells.cancelled;
  const stopped = (stopping?.decisions ?? []).filter(
    ({ variant, trialId }) => variant === name && !stopping?.revived.includes(trialId),
  ).length;
  const raced = cells.racedOut - stopped;
  return [
    ...(raced > 0
      ? [
          {
            kind: 'racedOut' as const,
            subject: name,
            text: `${name} was raced out: it has ${cells.succeeded} of ${all} cells, those by which it was judged. Its scores are on average a little too low and its difference from ${reference} too large, for which no p and no interval here accounts; crossfold study revive runs the others.`,
          },
        ]
      : []),
    ...(stopped > 0
      ? [
          {
            kind: 'racedOut' as const,
            subject: name,
            text: `${stopped} of ${all} trials of ${name} were stopped for lagging behind on inner validation, and have no result. The cells that are left are those that went better: its scores are too high and its difference from ${reference} too favourable, for which no p and no interval here accounts; crossfold study revive runs the others.`,
          },
        ]
      : []),
  ];
}

function missingCells(
  { name, reference = 'the baseline', worstCase, overCells }: VariantReport,
  report: Report,
): Caveat[] {
  if (!worstCase) return [];
  const { cells, missing, balancedAccuracy, difference } = worstCase;
  const without = overCells ? ` in place of ${percent(overCells.mean.balancedAccuracy)} %` : '';
  const apart = difference === null ? '' : `, ${signed(difference)} points to ${reference}`;
  return [
    {
      kind: 'missingCells',
      subject: name,
      text: `${missing} of ${cells} cells of ${name} have no result and no part in its scores. Worst case, scored as always ${report.trivial.class}: mean balanced accuracy ${percent(balancedAccuracy)} %${without}${apart}.`,
    },
  ];
}

function temperaturesAtBound({ name, calibration }: VariantReport, report: Report): Caveat[] {
  if (!calibration) return [];
  const { atBound, cells, temperatures } = calibration;
  const bounds = [...new Set(temperatures.flatMap((temperature) => boundOf(temperature) ?? []))];
  if (bounds.length === 0) return [];
  const which = atBound ? `${atBound.length} of ${cells ?? '?'} temperatures` : 'A temperature';
  const named = atBound ? ` (${listSome(atBound)})` : '';
  const at = temperatures.filter((temperature) => boundOf(temperature)).map(String);
  return [
    {
      kind: 'temperatureAtBound',
      subject: name,
      text: `${which} of ${name}${named} ended at a bound of the fit, ${[...new Set(at)].join(' and ')}: ${bounds.map((bound) => reasons[bound]).join('; or ')}. The fit failed there, and these cells are not calibrated${whyFew(calibration, report)}.`,
    },
  ];
}

const reasons = {
  hot: 'on the inner validation images the probabilities are no better than equal ones',
  cold: 'every inner validation image is answered correctly, so that no confidence is too high',
} as const satisfies Record<NonNullable<ReturnType<typeof boundOf>>, string>;

function whyFew(calibration: VariantCalibration, report: Report): string {
  const { innerImages } = calibration;
  if (!innerImages) return '';
  const few = restsOnFew(calibration, report) ? ', too few for a fit' : '';
  return `; a temperature rests on ${rangeText(innerImages)} inner images${few}`;
}

type ReportedClasses = Pick<Report, 'classSizes' | 'variants'>;

/** Whether temperatures are fitted on fewer inner images than tell anything of each class. */
export function restsOnFew(
  { innerImages }: Pick<VariantCalibration, 'innerImages'>,
  report: ReportedClasses,
): boolean {
  return innerImages !== null && innerImages[0] < fewestGroups * classCount(report);
}

function classCount({ classSizes, variants }: ReportedClasses): number {
  return classSizes.length || (variants[0]?.pooled?.perClass.length ?? 1);
}

function rangeText([least, most]: readonly [number, number]): string {
  return least === most ? String(least) : `${least} to ${most}`;
}

/** Of the variants whose probabilities would pass for calibrated. */
function fewInnerImages(report: Report): Caveat[] {
  const found = report.variants.flatMap(({ name, calibration }) => {
    const isDoubtful = calibration && calibrationVerdict(calibration, false) === 'yes';
    return isDoubtful && restsOnFew(calibration, report) ? [{ name, calibration }] : [];
  });
  if (found.length === 0) return [];
  const names = listSome(found.map(({ name }) => name));
  const counts = found.flatMap(({ calibration }) => calibration.innerImages ?? []);
  const images = rangeText([Math.min(...counts), Math.max(...counts)]);
  return [
    {
      kind: 'fewInnerImages',
      subject: names,
      text: `Each temperature of ${names} is fitted on ${images} inner images of ${classCount(report)} classes, too few for a fit: that scaling improved ECE and NLL may be chance.`,
    },
  ];
}

function calibrationWorse({ name, calibration }: VariantReport): Caveat[] {
  if (!calibration || worseScores(calibration).length === 0) return [];
  const { innerImages } = calibration;
  const fitted = innerImages ? ` (${rangeText(innerImages)} of a cell)` : '';
  return [
    {
      kind: 'calibrationWorse',
      subject: name,
      text: `Temperatures did not help ${name}: ${beforeAndAfter(calibration)}. What fits the inner validation images${fitted} does not fit the outer folds; do not call these probabilities calibrated.`,
    },
  ];
}

function ensembleCaveats(report: Report): Caveat[] {
  const { ensemble } = report;
  if (!ensemble) return [];
  const { calibration, evaluation, members } = ensemble;
  const answer = onlyAnswer(evaluation);
  const atBound = membersAtBound(report);
  const failed =
    atBound.length > 0
      ? `, and ${atBound.length} of ${members.length} of them are at a bound of the fit`
      : '';
  return [
    ...(answer
      ? [
          {
            kind: 'oneClass' as const,
            subject: 'ensemble',
            text: `The ensemble answers ${answer} to every sealed image: its balanced accuracy is that of chance.`,
          },
        ]
      : []),
    ...(calibration && worseScores(calibration).length > 0
      ? [
          {
            kind: 'calibrationWorse' as const,
            subject: 'ensemble',
            text: `Scaling each member by its own temperature did not help the ensemble: ${beforeAndAfter(calibration)}. Each temperature is fitted for one member alone, not for what they say together${failed}; do not call the ensemble calibrated.`,
          },
        ]
      : calibration && atBound.length > 0
        ? [
            {
              kind: 'temperatureAtBound' as const,
              subject: 'ensemble',
              text: `${atBound.length} of ${members.length} members of the ensemble have a temperature at a bound of the fit (${listSome(atBound)}): the fit failed there, and the ensemble is not calibrated by them.`,
            },
          ]
        : []),
  ];
}

/** Classes that cannot be in every fold. */
function foldsWithoutClass({ classSizes, foldPlan, dataset }: Report): Caveat[] {
  const { folds } = foldPlan.options;
  const few = classSizes.filter(({ pool }) => pool.groups < folds);
  if (few.length === 0) return [];
  const { many } = groupWords(dataset);
  const named = few.map(({ name, pool }) => `${name} (${pool.groups})`);
  return [
    {
      kind: 'absentClasses',
      subject: 'folds',
      text: `Fewer ${many} than the ${folds} folds have ${listSome(named, few.length > maxFew ? maxNamed : maxFew)}: some folds have no image of them, and the macro scores of a cell are means over the classes that its fold has. Pooled scores have all classes.`,
    },
  ];
}

/** Of variants of which so many cells have no result that no image of a class is scored. */
function classesNotScored({ variants }: Report): Caveat[] {
  return variants.flatMap(({ name, pooled }) => {
    const all = pooled?.perClass ?? [];
    const absent = all.filter(({ support }) => support === 0);
    if (absent.length === 0) return [];
    const named = listSome(absent.map((one) => one.name));
    return [
      {
        kind: 'absentClasses' as const,
        subject: name,
        text: `No cell of ${name} with a result has images of ${named}: its macro scores are means over the other ${all.length - absent.length} of ${all.length} classes.`,
      },
    ];
  });
}

function fewGroups({ classSizes, ensemble, dataset }: Report): Caveat[] {
  const { many } = groupWords(dataset);
  const parts = [
    { part: 'folds', of: 'pool' as const, effect: 'out-of-fold scores' },
    ...(ensemble
      ? [{ part: 'sealed part', of: 'sealed' as const, effect: 'scores of the ensemble' }]
      : []),
  ];
  return parts.flatMap(({ part, of, effect }) => {
    const few = classSizes.flatMap((size) => {
      const groups = size[of]?.groups ?? fewestGroups;
      return groups < fewestGroups ? [`${size.name} (${groups})`] : [];
    });
    if (few.length === 0) return [];
    return [
      {
        kind: 'fewGroups' as const,
        subject: part,
        text: `The ${part} ${part === 'folds' ? 'have' : 'has'} fewer than ${fewestGroups} ${many} of ${listSome(few, few.length > maxFew ? maxNamed : maxFew)}: per-class and macro ${effect} rest on few of them, and their intervals are too narrow, because resampling a few shows little of what others would.`,
      },
    ];
  });
}

/** Of other data sets images are known, of which there are at least as many as groups. */
function fewImagesElsewhere({ crossEvaluations }: Report): Caveat[] {
  return crossEvaluations.flatMap(({ target, variant, open, images }, i) => {
    // Scored again by other models or views, it has the same images.
    const isKnown = crossEvaluations.slice(0, i).some((other) => {
      return other.target.manifestSha256 === target.manifestSha256 && other.images === images;
    });
    const few = isKnown ? [] : open.perClass.filter(({ support }) => support < fewestGroups);
    const only = open.classes.filter((_, c) => {
      return open.confusionMatrix.some((row) => (row[c] ?? 0) > 0);
    });
    const lacks = open.classes.length > open.perClass.length && !isKnown;
    return [
      ...(lacks
        ? [
            {
              kind: 'absentClasses' as const,
              subject: target.name,
              text: `${target.name} has images of ${open.perClass.length} of the ${open.classes.length} classes: its macro scores are means over these.`,
            },
          ]
        : []),
      ...(few.length > 0
        ? [
            {
              kind: 'fewGroups' as const,
              subject: target.name,
              text: `${target.name} has fewer than ${fewestGroups} images of ${listSome(
                few.map(({ name, support }) => `${name} (${support})`),
                few.length > maxFew ? maxNamed : maxFew,
              )}: its per-class and macro scores rest on few of them.`,
            },
          ]
        : []),
      ...(only.length === 1
        ? [
            {
              kind: 'oneClass' as const,
              subject: target.name,
              text: `The models of ${variant} together answer ${only[0] ?? ''} to all ${images} images of ${target.name}.`,
            },
          ]
        : []),
    ];
  });
}

function beforeAndAfter({ ece, nll }: Calibration): string {
  return `ECE ${percent(ece.before)} → ${percent(ece.after)} %, NLL ${decimal(nll.before)} → ${decimal(nll.after)}`;
}

export function listSome(names: readonly string[], most = maxNamed): string {
  const rest = names.length - most;
  return names.slice(0, most).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
