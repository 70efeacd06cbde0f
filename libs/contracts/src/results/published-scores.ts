import { publishedScores } from '../study/published.js';
import { scoreNames, type ScoreName } from './score-rows.js';

const published: readonly ScoreName[] = publishedScores;

/** Scores that published results are told by, in the order of columns. */
export const publishedScoreNames: readonly ScoreName[] = scoreNames.filter((name) =>
  published.includes(name),
);
