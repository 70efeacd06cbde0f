export { createLogger } from './create-logger.js';
export type { Logger } from './create-logger.js';
export { logDefects } from './log-defects.js';
export { createRepeatFilter } from './repeat-filter.js';
export type { RepeatFilter } from './repeat-filter.js';
