import {
  AppError,
  requirementsText,
  type FleetForecast,
  type FleetPolicy,
} from '@crossfold/contracts';
import type { Command } from 'commander';
import type { ApiClient } from '../client/api-client.js';
import { parseYaml } from '../input/parse-yaml.js';
import { readTextFile } from '../input/read-text-file.js';
import type { CommandContext } from '../process/context.js';
import { findStudyId } from '../study/find-study.js';
import { withRunningServer } from '../stack/with-server.js';
import { tableLines, type Column } from '../terminal/table.js';
import { jobLines } from '../top/job-lines.js';
import { integerParser } from './option-parsers.js';

export function addFleetCommand(program: Command, context: CommandContext): void {
  const fleet = program.command('fleet');
  fleet
    .command('forecast')
    .description('when each study begins and ends, and what is left of it')
    .action(() => forecast(context));
  fleet
    .command('queue')
    .description('what waits, in the order in which it begins, and why')
    .option('--study <study>', 'jobs of this study alone')
    .option('--limit <number>', 'jobs at most, up to 1000', integerParser(1, 1000), 50)
    .action((options: QueueOptions) => queue(context, options));
  fleet
    .command('policy [file]')
    .description(
      'how the fleet is shared, and what it costs; with a file (YAML or JSON): change it',
    )
    .action((file: string | undefined) => policy(context, file));
}

async function forecast(context: CommandContext): Promise<void> {
  const answer = await ask(context, (api) => api.fleetForecast());
  const { terminal } = context;
  terminal.emit(answer);
  if (answer.studies.length === 0) terminal.print('nothing runs or waits');
  else terminal.print(...forecastLines(answer));
}

interface QueueOptions {
  readonly study?: string;
  readonly limit: number;
}

async function queue(context: CommandContext, { study, limit }: QueueOptions): Promise<void> {
  const { terminal } = context;
  const page = await ask(context, async (api) => {
    const studyId = study === undefined ? undefined : await findStudyId(terminal, api, study);
    return api.queue(limit, studyId);
  });
  terminal.emit(page);
  const lines = jobLines(page);
  terminal.print(...(lines.length > 0 ? lines : ['nothing waits']));
}

async function policy(context: CommandContext, file: string | undefined): Promise<void> {
  const terms =
    file === undefined
      ? null
      : parseYaml(
          await readTextFile(file, 'a policy of the fleet', { maxBytes: 2 ** 20 }),
          file,
          'REQUEST_INVALID',
        );
  const answer = await ask(context, (api) =>
    terms === null ? api.fleetPolicy() : api.setFleetPolicy(terms),
  );
  context.terminal.emit(answer);
  context.terminal.print(...policyLines(answer));
}

/** @throws AppError NOT_FOUND where no server runs */
async function ask<T>(context: CommandContext, work: (api: ApiClient) => Promise<T>): Promise<T> {
  const asked = await withRunningServer(context, ({ api }) => work(api));
  if (asked !== null) return asked.answer;
  throw new AppError('NOT_FOUND', 'expected a server that runs here or that is named, got none', {
    remedy: 'Start one with "crossfold up", or name one with --server.',
  });
}

function forecastLines({ studies }: FleetForecast): string[] {
  const columns: Column[] = [
    { title: 'study' },
    { title: 'trials left', align: 'right' },
    { title: 'begins' },
    { title: 'ends' },
    { title: 'between' },
    { title: 'slot hours', align: 'right' },
    { title: 'cost', align: 'right' },
  ];
  const rows = studies.map(({ studyId, trialsLeft, startsAt, endsAt, slotHoursLeft, cost }) => [
    studyId,
    String(trialsLeft),
    startsAt === null ? 'no worker may train it' : shortTime(startsAt),
    endsAt === null ? 'not known yet' : shortTime(endsAt.expected),
    endsAt === null ? '' : `${shortTime(endsAt.earliest)} and ${shortTime(endsAt.latest)}`,
    slotHoursLeft === null ? '' : slotHoursLeft.toFixed(2),
    cost === null ? '' : cost.toFixed(2),
  ]);
  return tableLines(columns, rows);
}

function policyLines(policy: FleetPolicy): string[] {
  const { projects, users, prices, pricePerSlotHour, currency } = policy;
  const shares = (kind: string, weights: Readonly<Record<string, number>>) => {
    const named = Object.entries(weights).map(([name, weight]) => `${name} ${weight}`);
    return `shares of ${kind}: ${named.length === 0 ? 'all alike' : `${named.join(', ')}; others 1`}`;
  };
  const priced = (price: number) => `${price}${currency === null ? '' : ` ${currency}`}`;
  const own = prices.map(({ labels, perSlotHour }) => {
    return `an hour of a slot with ${requirementsText(labels)} costs ${priced(perSlotHour)}`;
  });
  const others = own.length > 0 ? 'another slot' : 'a slot';
  const price =
    pricePerSlotHour === null
      ? `no price of ${others}`
      : `an hour of ${others} costs ${priced(pricePerSlotHour)}`;
  return [shares('projects', projects), shares('users', users), ...own, price];
}

function shortTime(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
