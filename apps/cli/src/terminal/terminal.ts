import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { plainJson, redact, visibleLines } from '@crossfold/contracts';
import { confirm } from './confirm.js';
import { createLiveBlock, type LiveBlock } from './live-block.js';

/**
 * Who reads: a person at a screen (`interactive`: lines are redrawn), a file or a log (`plain`: few
 * lines, no control characters), or a program (`json`: one JSON value a line).
 */
export type TerminalMode = 'interactive' | 'plain' | 'json';

export interface Output extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface Terminal {
  readonly mode: TerminalMode;
  /** Columns and rows of the screen. */
  readonly size: { readonly columns: number; readonly rows: number };
  /** Lines that are redrawn in place; only for the mode `interactive`. */
  readonly live: LiveBlock;
  /** Text for people on standard output, made visible; nothing in the mode `json`. */
  print(...lines: readonly string[]): void;
  /** A JSON line on standard output; nothing in the other modes. */
  emit(record: object): void;
  /**
   * Text for standard output in every mode, such as a report in the format asked for: as it is where it
   * goes into a file or a program, made visible where it goes to a screen.
   */
  write(text: string): void;
  /** A piece of a long output in every mode; ends when more can be written. */
  stream(text: string): Promise<void>;
  /** Whether somebody sits at it who can answer. */
  readonly canAsk: boolean;
  /** Asks for a yes. */
  confirm(question: string, signal: AbortSignal): Promise<boolean>;
  /** What accompanies the result, on standard error: it must not get into a redirected report. */
  note(text: string): void;
}

interface Streams {
  /** Left out: nobody can be asked. */
  readonly stdin?: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Writable;
}

export function createTerminal(
  { stdin, stdout, stderr }: Streams,
  { json, environment }: { readonly json: boolean; readonly environment: NodeJS.ProcessEnv },
): Terminal {
  const isScreen = stdout.isTTY === true && environment['TERM'] !== 'dumb';
  const mode = json ? 'json' : isScreen ? 'interactive' : 'plain';
  const size = {
    get columns() {
      return stdout.columns ?? 80;
    },
    get rows() {
      return stdout.rows ?? 24;
    },
  };
  const live = createLiveBlock(stdout, size);
  const shown = (text: string) => (stdout.isTTY === true ? visibleLines(text) : text);
  return {
    mode,
    size,
    live,
    canAsk: mode === 'interactive' && stdin?.isTTY === true,
    print(...lines) {
      if (mode === 'json') return;
      live.clear();
      stdout.write(visibleLines(redact(lines.map((line) => `${line}\n`).join(''))));
    },
    emit(record) {
      if (mode === 'json') stdout.write(`${plainJson(record)}\n`);
    },
    write(text) {
      live.clear();
      stdout.write(shown(text.endsWith('\n') ? text : `${text}\n`));
    },
    async stream(text) {
      live.clear();
      if (!stdout.write(shown(text))) await once(stdout, 'drain');
    },
    async confirm(question, signal) {
      if (!stdin) return false;
      live.clear();
      return confirm(question, { input: stdin, output: stdout, signal });
    },
    note(text) {
      live.clear();
      const note = redact(text);
      stderr.write(mode === 'json' ? `${plainJson({ note })}\n` : `${visibleLines(note)}\n`);
    },
  };
}
