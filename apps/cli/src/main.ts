#!/usr/bin/env node
import { packageVersion } from './program/package-version.js';

const args = process.argv.slice(2);

// Scripts ask for it before other calls: it needs none of the libraries.
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.on('error', () => undefined);
  process.stdout.write(`${packageVersion()}\n`);
} else {
  const { tidyEnvironment } = await import('@crossfold/contracts');
  // Libraries read it as well: the SDK of the store its credentials.
  tidyEnvironment(process.env);
  const { runCommandLine } = await import('./run-command-line.js');
  process.exitCode = await runCommandLine(args, process);
}
