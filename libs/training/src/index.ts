export { claimAttempt, isSuperseded } from './trial/attempt.js';
export type { TrialAssignment, TrialAttempt } from './trial/attempt.js';
export { relieveMemory } from './trial/relieve-memory.js';
export { readTrialRecords } from './trial/trial-records.js';
export { unlessLeaving } from './trial/unless-leaving.js';
export type { WeightsAccess } from './trial/weights-access.js';
export { assertWeightsKept, readEnsembleModel } from './ensemble/ensemble-model.js';
export { openStoredModel } from './prediction/prediction-source.js';
export type { PredictionSource } from './prediction/prediction-source.js';
export type { ImageFile } from './prediction/decode-files.js';
export type { FilePrediction, PredictionOptions } from './prediction/predict-files.js';
export { describePredictor, namePrediction } from './prediction/name-prediction.js';
export {
  chooseVersion,
  findRegisteredModel,
  listRegisteredModels,
  promoteModel,
  registerModel,
} from './registry/registered-models.js';
export { openPackagedModel } from './package/open-package.js';
export { packageFiles } from './package/package-files.js';
export { writePackage } from './package/write-package.js';
