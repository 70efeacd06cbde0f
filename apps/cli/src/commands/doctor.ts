import { defaultQueuePrefix, redactTexts, toAppError } from '@crossfold/contracts';
import { runDoctor, type Check, type DoctorCheck } from '@crossfold/provision';
import type { RedisTraits } from '@crossfold/queue';
import { openObjectStore } from '@crossfold/storage';
import type { Command } from 'commander';
import { createApiClient } from '../client/api-client.js';
import { storeSettings, type CliConfig } from '../process/config.js';
import type { CommandContext } from '../process/context.js';
import { hasState } from '../process/state-folder.js';
import { findStack } from '../stack/stack-record.js';
import { tableLines } from '../terminal/table.js';

export function addDoctorCommand(program: Command, context: CommandContext): void {
  program.command('doctor').action(() => examine(context));
}

async function examine({ config, terminal, setExitCode }: CommandContext): Promise<void> {
  const checks = await runDoctor({
    env: config.environment,
    stateDir: config.homeDir,
    extraChecks: serverChecks(config),
  });
  const problems = checks.filter(({ status }) => status === 'problem').length;
  terminal.emit({ checks: redactTexts(checks), problems });
  terminal.print(...checkLines(checks), '', verdict(problems));
  if (problems > 0) setExitCode(1);
}

function serverChecks(config: CliConfig): DoctorCheck[] {
  return [
    { name: 'Redis', run: () => checkRedis(config) },
    { name: 'object store', run: () => checkStore(config) },
    { name: 'orchestrator', run: () => checkOrchestrator(config) },
  ];
}

async function checkRedis({ redisUrl, environment }: CliConfig): Promise<Check> {
  const name = 'Redis';
  if (redisUrl === null) {
    return { name, status: 'ok', found: 'REDIS_URL is not set; Valkey is started when needed' };
  }
  const prefix = environment['CROSSFOLD_QUEUE_PREFIX'] || defaultQueuePrefix;
  try {
    const { hostOf, probeRedis } = await import('@crossfold/queue');
    return describeRedis(hostOf(redisUrl), await probeRedis(redisUrl, prefix));
  } catch (thrown) {
    const { message, remedy } = toAppError(thrown);
    return { name, status: 'problem', found: message, remedy };
  }
}

function describeRedis(host: string, traits: RedisTraits): Check {
  const name = 'Redis';
  const { hasInfo, version, evictionPolicy, keepsData } = traits;
  if (!hasInfo) {
    const remedy = 'Let its user run INFO, so that its settings can be looked at.';
    return { name, status: 'warning', found: `${host}, which does not tell its settings`, remedy };
  }
  const found = `${host}, version ${version}`;
  if (evictionPolicy !== 'noeviction') {
    const remedy =
      'Set maxmemory-policy to noeviction: what is evicted is queued again, which takes time.';
    return { name, status: 'warning', found: `${found}, evicts keys`, remedy };
  }
  if (keepsData) return { name, status: 'ok', found };
  const remedy = 'Set appendonly to yes: otherwise a restart forgets the trials that wait.';
  return { name, status: 'warning', found: `${found}, keeps nothing on disk`, remedy };
}

async function checkStore(config: CliConfig): Promise<Check> {
  const settings = storeSettings(config);
  const name = 'object store';
  // To look at it must not make it; the check of the state folder tries whether it can be made.
  if (settings.kind === 'file' && !hasState(config)) {
    return { name, status: 'ok', found: `${settings.dir}, made when needed` };
  }
  const store = openObjectStore(settings);
  try {
    await store.check();
  } finally {
    await store.close();
  }
  const place =
    settings.kind === 'file'
      ? settings.dir
      : `s3://${settings.bucket}/${settings.prefix ?? ''} at ${settings.endpoint ?? 'AWS'}`;
  return { name, status: 'ok', found: place };
}

async function checkOrchestrator({ url, token, homeDir }: CliConfig): Promise<Check> {
  const name = 'orchestrator';
  const address = url ?? (await findStack(homeDir))?.url;
  if (address === undefined) {
    return { name, status: 'ok', found: 'none runs; one is started when needed' };
  }
  const studies = await createApiClient({ url: address, token }).listStudies();
  return { name, status: 'ok', found: `${address}, ${studies.length} studies` };
}

function checkLines(checks: readonly Check[]): string[] {
  const columns = [{ title: 'check' }, { title: 'state' }, { title: 'found' }];
  const table = tableLines(
    columns,
    checks.map(({ name, status, found }) => [name, status, found]),
  );
  const remedies = checks.flatMap(({ name, remedy }) => (remedy ? [`${name}: ${remedy}`] : []));
  return remedies.length === 0 ? table : [...table, '', 'what to do:', ...remedies];
}

function verdict(problems: number): string {
  return problems === 0 ? 'ready' : `${problems} problem(s)`;
}
