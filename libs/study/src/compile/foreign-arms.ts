import {
  AppError,
  isRefusedKey,
  type ArmDesigns,
  type FoldPlan,
  type ForeignArm,
} from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import type { CompiledArms } from '../arms/compile-arms.js';
import { readForeignCells } from '../foreign/foreign-cells.js';

/** More lines of a table are not told one by one. */
const maxProblems = 20;

/**
 * The models made elsewhere that a study file names, with the hashes of their predictions.
 *
 * @param compiled the arms that are trained; their names are taken
 * @throws AppError SPEC_INVALID for names that others have, and for a table that is in no store
 */
export function listForeignArms(
  { explicit }: ArmDesigns,
  compiled: Pick<CompiledArms, 'variants' | 'duplicates'> | null,
): ForeignArm[] {
  const taken = new Set(
    [...(compiled?.variants ?? []), ...(compiled?.duplicates ?? [])].map(({ name }) => name),
  );
  const problems: string[] = [];
  const arms = explicit.flatMap(({ name, predictions }, index): ForeignArm[] => {
    if (predictions === undefined) return [];
    if (isRefusedKey(name)) problems.push(`arms: expected another name than "${name}"`);
    if (taken.has(name)) problems.push(`arms: expected different names, got "${name}" twice`);
    taken.add(name);
    if (typeof predictions !== 'string') return [{ name, ...predictions }];
    problems.push(
      `arms.explicit[${index}].predictions: expected { file, sha256 } of a table that is in the store, got a path, ${predictions}; crossfold run puts the table there`,
    );
    return [];
  });
  refuse(problems);
  return arms;
}

/**
 * Refuses predictions that do not fit the folds: now, and not when all has been trained.
 *
 * @throws AppError SPEC_INVALID with what is wrong in each table
 */
export async function assertForeignFit(
  store: ObjectStore,
  arms: readonly ForeignArm[],
  plan: FoldPlan,
): Promise<void> {
  const problems: string[] = [];
  for (const arm of arms) {
    try {
      await readForeignCells(store, arm, plan);
    } catch (error) {
      if (!(error instanceof AppError) || !faultsOfTable.includes(error.code)) throw error;
      const { message, problems: own } = error;
      const shown = own.length > 0 ? own.slice(0, maxProblems) : [message];
      const more = own.length > shown.length ? [`… and ${own.length - shown.length} more`] : [];
      problems.push(
        ...[...shown, ...more].map((text) => `predictions of ${arm.name} (${arm.file}): ${text}`),
      );
    }
  }
  refuse(problems);
}

const faultsOfTable: readonly string[] = ['REQUEST_INVALID', 'OBJECT_MISSING'];

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const message = `the study file has ${problems.length} problem(s): ${problems.join('; ')}`;
  throw new AppError('SPEC_INVALID', message, { problems });
}
