import type { Terminal, TerminalMode } from './terminal.js';

/** How often progress is worth saying, by who reads it. */
const defaultIntervalsMs: Readonly<Record<TerminalMode, number>> = {
  interactive: 100,
  plain: 10_000,
  json: 1000,
};

export interface ProgressLine {
  update(text: string, record: object): void;
  /** The line that stays. */
  finish(text: string, record: object): void;
}

export interface ProgressLineOptions {
  /** For the mode `plain`. */
  readonly plainIntervalMs?: number;
  readonly now?: () => number;
}

/** One line of progress: redrawn on a screen, repeated now and then elsewhere. */
export function createProgressLine(
  terminal: Terminal,
  { plainIntervalMs = defaultIntervalsMs.plain, now = Date.now }: ProgressLineOptions = {},
): ProgressLine {
  const intervalMs = { ...defaultIntervalsMs, plain: plainIntervalMs }[terminal.mode];
  let lastAtMs = terminal.mode === 'interactive' ? -Infinity : now();
  return {
    update(text, record) {
      if (now() - lastAtMs < intervalMs) return;
      lastAtMs = now();
      if (terminal.mode === 'interactive') terminal.live.draw([text]);
      else terminal.print(text);
      terminal.emit(record);
    },
    finish(text, record) {
      terminal.print(text);
      terminal.emit(record);
    },
  };
}
