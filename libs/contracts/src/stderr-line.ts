import { redact } from './redact.js';
import { indentedLines } from './visible-text.js';

/**
 * What code without a log of its own has to say, on standard error: a library, or a process that does
 * not start. Without secrets, and acting on no terminal that shows it.
 */
export function writeStderrLine(text: string): void {
  process.stderr.write(`${indentedLines(redact(text))}\n`);
}
