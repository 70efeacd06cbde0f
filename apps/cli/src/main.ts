#!/usr/bin/env node
import { tidyEnvironment } from '@crossfold/contracts';
import { runCommandLine } from './run-command-line.js';

// Libraries read it as well: the SDK of the store its credentials.
tidyEnvironment(process.env);

process.exitCode = await runCommandLine(process.argv.slice(2), process);
