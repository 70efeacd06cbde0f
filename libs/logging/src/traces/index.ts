export { isTracing, openTraces } from './open-traces.js';
export type { TracedSpan, Traces } from './traces.js';
