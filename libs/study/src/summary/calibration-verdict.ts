import type { Calibration, Report, VariantReport } from '@crossfold/contracts';
import { boundOf } from '@crossfold/model';

type VariantCalibration = NonNullable<VariantReport['calibration']>;

/** How many cells have a temperature at a bound of the fit; reports of before say only whether one has. */
function countAtBound({ atBound, temperatures }: VariantCalibration): number {
  if (atBound) return atBound.length;
  return temperatures.some((temperature) => boundOf(temperature)) ? 1 : 0;
}

/** The scores that are worse after scaling than before. */
export function worseScores({ ece, nll }: Calibration): ('ECE' | 'NLL')[] {
  return [
    ...(ece.after > ece.before ? (['ECE'] as const) : []),
    ...(nll.after > nll.before ? (['NLL'] as const) : []),
  ];
}

/**
 * Whether probabilities may be called calibrated; where not, why, in short.
 *
 * @param isOnFew the temperatures rest on too few images for a plain yes
 */
export function calibrationVerdict(calibration: VariantCalibration, isOnFew: boolean): string {
  const atBound = countAtBound(calibration);
  const of = calibration.cells === null ? '' : ` of ${calibration.cells}`;
  const reasons = [
    ...(atBound > 0 ? [`fit failed in ${atBound}${of}`] : []),
    ...worseScores(calibration).map((score) => `${score} is worse`),
  ];
  return verdictText(reasons, isOnFew);
}

/** @param reasons against it */
export function verdictText(reasons: readonly string[], isOnFew: boolean): string {
  if (reasons.length > 0) return `no: ${reasons.join(', ')}`;
  return isOnFew ? 'yes, on few images' : 'yes';
}

/** Members of an ensemble whose temperature is at a bound of the fit. */
export function membersAtBound({ ensemble, variants }: Report): string[] {
  const atBound = new Set(variants.flatMap(({ calibration }) => calibration?.atBound ?? []));
  return (ensemble?.members ?? []).filter((trialId) => atBound.has(trialId));
}
