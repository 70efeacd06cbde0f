import { AppError } from '@crossfold/contracts';
import { diffManifests, type ManifestDiff } from '@crossfold/data';
import type { Command } from 'commander';
import { progressOf } from '../dataset/add-dataset.js';
import { diffLines, removalLines } from '../dataset/dataset-view.js';
import { findDataset } from '../dataset/find-dataset.js';
import { planRemoval, removeDataset } from '../dataset/remove-dataset.js';
import { verifyDataset } from '../dataset/verify-dataset.js';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';

interface RemoveOptions {
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** `verify`, `diff` and `remove`; a data set is named `NAME`, or `NAME@HASH` for a version of it. */
export function addDatasetUpkeepCommands(dataset: Command, context: CommandContext): void {
  dataset
    .command('verify <name>')
    .description('read every stored file of a data set and compare its hash')
    .action((name: string) => verify(context, name));
  dataset
    .command('diff <before> <after>')
    .description('what differs between two data sets, or versions: NAME or NAME@HASH')
    .action((before: string, after: string) => diff(context, before, after));
  dataset
    .command('remove <name>')
    .description('remove a data set, its versions, fold plans, and files that no other has')
    .option('--dry-run', 'say what would go')
    .option('--force', 'also when studies use it')
    .action((name: string, options: RemoveOptions) => remove(context, name, options));
}

async function verify(context: CommandContext, reference: string): Promise<void> {
  const { terminal, signal } = context;
  const reading = progressOf(terminal, 'reading files');
  const result = await withStore(context, async (store) => {
    const { manifestSha256, manifest } = await findDataset(store, reference);
    return verifyDataset(store, manifestSha256, manifest, (done, total) => {
      signal.throwIfAborted();
      reading(done, total);
    });
  });
  const { manifestIntact, files, damaged } = result;
  terminal.emit({ name: reference, ...result });
  if (manifestIntact && damaged.length === 0) {
    terminal.print(`${reference}: ${files} files are as the manifest says`);
    return;
  }
  throw new AppError(
    'OBJECT_CORRUPT',
    `expected ${files} intact files and their manifest for ${reference}, got ${damaged.length} damaged file(s)${manifestIntact ? '' : ' and another manifest'}`,
    {
      problems: damaged.map(
        ({ sha256, kind, imageIds }) => `${sha256}: ${kind}; of ${imageIds.join(', ')}`,
      ),
      remedy: 'Delete the corrupt objects if there are any, and add the folder again.',
    },
  );
}

async function diff(context: CommandContext, before: string, after: string): Promise<void> {
  const { terminal } = context;
  const difference: ManifestDiff = await withStore(context, async (store) => {
    const [old, young] = [await findDataset(store, before), await findDataset(store, after)];
    return diffManifests(old.manifest, young.manifest);
  });
  terminal.emit({ before, after, ...difference });
  terminal.print(...diffLines(difference));
}

async function remove(
  context: CommandContext,
  name: string,
  { force = false, dryRun = false }: RemoveOptions,
): Promise<void> {
  const { terminal } = context;
  const removal = await withStore(context, async (store) => {
    const planned = await planRemoval(store, name);
    if (!dryRun) await removeDataset(store, planned, { force });
    return planned;
  });
  const { manifests, foldPlans, files, sizeBytes, sharedFiles, studies } = removal;
  const { unreadableStudies, unreadableManifests } = removal;
  const counts = { files: files.length, sizeBytes, sharedFiles };
  const damaged = { unreadableStudies, unreadableManifests };
  terminal.emit({ name, removed: !dryRun, manifests, foldPlans, ...counts, studies, ...damaged });
  terminal.print(...removalLines(removal, dryRun));
}
