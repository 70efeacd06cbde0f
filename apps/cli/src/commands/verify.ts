import { AppError, studyFolder } from '@crossfold/contracts';
import {
  findStudyRemoval,
  verifyAuditLog,
  verifyStudy,
  type ObjectStore,
} from '@crossfold/storage';
import { checkEnsembleViews } from '@crossfold/study';
import { InvalidArgumentError, type Command } from 'commander';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { withReader } from '../stack/with-reader.js';
import { findStudyId } from '../study/find-study.js';

export function addVerifyCommand(program: Command, context: CommandContext): void {
  program
    .command('verify')
    .argument('[study]', 'by its id or its name')
    .option('--audit-log', 'the chain of commands in place of a study')
    .action((wanted: string | undefined, { auditLog }: { readonly auditLog?: true }) => {
      if ((wanted === undefined) !== (auditLog === true)) {
        throw new InvalidArgumentError('expected a study or --audit-log');
      }
      return wanted === undefined ? verifyCommands(context) : verify(context, wanted);
    });
}

/** Whether each object of the audit log follows the one before it. */
async function verifyCommands(context: CommandContext): Promise<void> {
  const { terminal } = context;
  const verified = await withStore(context, verifyAuditLog);
  const { objects, entries, head, problems } = verified;
  terminal.emit(verified);
  if (problems.length > 0) {
    throw new AppError(
      'OBJECT_CORRUPT',
      `expected ${objects} objects of the audit log that follow each other, got ${problems.length} problem(s)`,
      {
        problems,
        remedy: 'Find out who has changed the store, and restore the objects from a backup.',
      },
    );
  }
  terminal.print(`audit log: all ${entries} commands in ${objects} objects follow each other`);
  if (head.sha256 !== null) terminal.print(`last: ${head.number}, ${head.sha256}`);
}

async function verify(context: CommandContext, wanted: string): Promise<void> {
  const { terminal } = context;
  const verified = await withStore(context, async (store) => {
    const studyId = await findStudy(context, store, wanted);
    const found = await verifyStudy(store, studyId);
    const differing = await checkEnsembleViews(store, studyId);
    return { ...found, problems: [...found.problems, ...differing] };
  });
  const { studyId, objects, removed, cells, unfinished, problems, unreadVersions } = verified;
  terminal.emit(verified);
  if (problems.length > 0) {
    throw new AppError(
      'OBJECT_CORRUPT',
      `expected ${objects} whole objects of ${studyId}, got ${problems.length} problem(s)`,
      {
        problems: [...problems, ...unreadVersions],
        remedy: 'Restore the objects that are listed, as from a backup of the store.',
      },
    );
  }
  if (unreadVersions.length > 0) {
    throw new AppError(
      'SCHEMA_VERSION_UNKNOWN',
      `expected ${objects} objects of ${studyId} in versions that this crossfold reads, got ${unreadVersions.length} in others; none is damaged`,
      { problems: unreadVersions },
    );
  }
  const { succeeded, failed, skipped, racedOut, cancelled, open } = cells;
  const some = (count: number, what: string) => (count === 0 ? '' : `${count} ${what}, `);
  const ended =
    some(skipped, 'skipped by name') +
    some(racedOut, 'raced out by a decision') +
    some(cancelled, 'cancelled');
  terminal.print(
    `${studyId}: all ${objects} objects are what they were written as`,
    `cells: ${succeeded} with a receipt, ${failed} failed by name, ${ended}${open} without an end`,
    ...(removed === 0 ? [] : [`removed by policies, as their records say: ${removed}`]),
    ...unfinished.map((task) => `no end yet: ${task}`),
  );
}

/** The server does not list a study whose own record is damaged; its id is enough for the store. */
async function findStudy(
  context: CommandContext,
  store: ObjectStore,
  wanted: string,
): Promise<string> {
  try {
    return await withReader(context, (reader) => findStudyId(context.terminal, reader, wanted));
  } catch (error) {
    const isUnknown = error instanceof AppError && error.code === 'NOT_FOUND';
    if (isUnknown && (await hasObjects(store, wanted))) return wanted;
    throw error;
  }
}

/** Or had them, until a policy removed the study. */
async function hasObjects(store: ObjectStore, studyId: string): Promise<boolean> {
  if (!/^[\w.-]+$/.test(studyId)) return false;
  if (await findStudyRemoval(store, studyId)) return true;
  const found = store.list(studyFolder(studyId), { limit: 1 });
  for await (const _first of found) return true;
  return false;
}
