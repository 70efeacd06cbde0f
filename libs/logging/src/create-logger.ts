import { pino, stdTimeFunctions, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { plainLine, visibleLine } from './safe-line.js';

export type { Logger } from 'pino';

const levels = ['debug', 'info', 'warn', 'error'] as const;
const formats = ['json', 'pretty'] as const;

/**
 * A log of one process, on standard error: a JSON object a line with time, level, message, and the
 * study and trial that it is about; in colour and words where standard error is a terminal.
 *
 * `CROSSFOLD_LOG_LEVEL` (debug, info, warn, error; default info) and `CROSSFOLD_LOG_FORMAT` (json,
 * pretty) change that; another value counts as none: a log must not keep a process from starting.
 *
 * @param app name of the process in each line
 * @param environment its secrets of now are in no line
 */
export function createLogger(app: string, environment: NodeJS.ProcessEnv): Logger {
  const output = process.stderr;
  const level = known(levels, environment['CROSSFOLD_LOG_LEVEL']) ?? 'info';
  const format = known(formats, environment['CROSSFOLD_LOG_FORMAT']);
  const isPretty = format === 'pretty' || (format === null && output.isTTY);
  const safeLine = isPretty ? visibleLine : plainLine;
  const options = {
    level,
    base: { app },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: safeLine(environment) },
  };
  // Written at once: whoever ends a process at its next step must find its last lines.
  if (!isPretty) return pino(options, output);
  const sync = { destination: output, ignore: 'app', translateTime: 'SYS:HH:MM:ss' };
  return pino(options, pretty({ ...sync, colorize: output.isTTY }));
}

function known<T extends string>(values: readonly T[], text: string | undefined): T | null {
  return values.find((value) => value === text?.trim()) ?? null;
}
