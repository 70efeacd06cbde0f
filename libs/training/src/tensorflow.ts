export type { EnsembleProgress } from './ensemble/assemble-ensemble.js';
export type { ExplanationProgress } from './explanation/explain-members.js';
export type { RunProgress } from './trial/run-trial.js';
export { runTrial } from './trial/run-trial.js';
export { trainOneTrial } from './trial/train-one-trial.js';
export type { OneTrial } from './trial/train-one-trial.js';
export { assembleEnsemble } from './ensemble/assemble-ensemble.js';
export { crossEvaluate } from './ensemble/cross-evaluate.js';
export { explainStudy } from './explanation/explain-study.js';
