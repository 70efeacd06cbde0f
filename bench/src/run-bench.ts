import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { benchmarks, type Benchmark } from './benchmarks/benchmarks.js';
import type { Bar } from './harness/bar.js';
import { describeMachine } from './harness/machine.js';
import { renderReport, reportDocument, type BenchReport } from './harness/report.js';
import { parseCommand } from './options.js';
import { resultName, suite } from './suite.js';

/**
 * Runs one benchmark and reports it, or all of them.
 *
 * @param write takes each report as text
 * @throws AppError
 */
export async function runBench(
  args: readonly string[],
  write: (text: string) => void,
): Promise<void> {
  if (args[0] === 'all') return runAll(args.slice(1), write);
  const { benchmark, options, json } = parseCommand(args, [...Object.keys(benchmarks), 'all']);
  const notes: string[] = [];
  const bars: Bar[] = [];
  const run = benchmarks[benchmark] as Benchmark;
  const findings = await run(
    options,
    (line) => notes.push(line),
    (bar) => bars.push(bar),
  );
  const report: BenchReport = {
    command: `npm run bench -- ${args.join(' ')}`,
    date: new Date().toISOString(),
    machine: describeMachine(),
    threads: options.threads,
    findings,
    bars,
    notes,
  };
  if (json !== null) await writeReport(json, report);
  write(renderReport(report));
}

/** @param more options for each of them; `--json` names a folder */
async function runAll(more: readonly string[], write: (text: string) => void): Promise<void> {
  const commands = suite.map((args) => [...args, ...more]);
  const parsed = commands.map((args) => parseCommand(args, Object.keys(benchmarks)));
  for (const [index, args] of commands.entries()) {
    const folder = parsed[index]?.json ?? null;
    const file = folder === null ? [] : ['--json', join(folder, resultName(suite[index] ?? []))];
    await runBench([...args, ...file], write);
    write('\n');
  }
}

async function writeReport(path: string, report: BenchReport): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(reportDocument(report), null, 2)}\n`);
}
