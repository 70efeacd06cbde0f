import {
  AppError,
  listTrials,
  objectPaths,
  receiptSchema,
  type EnsembleConfig,
  type LearntWeights,
  type Receipt,
  type Study,
} from '@crossfold/contracts';
import { readJson, type ObjectStore } from '@crossfold/storage';

/** A trial whose model votes. */
export interface EnsembleMember {
  readonly receipt: Receipt;
  /** Of all members, summing to one. */
  readonly weight: number;
}

type VariantNames = Pick<EnsembleConfig, 'variant' | 'partners'>;

/** The variants of an ensemble, its own first. */
export function variantsOf({ variant, partners }: VariantNames): string[] {
  return [variant, ...partners];
}

/**
 * The finished trials of an ensemble's variants, and the names of those that gave no model.
 *
 * @throws AppError CONFLICT when none finished
 */
export async function readCandidates(
  store: ObjectStore,
  study: Study,
  config: VariantNames,
): Promise<{ receipts: Receipt[]; missing: string[] }> {
  const variants = new Set(variantsOf(config));
  const receipts: Receipt[] = [];
  const missing: string[] = [];
  for (const { trialId, variant } of listTrials(study)) {
    if (!variants.has(variant)) continue;
    const key = objectPaths.receipt(study.studyId, trialId);
    if (await store.head(key)) receipts.push(await readJson(store, key, receiptSchema));
    else missing.push(trialId);
  }
  if (receipts.length > 0) return { receipts, missing };
  throw new AppError(
    'CONFLICT',
    `expected at least one finished trial of variant ${[...variants].join(' or ')} to predict with, got none`,
  );
}

/** Members count alike within their variant, and all alike where nothing was learnt; none votes with nothing. */
export function weighMembers(
  receipts: readonly Receipt[],
  learnt: LearntWeights | null,
): EnsembleMember[] {
  const siblings = (name: string) => receipts.filter(({ variant }) => variant === name).length;
  const weightOf = ({ variant }: Receipt) =>
    learnt ? (learnt.weights[variant] ?? 0) / siblings(variant) : 1 / receipts.length;
  return receipts
    .map((receipt) => ({ receipt, weight: weightOf(receipt) }))
    .filter(({ weight }) => weight > 0);
}
