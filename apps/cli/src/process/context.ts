import type { Terminal } from '../terminal/terminal.js';
import { chooseServer, type ServerFlags } from './choose-server.js';
import { loadConfig, type CliConfig } from './config.js';

/** What every command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** As it was found. */
  readonly environment: NodeJS.ProcessEnv;
  /** Read when a command asks for it, so that help needs no correct environment. */
  readonly config: CliConfig;
  /** Says, once, which state folder is worked with where that is not plain. */
  tellStateFolder(): void;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** For an outcome that is no error but no success either. */
  setExitCode(code: number): void;
}

export interface Invocation {
  readonly context: CommandContext;
  /** 0 unless a command set another one. */
  readonly exitCode: () => number;
  /** Takes the flags that name a server, before the command begins. */
  readonly setServer: (flags: ServerFlags) => void;
}

export function createInvocation(
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Invocation {
  let exitCode = 0;
  let config: CliConfig | undefined;
  let isTold = false;
  let flags: ServerFlags = {};
  const readConfig = () => {
    const { environment: chosen, inUse } = chooseServer(environment, flags);
    if (inUse !== null) terminal.note(`context ${inUse.name}: ${inUse.url}`);
    return loadConfig(chosen);
  };
  const context: CommandContext = {
    terminal,
    environment,
    signal,
    get config() {
      return (config ??= readConfig());
    },
    tellStateFolder() {
      if (!isTold) noteHome(context.config, terminal);
      isTold = true;
    },
    setExitCode(code) {
      exitCode = code;
    },
  };
  return {
    context,
    exitCode: () => exitCode,
    setServer(given) {
      flags = given;
    },
  };
}

function noteHome({ homeDir, homeOrigin }: CliConfig, terminal: Terminal): void {
  if (homeOrigin === 'above') terminal.note(`state folder: ${homeDir}`);
  if (homeOrigin === 'new') {
    terminal.note(
      `new state folder: ${homeDir} (none here or in a folder above; CROSSFOLD_HOME names another)`,
    );
  }
}
