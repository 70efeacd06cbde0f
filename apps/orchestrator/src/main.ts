import { tidyEnvironment, toAppError, writeStderrLine } from '@crossfold/contracts';
import { logDefects } from '@crossfold/logging';
import { loadConfig } from './process/config.js';
import { log } from './process/log.js';
import { startOrchestrator } from './start-orchestrator.js';

/** Closing ends before; this is for a process that hangs. */
const leaveWithinMs = 30_000;

// What nobody reads any more, or no disk takes, is not worth the process.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

logDefects(log);

// Libraries read it as well: the SDK of the store its credentials.
tidyEnvironment(process.env);

try {
  const orchestrator = await startOrchestrator(loadConfig(process.env));
  const leave = () => {
    setTimeout(() => process.exit(1), leaveWithinMs).unref();
    void orchestrator.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  // A process that started this one over a channel, and is gone, can end it no more.
  process.once('disconnect', leave);
  process.stdout.write(`${JSON.stringify({ event: 'listening', url: orchestrator.url })}\n`);
} catch (thrown) {
  const { code, message, problems, remedy } = toAppError(thrown);
  writeStderrLine(`error ${code}: ${message}`);
  for (const problem of problems) writeStderrLine(`  ${problem}`);
  writeStderrLine(`remedy: ${remedy}`);
  process.exit(1);
}
