export { randomStream } from './stream.js';
export type { RandomStream } from './stream.js';
