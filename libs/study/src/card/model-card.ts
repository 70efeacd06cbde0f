import {
  groupWords,
  researchOnly,
  resampledScores,
  scoreTitle,
  type ConformalCoverage,
  type EnsembleModel,
  type EnsembleResult,
  type Manifest,
  type Report,
  type ReportTable,
  type Study,
} from '@crossfold/contracts';
import { subgroupTables, summariseManifest } from '@crossfold/data';
import { bulletList, markdownTable, markdownText } from '../render/markdown.js';
import { buildTable, measured, numbers, texts } from '../render/table.js';

/** What a model card is written from: the record of the study, and nothing else. */
export interface CardSources {
  readonly model: EnsembleModel;
  readonly study: Study;
  readonly manifest: Manifest;
  /** Null where the ensemble has not been scored. */
  readonly ensemble: EnsembleResult | null;
  /** Null where the study is not over. */
  readonly report: Report | null;
}

/**
 * A model card (Mitchell et al. 2019) in Markdown: what the ensemble is for, what it was trained on,
 * how it was scored, and what is known against it.
 */
export function modelCard(sources: CardSources): string {
  const { model, study, manifest, ensemble, report } = sources;
  const counts = summariseManifest(manifest);
  const words = groupWords(manifest);
  const { protocol, folds, repeats = 1 } = study.foldPlan.options;
  const backbones = [...new Set(model.members.map((member) => member.model.backbone))];
  const sizes = [...new Set(model.members.map((member) => member.model.imageSizePx))];
  const blocks = [
    `# Model card: ${markdownText(study.name)}`,
    ...bulletList('Intended use', [
      researchOnly,
      `It tells images apart into ${model.classes.length} classes: ${model.classes.map((name) => titled(name, model)).join(', ')}. An image of another class gets one of these all the same.`,
    ]),
    ...bulletList('Model', [
      `${model.members.length} ${backbones.join(' and ')} networks of ${sizes.join(' and ')} px, one for each fold and seed: ${model.members.map(({ trialId }) => trialId).join(', ')}.`,
      `Combined by: ${model.combination}. Views of each image: ${model.testTimeAugmentation}.`,
      `${model.members.filter(({ temperature }) => temperature !== null).length} of them have a temperature that was fitted on inner validation.`,
      `Study ${study.studyId}, submitted ${study.submittedAt}.`,
    ]),
    ...bulletList('Data', [
      `${manifest.source || study.dataset.name}: ${counts.images} images of ${counts.groups} ${words.many}; manifest ${study.dataset.manifestSha256}.`,
      `Licence of the data: ${manifest.licence || 'not stated'}.`,
      `Split by the protocol ${protocol} into ${folds} folds${repeats > 1 ? `, ${repeats} times` : ''}; ${ensemble?.evaluation.images ?? study.sealedPart?.images ?? 0} images were sealed.`,
    ]),
    markdownTable(classTable(sources)),
    ...subgroupTables(manifest).map((table) =>
      markdownTable(
        buildTable({
          id: `subgroup-${table.attribute}`,
          section: 'study',
          title: `Images by ${table.attribute}`,
          columns: [...texts(table.attribute), ...numbers('count', 'images', words.many)],
          rows: table.groups.map(({ value, images, groups }) => [value, images, groups]),
        }),
      ),
    ),
    ...(ensemble
      ? scoreBlocks(ensemble, model)
      : bulletList('Scores', ['The ensemble has not been scored.'])),
    ...bulletList('Limits', [
      'Scores are of images like those of the data set: images from other sources may give other scores.',
      'Conformal sets hold the true class at the rate asked for on average over such images, not for each image or subgroup.',
      'Explanations and uncertainties describe the models, not what makes an image belong to its class.',
      ...(report?.caveats.map(({ text }) => text) ?? []),
    ]),
  ];
  return blocks.join('\n\n').concat('\n');
}

function classTable({ manifest, model, ensemble }: CardSources): ReportTable {
  const words = groupWords(manifest);
  const { classes } = summariseManifest(manifest);
  return buildTable({
    id: 'classes',
    section: 'study',
    title: 'Classes',
    columns: [
      ...texts('class'),
      ...numbers('count', 'images', words.many),
      ...numbers('percent', 'recall on the sealed part'),
    ],
    rows: classes.map(({ label, images, groups }, c) => [
      titled(label, model),
      images,
      groups,
      measured(ensemble?.evaluation.perClass[c]?.recall, ensemble?.intervals?.recalls?.[c]),
    ]),
  });
}

function scoreBlocks(
  { evaluation, intervals, calibration, conformal }: EnsembleResult,
  model: EnsembleModel,
): string[] {
  const scores = buildTable({
    id: 'scores',
    section: 'ensemble',
    title: 'Scores on the sealed part',
    columns: [...texts('score'), ...numbers('percent', 'value')],
    rows: resampledScores.map((name) => [
      scoreTitle(name, model.positive?.title),
      measured(evaluation.scores[name], intervals?.[name]),
    ]),
    notes: [
      `${evaluation.images} images, with 95 % intervals over groups of them. Scores are of the combined models without their temperatures.`,
      ...(calibration
        ? [
            `With the temperatures, as predictions have them: ECE ${calibration.ece.before.toFixed(3)} → ${calibration.ece.after.toFixed(3)}, negative log-likelihood ${calibration.nll.before.toFixed(3)} → ${calibration.nll.after.toFixed(3)}.`,
          ]
        : []),
    ],
  });
  return [markdownTable(scores), ...(conformal ? [markdownTable(coverageTable(conformal))] : [])];
}

function coverageTable(rows: readonly ConformalCoverage[]): ReportTable {
  return buildTable({
    id: 'conformal',
    section: 'ensemble',
    title: 'Coverage of conformal sets on the sealed part',
    columns: [
      ...texts('calibrated'),
      ...numbers('percent', 'asked for', 'covered', 'least of a class', 'least of a subgroup'),
      ...numbers('decimal', 'classes in a set'),
    ],
    rows: rows.map(({ coverage, isClassConditional, all, classes, subgroups }) => [
      isClassConditional ? 'for each class' : 'for all',
      coverage,
      rateOf(all),
      minOf(classes),
      minOf(subgroups),
      all.meanSize,
    ]),
    notes: ['The least of groups of few images is low by chance too.'],
  });
}

interface Counted {
  readonly images: number;
  readonly covered: number;
}

function rateOf({ images, covered }: Counted): number | null {
  return images === 0 ? null : covered / images;
}

function minOf(groups: readonly Counted[]): number | null {
  const rates = groups.flatMap((group) => rateOf(group) ?? []);
  return rates.length === 0 ? null : Math.min(...rates);
}

function titled(name: string, { classTitles }: Pick<EnsembleModel, 'classTitles'>): string {
  const title = classTitles[name];
  return title === undefined ? name : `${name} (${title})`;
}
