import {
  applyRetention,
  findOrphans,
  measureUsage,
  planRetention,
  upgradeStore,
  type Orphan,
} from '@crossfold/study';
import type { Command } from 'commander';
import { progressOf } from '../dataset/add-dataset.js';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { orphanLines } from '../store/orphan-view.js';
import { withAuditEntries } from '../store/log-command.js';
import { readPolicyFile } from '../store/policy-file.js';
import { retentionLines } from '../store/retention-view.js';
import { versionLines } from '../store/upgrade-view.js';
import { usageLines } from '../store/usage-view.js';
import { formatBytes } from '../terminal/units.js';
import { numberParser } from './option-parsers.js';
import { addStoreCopyCommands } from './store-copy.js';

interface PruneOptions {
  readonly policy: string;
  readonly apply?: boolean;
  readonly objects?: boolean;
}

interface CleanOptions {
  readonly graceDays: number;
  readonly apply?: boolean;
  readonly objects?: boolean;
}

export function addStoreCommand(program: Command, context: CommandContext): void {
  const store = program.command('store');
  store
    .command('usage')
    .description('how much the store holds, by kind of object, study and data set')
    .action(() => usage(context));
  store
    .command('prune')
    .description('what a policy of retention would remove; with --apply it does')
    .requiredOption('--policy <file>', 'YAML or JSON that says what is kept how long')
    .option('--apply', 'remove it, and write down what was removed')
    .option('--objects', 'list every object; --json always does')
    .action((options: PruneOptions) => prune(context, options));
  store
    .command('clean')
    .description('what nothing names and no write is about to; with --apply it goes')
    .option('--grace-days <number>', 'leave what is younger', numberParser(1, 3650), 7)
    .option('--apply', 'remove it')
    .option('--objects', 'list every object; --json always does')
    .action((options: CleanOptions) => clean(context, options));
  addStoreCopyCommands(store, context);
  store
    .command('upgrade')
    .description('in which versions documents are stored; with --apply, those that may change')
    .option('--apply', 'write them in the newest version: an older crossfold reads them no more')
    .action(({ apply = false }: { apply?: boolean }) => upgrade(context, apply));
}

function usage(context: CommandContext): Promise<void> {
  return withStore(context, async (store) => {
    const { terminal } = context;
    const measured = await measureUsage(store);
    terminal.emit(measured);
    terminal.print(...usageLines(terminal, measured));
  });
}

async function prune(
  context: CommandContext,
  { policy: path, apply = false, objects: showsObjects = false }: PruneOptions,
): Promise<void> {
  const { terminal, signal } = context;
  const policy = await readPolicyFile(path);
  await withStore(context, async (store) => {
    const nowMs = Date.now();
    const plan = await planRetention(store, policy, nowMs);
    for (const removal of [...plan.removals, ...plan.broken]) terminal.emit(removal);
    for (const held of plan.held) terminal.emit({ held });
    terminal.print(...retentionLines(terminal, plan, { showsObjects }), '');
    if (!apply) {
      const { count, sizeBytes } = totalOf([...plan.removals, ...plan.broken]);
      terminal.emit({ applied: false, objects: count, sizeBytes });
      terminal.print(
        `would remove ${count} object(s) of ${formatBytes(sizeBytes)}; --apply removes them`,
      );
      return;
    }
    const removing = progressOf(terminal, 'removing objects');
    const applied = await withAuditEntries(store, 'store prune --apply', () =>
      applyRetention(store, plan, policy, nowMs, (done, total) => {
        signal.throwIfAborted();
        removing(done, total);
      }),
    );
    terminal.emit({ applied: true, ...applied });
    terminal.print(
      `removed ${applied.objects} object(s) of ${formatBytes(applied.sizeBytes)}`,
      ...(applied.kept === 0 ? [] : [`kept ${applied.kept} that came to be needed meanwhile`]),
    );
  });
}

function clean(
  context: CommandContext,
  { graceDays, apply = false, objects: showsObjects = false }: CleanOptions,
): Promise<void> {
  const { terminal, signal } = context;
  return withStore(context, async (store) => {
    const orphans: Orphan[] = [];
    const times = { nowMs: Date.now(), graceMs: graceDays * 24 * 60 * 60 * 1000 };
    for await (const orphan of findOrphans(store, times)) {
      signal.throwIfAborted();
      const { reason, name, sizeBytes } = orphan;
      terminal.emit({ reason, name, sizeBytes });
      orphans.push(orphan);
    }
    terminal.print(...orphanLines(terminal, orphans, { showsObjects }));
    if (apply) {
      const removing = progressOf(terminal, 'removing objects');
      await withAuditEntries(store, 'store clean --apply', async () => {
        for (const [done, orphan] of orphans.entries()) {
          signal.throwIfAborted();
          await orphan.remove();
          removing(done + 1, orphans.length);
        }
      });
    }
    const sizeBytes = orphans.reduce((sum, orphan) => sum + (orphan.sizeBytes ?? 0), 0);
    terminal.emit({ applied: apply, objects: orphans.length, sizeBytes });
    const counted = `${orphans.length} object(s) of ${formatBytes(sizeBytes)}`;
    terminal.print(apply ? `removed ${counted}` : `would remove ${counted}; --apply removes them`);
  });
}

function upgrade(context: CommandContext, applies: boolean): Promise<void> {
  return withStore(context, async (store) => {
    const { terminal } = context;
    const run = () => upgradeStore(store, { applies });
    const upgraded = applies ? withAuditEntries(store, 'store upgrade --apply', run) : run();
    const { versions, unreadable, rewritten } = await upgraded;
    terminal.emit({ versions, unreadable, rewritten });
    const due = versions
      .filter(({ fate }) => fate === 'rewritten')
      .reduce((sum, { documents }) => sum + documents, 0);
    terminal.print(
      ...versionLines(terminal, versions),
      '',
      ...unreadable.map((problem) => `cannot be read, and stays as it is: ${problem}`),
      applies
        ? `wrote ${rewritten} document(s) in the newest version`
        : `would write ${due} document(s) in the newest version; --apply writes them`,
    );
  });
}

function totalOf(removals: readonly { readonly objects: readonly { sizeBytes: number }[] }[]) {
  const all = removals.flatMap(({ objects }) => objects);
  return { count: all.length, sizeBytes: all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}
