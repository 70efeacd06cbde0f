import { roles, type ApiTokenView, type Role } from '@crossfold/contracts';
import { Option, type Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import { withServer } from '../stack/with-server.js';
import { listLines } from '../terminal/list-lines.js';
import { numberParser } from './option-parsers.js';

interface CreateOptions {
  readonly user: string;
  readonly role: Role;
  readonly project?: readonly string[];
  readonly note: string;
  readonly days: number;
  readonly endless?: true;
}

export function addTokenCommand(program: Command, context: CommandContext): void {
  const group = program.command('token');
  group
    .command('create')
    .description('make a token for a user, and print it: nobody can ask for it again')
    .requiredOption('--user <name>', 'whose it is, for lists and the audit log')
    .addOption(
      new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory(true),
    )
    .option('--project <name...>', 'only what is of these projects; all otherwise')
    .option('--note <text>', 'what it is for', '')
    .option('--days <number>', 'until it expires', numberParser(0.001, 3650), 90)
    .option('--endless', 'it never expires')
    .action((options: CreateOptions) => create(context, options));
  group
    .command('list')
    .description('the tokens that were made, those that have ended too')
    .action(() => list(context));
  group
    .command('revoke <id>')
    .description('end a token for good, and the sessions that were opened with it')
    .action((tokenId: string) => revoke(context, tokenId));
}

async function create(
  context: CommandContext,
  { user, role, project, note, days, endless }: CreateOptions,
): Promise<void> {
  const { terminal } = context;
  const request = {
    user,
    role,
    note,
    projects: project === undefined ? null : [...project],
    expiresInDays: endless === true ? null : days,
  };
  const created = await withServer(context, { workers: 0, makesState: true }, ({ api }) =>
    api.createToken(request),
  );
  terminal.emit(created);
  if (terminal.mode !== 'json') terminal.write(created.token);
  terminal.note(`${created.tokenId}: ${textOf(created)}; keep the token, it is not shown again`);
}

async function list(context: CommandContext): Promise<void> {
  const { terminal } = context;
  const tokens = await withServer(context, { workers: 0 }, ({ api }) => api.tokens());
  for (const token of tokens) terminal.emit(token);
  const columns = ['id', 'user', 'role', 'projects', 'state', 'last used', 'note'];
  const rows = tokens.map((token) => [
    token.tokenId,
    token.user,
    token.role,
    token.projects?.join(', ') ?? 'all',
    stateOf(token, Date.now()),
    token.lastUsedAt ?? 'never',
    token.note,
  ]);
  terminal.print(
    ...(rows.length === 0
      ? ['no tokens; make one: crossfold token create --user NAME --role ROLE']
      : listLines(
          terminal,
          columns.map((title) => ({ title })),
          rows,
        )),
  );
}

async function revoke(context: CommandContext, tokenId: string): Promise<void> {
  const { terminal } = context;
  const revoked = await withServer(context, { workers: 0 }, ({ api }) => api.revokeToken(tokenId));
  terminal.emit(revoked);
  terminal.print(`${tokenId} of ${revoked.user} has ended`);
}

function textOf({ user, role, projects, expiresAt }: ApiTokenView): string {
  const where = projects === null ? 'of all projects' : `of ${projects.join(', ')}`;
  return `${role} ${where}, for ${user}, ${expiresAt === null ? 'without an end' : `until ${expiresAt}`}`;
}

function stateOf({ revokedAt, expiresAt }: ApiTokenView, nowMs: number): string {
  if (revokedAt !== null) return `revoked ${revokedAt}`;
  if (expiresAt === null) return 'without an end';
  return `${Date.parse(expiresAt) > nowMs ? 'until' : 'expired'} ${expiresAt}`;
}
