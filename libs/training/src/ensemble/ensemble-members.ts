import {
  AppError,
  ensembleVariants,
  listTrials,
  records,
  type EnsembleVariants,
  type LearntWeights,
  type Receipt,
  type Study,
} from '@crossfold/contracts';
import { readRecordIfThere, type ObjectStore } from '@crossfold/storage';

/** A trial whose model votes. */
export interface EnsembleMember {
  readonly receipt: Receipt;
  /** Of all members, summing to one. */
  readonly weight: number;
}

/**
 * The finished trials of an ensemble's variants, and the names of those that gave no model.
 *
 * @throws AppError CONFLICT when none finished
 */
export async function readCandidates(
  store: ObjectStore,
  study: Study,
  config: EnsembleVariants,
): Promise<{ receipts: Receipt[]; missing: string[] }> {
  const variants = new Set(ensembleVariants(config));
  const receipts: Receipt[] = [];
  const missing: string[] = [];
  for (const { trialId, variant } of listTrials(study)) {
    if (!variants.has(variant)) continue;
    const receipt = await readRecordIfThere(store, records.receipt, {
      studyId: study.studyId,
      trialId,
    });
    if (receipt) receipts.push(receipt);
    else missing.push(trialId);
  }
  if (receipts.length > 0) return { receipts, missing };
  throw new AppError(
    'CONFLICT',
    `expected at least one finished trial of variant ${[...variants].join(' or ')} to predict with, got none`,
  );
}

/** The finished trials of the baseline: an ensemble is compared with them, whether they vote or not. */
export async function readBaseline(store: ObjectStore, study: Study): Promise<Receipt[]> {
  const baseline = study.variants.find(({ role }) => role === 'baseline')?.name;
  const receipts: Receipt[] = [];
  for (const { trialId, variant } of listTrials(study)) {
    if (variant !== baseline) continue;
    const receipt = await readRecordIfThere(store, records.receipt, {
      studyId: study.studyId,
      trialId,
    });
    if (receipt) receipts.push(receipt);
  }
  return receipts;
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
