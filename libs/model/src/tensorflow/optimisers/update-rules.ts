import type { OptimiserConfig, OptimiserConfigOf, OptimiserName } from '@crossfold/contracts';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { withMovingAverage } from './moving-average.js';
import { sgd } from './sgd.js';
import type { UpdateRule } from './update-rule.js';

/**
 * The update of each optimiser, one row each. What a study file may say of it, and what it keeps for
 * each parameter: `optimiserTable` of contracts.
 */
const updateRules = { adam, adamw, sgd } as const satisfies {
  readonly [Name in OptimiserName]: (options: OptimiserConfigOf<Name>) => UpdateRule;
};

/** @param emaDecay of a moving average of the parameters, or null for none */
export function createUpdateRule(config: OptimiserConfig, emaDecay: number | null): UpdateRule {
  const create = updateRules[config.name] as (options: OptimiserConfig) => UpdateRule;
  const rule = create(config);
  return emaDecay === null ? rule : withMovingAverage(rule, emaDecay);
}
