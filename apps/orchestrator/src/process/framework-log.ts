import type { LoggerService } from '@nestjs/common';
import { log } from './log.js';

/** What the framework has to say, as lines of our log. How it starts is not worth any. */
export const frameworkLog: LoggerService = {
  log: () => undefined,
  warn: (message: unknown, context?: unknown) => {
    log.warn({ context }, String(message));
  },
  error: (message: unknown, stack?: unknown, context?: unknown) => {
    log.error({ context, stack }, String(message));
  },
};
