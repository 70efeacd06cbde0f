import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from '@crossfold/contracts';
import {
  openObjectStore,
  parseStoreSettings,
  verifyStudy,
  type ObjectStore,
} from '@crossfold/storage';
import { copyStore, listStudyIds, type CopiedStore } from '@crossfold/study';
import type { Command } from 'commander';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { logDone } from '../store/log-command.js';
import { formatBytes } from '../terminal/units.js';

interface CopyOptions {
  /** Of the other store, where it is not that of this one. */
  readonly endpoint?: string;
  readonly overwrite?: boolean;
  readonly verify?: boolean;
}

interface Copying {
  readonly source: ObjectStore;
  readonly target: ObjectStore;
  readonly overwrites: boolean;
  readonly verifies: boolean;
}

/** `backup`, `restore` and `copy`: one store is made to hold what another one does. */
export function addStoreCopyCommands(store: Command, context: CommandContext): void {
  const named = (command: Command) =>
    command
      .option('--endpoint <url>', 'S3 endpoint of the store that is named (default: S3_ENDPOINT)')
      .option('--verify', 'verify every study of the copy afterwards');
  named(store.command('backup <target>'))
    .description('copy what is new to another store: a folder, or s3://BUCKET/PREFIX')
    .action((target: string, options: CopyOptions) =>
      withBoth(context, target, options, (own, other) =>
        copy(context, { source: own, target: other, overwrites: true, ...verifying(options) }),
      ),
    );
  named(store.command('restore <source>'))
    .description('copy back from another store what is missing here')
    .option('--overwrite', 'also documents that differ from those of the backup')
    .action((source: string, options: CopyOptions) =>
      withBoth(context, source, options, async (own, other) => {
        const { overwrite: overwrites = false } = options;
        await copy(context, { source: other, target: own, overwrites, ...verifying(options) });
        // The log of the backup comes with it: an entry before would take the place of one of those.
        await logDone(own, overwrites ? 'store restore --overwrite' : 'store restore');
      }),
    );
  named(store.command('copy <source> <target>'))
    .description('copy one store to another, such as a folder to S3')
    .action(async (from: string, to: string, options: CopyOptions) => {
      const [source, target] = [open(context, from, options), open(context, to, options)];
      try {
        await copy(context, { source, target, overwrites: true, ...verifying(options) });
      } finally {
        await Promise.all([source.close(), target.close()]);
      }
    });
}

function verifying({ verify = false }: CopyOptions): Pick<Copying, 'verifies'> {
  return { verifies: verify };
}

function withBoth(
  context: CommandContext,
  named: string,
  options: CopyOptions,
  work: (own: ObjectStore, other: ObjectStore) => Promise<void>,
): Promise<void> {
  return withStore(
    context,
    async (own) => {
      const other = open(context, named, options);
      try {
        await work(own, other);
      } finally {
        await other.close();
      }
    },
    { makesState: true },
  );
}

/** A folder, `file:///FOLDER` or `s3://BUCKET/PREFIX`. @throws AppError CONFIG_INVALID */
function open({ environment }: CommandContext, named: string, { endpoint }: CopyOptions) {
  const url = /^\w+:\/\//.test(named) ? named : pathToFileURL(resolve(named)).href;
  const { S3_BUCKET: _, ...rest } = environment;
  return openObjectStore(
    parseStoreSettings({
      ...rest,
      CROSSFOLD_STORE: url,
      ...(endpoint !== undefined && { S3_ENDPOINT: endpoint }),
    }),
  );
}

async function copy(
  { terminal, signal }: CommandContext,
  { source, target, overwrites, verifies }: Copying,
): Promise<void> {
  await target.check();
  let saidAt = 0;
  const copied = await copyStore(source, target, {
    overwrites,
    signal,
    onProgress({ objects, sizeBytes }) {
      if (terminal.mode !== 'interactive' || objects - saidAt < progressStep) return;
      saidAt = objects;
      terminal.live.draw([`copied ${objects} objects, ${formatBytes(sizeBytes)}`]);
    },
  });
  terminal.emit(copied);
  terminal.print(
    `copied ${copied.objects} object(s) of ${formatBytes(copied.sizeBytes)}; ${copied.same} were there`,
    ...told(copied.kept, 'differ and were kept; --overwrite takes those of the backup'),
    ...told(copied.changed, 'changed meanwhile: the next copy takes them'),
  );
  if (verifies) await verifyAll(target, terminal);
  assertUndamaged(copied);
}

const progressStep = 100;
const maxTold = 20;

function told(keys: readonly string[], what: string): string[] {
  if (keys.length === 0) return [];
  const more = keys.length > maxTold ? [`  and ${keys.length - maxTold} more; --json has all`] : [];
  return [
    `${keys.length} object(s) ${what}:`,
    ...keys.slice(0, maxTold).map((key) => `  ${key}`),
    ...more,
  ];
}

async function verifyAll(store: ObjectStore, terminal: CommandContext['terminal']): Promise<void> {
  const found: string[] = [];
  let studies = 0;
  for (const studyId of await listStudyIds(store)) {
    const { problems, objects } = await verifyStudy(store, studyId);
    terminal.emit({ studyId, objects, problems });
    found.push(...problems);
    studies += 1;
  }
  if (found.length === 0) {
    terminal.print(`verified: ${studies} study(s) of the copy are whole`);
    return;
  }
  throw new AppError(
    'OBJECT_CORRUPT',
    `expected whole studies in the copy, got ${found.length} problem(s)`,
    {
      problems: found,
    },
  );
}

function assertUndamaged({ damaged }: CopiedStore): void {
  if (damaged.length === 0) return;
  throw new AppError(
    'OBJECT_CORRUPT',
    `expected whole objects to copy, got ${damaged.length} damaged one(s); the others were copied`,
    { problems: damaged, remedy: 'Restore them from another backup, and copy again.' },
  );
}
