import { AppError } from '@crossfold/contracts';
import { verifyStudy } from '@crossfold/storage';
import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { withStore } from '../dataset/with-store.js';
import { withServer } from '../stack/with-server.js';
import { findStudyId } from '../study/find-study.js';

export function addVerifyCommand(program: Command, context: CommandContext): void {
  program
    .command('verify <study>')
    .description('check every object of a study against its checksum and its receipt')
    .action((wanted: string) => verify(context, wanted));
}

async function verify(context: CommandContext, wanted: string): Promise<void> {
  const { terminal } = context;
  const studyId = await withServer(context, { workers: 0 }, ({ api }) => findStudyId(api, wanted));
  const verified = await withStore(context, (store) => verifyStudy(store, studyId));
  const { objects, cells, problems } = verified;
  terminal.emit(verified);
  if (problems.length > 0) {
    throw new AppError(
      'OBJECT_CORRUPT',
      `expected ${objects} whole objects of ${studyId}, got ${problems.length} problem(s)`,
      { problems },
    );
  }
  const { succeeded, failed, cancelled, open } = cells;
  const ended = cancelled === 0 ? '' : `${cancelled} cancelled, `;
  terminal.print(
    `${studyId}: all ${objects} objects are what they were written as`,
    `cells: ${succeeded} with a receipt, ${failed} failed by name, ${ended}${open} without an end`,
  );
}
