export { AppError, errorKinds, toAppError } from './errors.js';
export type { AppErrorOptions, ErrorCode, ErrorKind } from './errors.js';
export { canonicalJson, contentHash, sha256 } from './hash.js';
export { nearestWord, parseWith } from './parse.js';
export {
  datasetPointerSchema,
  diagnosisClasses,
  imageRecordSchema,
  ingestProblemSchema,
  malignantClasses,
  manifestSchema,
  nameSchema,
  sha256Schema,
} from './dataset.js';
export type {
  DatasetPointer,
  DiagnosisClass,
  ImageRecord,
  IngestProblem,
  Manifest,
} from './dataset.js';
export {
  foldAssignmentSchema,
  foldPlanOptionsSchema,
  foldPlanSchema,
  leakSchema,
  protocolSchema,
  protocols,
} from './fold-plan.js';
export type { FoldAssignment, FoldPlan, FoldPlanOptions, Leak, Protocol } from './fold-plan.js';
