import {
  AppError,
  roles,
  type ApiTokenView,
  type CreatedToken,
  type Role,
} from '@crossfold/contracts';
import { Option, type Command } from 'commander';
import type { ApiClient } from '../client/api-client.js';
import type { CommandContext } from '../process/context.js';
import { withServer } from '../stack/with-server.js';
import { listLines } from '../terminal/list-lines.js';
import { numberParser } from './option-parsers.js';

interface OwnOption {
  readonly own?: true;
}

interface CreateOptions extends OwnOption {
  readonly user?: string;
  readonly role?: Role;
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
    .option('--user <name>', 'whose it is, for lists and the audit log')
    .option('--own', 'for oneself: it may do no more than the token that is used, and ends with it')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles))
    .option('--project <name...>', 'only what is of these projects; all otherwise')
    .option('--note <text>', 'what it is for', '')
    .option('--days <number>', 'until it expires', numberParser(0.001, 3650), 90)
    .option('--endless', 'it never expires')
    .action((options: CreateOptions) => create(context, options));
  group
    .command('list')
    .description('the tokens that were made, those that have ended too')
    .option('--own', 'those of oneself')
    .action((options: OwnOption) => list(context, options));
  group
    .command('revoke <id>')
    .description('end a token for good, and the sessions that were opened with it')
    .option('--own', 'one of oneself')
    .action((tokenId: string, options: OwnOption) => revoke(context, tokenId, options));
}

async function create(context: CommandContext, options: CreateOptions): Promise<void> {
  const { terminal } = context;
  const create = options.own ? ownToken(options) : tokenOfUser(options);
  const created = await withServer(context, { workers: 0, makesState: true }, ({ api }) =>
    create(api),
  );
  terminal.emit(created);
  if (terminal.mode !== 'json') terminal.write(created.token);
  terminal.note(`${created.tokenId}: ${textOf(created)}; keep the token, it is not shown again`);
}

type Create = (api: ApiClient) => Promise<CreatedToken>;

/** @throws AppError REQUEST_INVALID */
function tokenOfUser({ user, role, project, note, days, endless }: CreateOptions): Create {
  if (user === undefined || role === undefined) {
    throw new AppError(
      'REQUEST_INVALID',
      'expected --user and --role, or --own for a token for oneself',
    );
  }
  const projects = project === undefined ? null : [...project];
  const expiresInDays = endless ? null : days;
  return (api) => api.createToken({ user, role, note, projects, expiresInDays });
}

/** @throws AppError REQUEST_INVALID */
function ownToken({ user, role, project, note, days, endless }: CreateOptions): Create {
  if (user !== undefined || endless) {
    throw new AppError(
      'REQUEST_INVALID',
      `expected --own without ${endless ? '--endless' : '--user'}`,
    );
  }
  if (role === 'worker')
    throw new AppError('REQUEST_INVALID', 'expected --own without --role worker');
  const projects = project && [...project];
  return (api) =>
    api.createOwnToken({
      note,
      expiresInDays: days,
      ...(role && { role }),
      ...(projects && { projects }),
    });
}

async function list(context: CommandContext, { own }: OwnOption): Promise<void> {
  const { terminal } = context;
  const tokens = await withServer(context, { workers: 0 }, ({ api }) =>
    own ? api.ownTokens() : api.tokens(),
  );
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

async function revoke(context: CommandContext, tokenId: string, { own }: OwnOption): Promise<void> {
  const { terminal } = context;
  const revoked = await withServer(context, { workers: 0 }, ({ api }) =>
    own ? api.revokeOwnToken(tokenId) : api.revokeToken(tokenId),
  );
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
