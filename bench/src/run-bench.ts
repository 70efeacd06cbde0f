import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { benchmarks, type Benchmark } from './benchmarks/benchmarks.js';
import { describeMachine } from './harness/machine.js';
import { renderReport, reportDocument, type BenchReport } from './harness/report.js';
import { parseCommand } from './options.js';

/**
 * Runs one benchmark and reports it.
 *
 * @returns the report as text
 * @throws AppError
 */
export async function runBench(args: readonly string[]): Promise<string> {
  const { benchmark, options, json } = parseCommand(args, Object.keys(benchmarks));
  const notes: string[] = [];
  const run = benchmarks[benchmark] as Benchmark;
  const findings = await run(options, (line) => notes.push(line));
  const report: BenchReport = {
    command: `npm run bench -- ${args.join(' ')}`,
    date: new Date().toISOString(),
    machine: describeMachine(),
    threads: options.threads,
    findings,
    notes,
  };
  if (json !== null) await writeReport(json, report);
  return renderReport(report);
}

async function writeReport(path: string, report: BenchReport): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(reportDocument(report), null, 2)}\n`);
}
