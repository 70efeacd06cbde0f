import { percent, type Prospects } from '@crossfold/contracts';

/** With a smaller chance than that, no number decides: docs/statistics.md has how often it did. */
const minChance = 0.02;
/** With less than that it is more likely that they do not decide. */
const evenChance = 0.5;

/** How many would decide, as far as it can be said. */
export function prospectText(prospect: Prospects['repeats']): string {
  const { count, most, chanceAtMost, isBestCase } = prospect;
  if (count !== null) return String(count);
  if (chanceAtMost < minChance) return `none up to ${most}`;
  if (isBestCase) return 'unknown';
  const word = chanceAtMost < evenChance ? 'unlikely' : 'perhaps';
  return `${word} (${percent(chanceAtMost)} % at ${most})`;
}
