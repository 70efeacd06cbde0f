/*
 * What a browser can load as it is: neither zod nor Node behind any of these. The web page imports
 * this entry alone.
 */
export { lowestRole } from './access/permissions.js';
export { foldsText, listPlaces, placeText } from './dataset/place.js';
export { isFinalStudyState, isFinalTrialState, trialStates } from './study/states.js';
export { countTrialStates, deriveStudyState } from './study/study-state.js';
export type { TrialCounts } from './study/study-state.js';
export { withoutResultText } from './study/without-result.js';
export { reduceHistory, reduceTrial } from './progress/reduce-trial.js';
export type { TrialEvent } from './progress/reduce-trial.js';
export {
  marginText,
  nameBeside,
  significance,
  verdictOf,
  verdictTexts,
} from './results/verdict.js';
export { studyTableNames } from './results/tables.js';
export { scoreNames, scoreRow, scoreTitle, shownScores } from './results/score-rows.js';
export type { ScoreName, Scores } from './results/score-rows.js';
export { cellText } from './results/cell-text.js';
export { dash, decimal, percent, probability, signed, withInterval } from './results/score-text.js';
