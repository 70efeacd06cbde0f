import { percent } from '@crossfold/contracts';
import {
  unknown,
  partition,
  performance,
  sizes,
  model,
  software,
  calibration,
  heterogeneity,
  flow,
  lost,
  bySubgroup,
  identity,
  limits,
  sources,
  type ChecklistItem,
} from './checklist-answers.js';

/**
 * TRIPOD+AI, for studies that develop and evaluate prediction models: Collins et al. 2024, BMJ 385,
 * e078378. Topics in words of our own.
 */
export const tripodItems: readonly ChecklistItem[] = [
  { item: '1', topic: 'title', answer: unknown },
  { item: '2', topic: 'abstract', answer: unknown },
  {
    item: '3a–c',
    topic: 'clinical context, target population, known inequalities',
    answer: unknown,
  },
  {
    item: '4',
    topic: 'objectives',
    answer: ({ report: { variants } }) =>
      `Development and internal evaluation of ${variants.length} variants, each against ${variants[0]?.name ?? 'the baseline'}`,
  },
  {
    item: '5a',
    topic: 'source of the data',
    answer: sources,
  },
  { item: '5b', topic: 'dates of collection', answer: unknown },
  { item: '6a–c', topic: 'setting, eligibility, treatments', answer: unknown },
  { item: '7', topic: 'preparation of the data', answer: model },
  {
    item: '8a–c',
    topic: 'outcome, its assessors and their blinding',
    answer: ({ report }) =>
      `Classes ${report.classSizes
        .slice(0, 12)
        .map(({ name }) => name)
        .join(', ')}; how they were assessed is not in the record`,
  },
  {
    item: '9a–c',
    topic: 'predictors',
    answer: () => 'The pixels of the image alone; other columns are never given to a model',
  },
  { item: '10', topic: 'sample size', answer: sizes },
  { item: '11', topic: 'missing data', answer: lost },
  { item: '12a', topic: 'use of the data, partition', answer: partition },
  { item: '12b–c', topic: 'handling of predictors, type and building of the model', answer: model },
  { item: '12d', topic: 'heterogeneity', answer: heterogeneity },
  {
    item: '12e',
    topic: 'measures of performance',
    answer: () => 'Explained in "What the scores are"',
  },
  { item: '12f', topic: 'updating of the model', answer: calibration },
  {
    item: '12g',
    topic: 'how predictions were made',
    answer: ({ report }) =>
      report.ensemble
        ? `Out of fold by single models; on the sealed part by ${report.ensemble.members.length} members`
        : 'Out of fold by single models',
  },
  {
    item: '13',
    topic: 'class imbalance',
    answer: ({ report }) =>
      `Class weights and sampling of each variant: table of settings; always answering ${report.trivial.class} would have a balanced accuracy of ${percent(report.trivial.balancedAccuracy)} %`,
  },
  { item: '14', topic: 'fairness', answer: bySubgroup },
  {
    item: '15',
    topic: 'output of the model',
    answer: () => 'A probability for each class; the most probable one is the answer',
  },
  { item: '16', topic: 'differences between development and evaluation', answer: partition },
  { item: '17', topic: 'ethical approval', answer: unknown },
  { item: '18a–b', topic: 'funding, conflicts of interest', answer: unknown },
  { item: '18c–d', topic: 'protocol, registration', answer: identity },
  { item: '18e–f', topic: 'sharing of data and code', answer: software },
  { item: '19', topic: 'involvement of patients and the public', answer: unknown },
  { item: '20a–c', topic: 'flow and characteristics of participants', answer: flow },
  { item: '21', topic: 'participants and events in each analysis', answer: sizes },
  { item: '22', topic: 'full specification of the model', answer: model },
  { item: '23a', topic: 'performance with intervals', answer: performance },
  { item: '23b', topic: 'heterogeneity of performance', answer: heterogeneity },
  { item: '24', topic: 'results of updating', answer: calibration },
  { item: '25', topic: 'interpretation', answer: unknown },
  { item: '26', topic: 'limitations', answer: limits },
  { item: '27a–c', topic: 'use: poor input, skills of users, next steps', answer: unknown },
];
