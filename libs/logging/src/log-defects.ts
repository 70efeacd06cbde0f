import type { Logger } from './create-logger.js';

/**
 * Has the log tell of an error that nobody has caught, in place of Node, which would print it as it
 * is, with whatever secret it repeats. The process ends as it would have.
 */
export function logDefects(log: Logger): void {
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, `ended by a defect: ${error.message}`);
    process.exit(1);
  });
}
