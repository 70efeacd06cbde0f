import type { Report, ReportAppendix, TradeOff } from '@crossfold/contracts';

export interface ScoredTradeOff extends TradeOff {
  /** Balanced accuracy, out of fold, pooled. */
  readonly score: number;
  readonly interval: readonly [number, number] | null;
  /** No other variant scores as high for fewer multiply-adds. */
  readonly isOnFront: boolean;
}

/** What variants with a score cost, and which of them nothing beats; not the baseline under other seeds. */
export function listTradeOffs(
  { variants }: Pick<Report, 'variants'>,
  appendix: ReportAppendix | null,
): ScoredTradeOff[] {
  const scored = (appendix?.tradeOffs ?? []).flatMap((cost) => {
    const variant = variants.find(({ name }) => name === cost.variant);
    const score = variant?.pooled?.scores.balancedAccuracy;
    if (score === undefined || variant?.isNull) return [];
    return [{ ...cost, score, interval: variant?.intervals?.balancedAccuracy ?? null }];
  });
  return scored.map((option) => ({ ...option, isOnFront: isUnbeaten(option, scored) }));
}

type Scored = Omit<ScoredTradeOff, 'isOnFront'>;

function isUnbeaten({ score, multiplyAdds }: Scored, all: readonly Scored[]): boolean {
  return !all.some(
    (other) =>
      other.score >= score &&
      other.multiplyAdds <= multiplyAdds &&
      (other.score > score || other.multiplyAdds < multiplyAdds),
  );
}
