import { AppError, nameSchema, parseWith } from '@crossfold/contracts';
import type { Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import {
  contextNamed,
  contextsPath,
  localContext,
  parseContext,
  readContexts,
  writeContexts,
} from '../process/server-contexts.js';
import { listLines } from '../terminal/list-lines.js';

interface AddOptions {
  readonly url: string;
  readonly tokenEnv?: string;
  readonly store?: string;
}

export function addContextCommand(program: Command, context: CommandContext): void {
  const group = program.command('context').addHelpText('after', `\n${orderText}`);
  group
    .command('add <name>')
    .description('add a server, or change one')
    .requiredOption('--url <address>', 'of its API, as https://HOST')
    .option('--token-env <variable>', 'which variable of the environment holds its token')
    .option('--store <address>', 'its store, for commands of data sets: as CROSSFOLD_STORE')
    .action((name: string, options: AddOptions) => add(context, name, options));
  group
    .command('list')
    .description('the servers, and which is in use')
    .action(() => {
      list(context);
    });
  group
    .command('use <name>')
    .description(`talk to this server from now on; "${localContext}" for the state folder here`)
    .action((name: string) => use(context, name));
  group
    .command('remove <name>')
    .description('forget a server')
    .action((name: string) => remove(context, name));
}

const orderText = `A command talks to the server of --server or --context, else of CROSSFOLD_URL, else of the
context in use. Where CROSSFOLD_HOME names a state folder, no context is in use. Tokens are not
kept: a context names the variable that holds one.`;

async function add(
  { terminal, environment }: CommandContext,
  given: string,
  { url, tokenEnv, store }: AddOptions,
): Promise<void> {
  const name = parseWith(nameSchema, given, 'REQUEST_INVALID', 'the name of the context');
  if (name === localContext) {
    throw new AppError('REQUEST_INVALID', `expected another name than "${localContext}"`, {
      remedy: 'It stands for the stack on the state folder.',
    });
  }
  const added = parseContext({ url, tokenEnv: tokenEnv ?? null, store: store ?? null });
  const known = readContexts(environment);
  await writeContexts(environment, {
    ...known,
    contexts: { ...known.contexts, [name]: added },
  });
  terminal.emit({ name, ...added });
  terminal.print(`${name}: ${url}, in ${contextsPath(environment)}`);
}

function list({ terminal, environment }: CommandContext): void {
  const { current, contexts } = readContexts(environment);
  const all = Object.entries(contexts);
  for (const [name, one] of all) terminal.emit({ name, ...one, inUse: name === current });
  if (all.length === 0) {
    terminal.print('no contexts; add one: crossfold context add NAME --url URL');
    return;
  }
  const columns = [
    { title: 'name' },
    { title: 'in use' },
    { title: 'address' },
    { title: 'token' },
  ];
  const rows = all.map(([name, { url, tokenEnv }]) => [
    name,
    name === current ? 'yes' : '',
    url,
    tokenEnv === null ? '' : `of ${tokenEnv}`,
  ]);
  terminal.print(...listLines(terminal, columns, rows));
}

async function use({ terminal, environment }: CommandContext, name: string): Promise<void> {
  const known = readContexts(environment);
  const isLocal = name === localContext;
  const address = isLocal ? null : contextNamed(known, name).url;
  await writeContexts(environment, { ...known, current: isLocal ? null : name });
  terminal.emit({ current: isLocal ? null : name });
  terminal.print(
    address === null ? 'in use: the stack on the state folder' : `in use: ${name}, ${address}`,
  );
}

async function remove({ terminal, environment }: CommandContext, name: string): Promise<void> {
  const known = readContexts(environment);
  contextNamed(known, name);
  const contexts = Object.fromEntries(
    Object.entries(known.contexts).filter(([own]) => own !== name),
  );
  const current = known.current === name ? null : known.current;
  await writeContexts(environment, { ...known, current, contexts });
  terminal.emit({ name, removed: true });
  terminal.print(`${name} is removed`);
}
