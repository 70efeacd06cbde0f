export { describeBackend, nativeBackend, tf } from './backend.js';
export type { NativeBackend, Tf } from './backend.js';
export { graphFunction } from './graph-function.js';
export type {
  Feed,
  GraphFunction,
  GraphFunctionOptions,
  InputSpec,
  InputSpecs,
  Signature,
} from './graph-function.js';
export { GraphCache } from './graph-cache.js';
export type { BorrowedVariables } from './graph-cache.js';
export { GraphVariables } from './graph-variables.js';
export type { Rewrite } from './graph-variables.js';
export type { Trace } from './trace-function.js';
export { addGate, joinGate } from './update-gate.js';
