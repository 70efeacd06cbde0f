export { createLogger } from './create-logger.js';
export type { Logger } from './create-logger.js';
export { createRepeatFilter } from './repeat-filter.js';
export type { RepeatFilter } from './repeat-filter.js';
