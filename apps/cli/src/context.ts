import { loadConfig, type CliConfig } from './config.js';
import type { Terminal } from './terminal/terminal.js';

/** What every command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Read when a command asks for it, so that help needs no correct environment. */
  readonly config: CliConfig;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** For an outcome that is no error but no success either. */
  setExitCode(code: number): void;
}

export interface Invocation {
  readonly context: CommandContext;
  /** 0 unless a command set another one. */
  readonly exitCode: () => number;
}

export function createInvocation(
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Invocation {
  let exitCode = 0;
  let config: CliConfig | undefined;
  const context: CommandContext = {
    terminal,
    signal,
    get config() {
      return (config ??= loadConfig(environment));
    },
    setExitCode(code) {
      exitCode = code;
    },
  };
  return { context, exitCode: () => exitCode };
}
