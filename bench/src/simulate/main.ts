import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { AppError, toAppError } from '@crossfold/contracts';
import {
  correlationRows,
  falsePositiveTable,
  powerTable,
  seedShareRows,
} from './component-tables.js';
import { coverageTable } from './coverage-table.js';
import { familyTable } from './family-table.js';
import { learnerTable } from './learner-table.js';
import { outlookTable, statedPowerTable } from './outlook-tables.js';
import { drawnRaceTable, recordedRaceTable } from './race-tables.js';
import { markdownTable, type Table } from './tally.js';

interface Sizes {
  readonly studies: number;
  readonly sets: number;
  readonly replays: number;
}

/** What can be simulated, and the tables of each. */
const simulations = {
  statistics: ({ studies, sets }) => [
    learnerTable(sets),
    falsePositiveTable(
      `False positives by the correlation of cells in different folds and in one fold, of ${studies} studies (%)`,
      correlationRows,
      studies,
    ),
    falsePositiveTable(
      `False positives by the seed's share of a cell's variance, of ${studies} studies (%)`,
      seedShareRows,
      studies,
    ),
    powerTable(Math.ceil(studies / 5)),
    outlookTable(Math.ceil(studies / 20)),
    statedPowerTable(Math.ceil(studies / 10)),
  ],
  coverage: ({ sets }) => [coverageTable(Math.ceil(sets / 20))],
  planted: async () => {
    // The bits depend on it; read when TensorFlow loads, which this table does to train.
    process.env['TF_NUM_INTRAOP_THREADS'] = '1';
    return [await (await import('./planted-table.js')).plantedTable()];
  },
  verdicts: ({ studies, sets }) => [familyTable(sets, studies)],
  racing: ({ replays }) => [recordedRaceTable(replays), drawnRaceTable(replays)],
} satisfies Record<string, (sizes: Sizes) => Table[] | Promise<Table[]>>;

/**
 * Simulates what reports say and prints the tables of it: `simulate NAME`, with `--studies`,
 * `--sets` and `--replays` for how many, and `--write FILE` to put the tables into a document.
 */
async function simulate(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      studies: { type: 'string', default: '10000' },
      sets: { type: 'string', default: '1000' },
      replays: { type: 'string', default: '200' },
      write: { type: 'string' },
    },
  });
  const name = positionals.join(' ');
  if (!Object.hasOwn(simulations, name)) {
    const names = Object.keys(simulations).join(', ');
    throw invalid(`one of ${names} for what to simulate`, name || 'nothing');
  }
  const tables = await simulations[name as keyof typeof simulations]({
    studies: whole('--studies', values.studies),
    sets: whole('--sets', values.sets),
    replays: whole('--replays', values.replays),
  });
  const text = tables.map(markdownTable).join('\n\n');
  if (values.write === undefined) process.stdout.write(`${text}\n`);
  else await replaceTables(values.write, name, text);
}

/** What stands between two lines of a document is what a simulation printed. */
async function replaceTables(path: string, name: string, text: string): Promise<void> {
  const [begin, end] = [`<!-- simulated: ${name} -->`, `<!-- /simulated: ${name} -->`];
  const document = await readFile(path, 'utf8');
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw invalid(`the lines "${begin}" and "${end}" in ${path}`, 'none');
  const before = document.slice(0, from + begin.length);
  await writeFile(path, `${before}\n\n${text}\n\n${document.slice(to)}`);
}

function whole(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw invalid(`a whole number above 0 for ${option}`, text);
}

function invalid(expected: string, got: string): AppError {
  return new AppError('REQUEST_INVALID', `expected ${expected}, got ${got}`);
}

try {
  await simulate(process.argv.slice(2));
} catch (error) {
  const { message, remedy } = toAppError(error);
  process.stderr.write(`${message}\n${remedy}\n`);
  process.exitCode = 1;
}
