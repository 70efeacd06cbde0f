import {
  contentHash,
  protocols,
  records,
  type FoldPlan,
  type Protocol,
} from '@crossfold/contracts';
import { importFoldPlan, parseForeignPlan } from '@crossfold/data';
import { createRecord } from '@crossfold/storage';
import { Option, type Command } from 'commander';
import { findDataset } from '../dataset/find-dataset.js';
import { foldBalance, foldPlanLines } from '../dataset/fold-plan-view.js';
import { withStore } from '../dataset/with-store.js';
import { readTextFile } from '../input/read-text-file.js';
import type { CommandContext } from '../process/context.js';

interface ImportOptions {
  readonly dataset: string;
  readonly split: Protocol;
}

/** `plan import`: a fold plan that was made elsewhere. */
export function addPlanImportCommand(plan: Command, context: CommandContext): void {
  plan
    .command('import <file>')
    .description(
      'take a fold plan made elsewhere: CSV image_id,fold or JSON; the fold `sealed` (or `test`) is sealed',
    )
    .requiredOption('--dataset <name>', 'the data set that it splits')
    .addOption(
      // Not --protocol: the command above has it, and would take it for its own.
      new Option('--split <protocol>', 'the rule that it must keep')
        .choices(protocols)
        .default('grouped'),
    )
    .action((file: string, options: ImportOptions) => importPlan(context, file, options));
}

async function importPlan(
  context: CommandContext,
  file: string,
  { dataset, split }: ImportOptions,
): Promise<void> {
  const { terminal } = context;
  const foreign = parseForeignPlan(await readTextFile(file, 'a fold plan'));
  const plan: FoldPlan = await withStore(context, async (store) => {
    const { manifestSha256, manifest } = await findDataset(store, dataset);
    const imported = importFoldPlan(foreign, manifest, { protocol: split, manifestSha256 });
    await createRecord(store, records.foldPlan, { sha256: contentHash(imported) }, imported);
    return imported;
  });
  const sha256 = contentHash(plan);
  const leftOut = plan.imported?.leftOutImages ?? 0;
  const { options, leak } = plan;
  terminal.emit({ sha256, options, leak, leftOutImages: leftOut, balance: foldBalance(plan) });
  terminal.print(
    ...foldPlanLines(plan),
    ...(leftOut > 0 ? [`${leftOut} images of ${dataset} are in no part`] : []),
    '',
    `fold plan ${sha256}; in a study file: foldPlan: ${sha256}`,
  );
}
