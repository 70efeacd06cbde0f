import type { OptimiserConfig } from '@crossfold/contracts';
import { adamRule, adamwRule } from './adam.js';
import { withMovingAverage } from './moving-average.js';
import { sgdRule } from './sgd.js';
import type { UpdateRule } from './update-rule.js';

/** @param emaDecay of a moving average of the parameters, or null for none */
export function createUpdateRule(config: OptimiserConfig, emaDecay: number | null): UpdateRule {
  const rule = plainRule(config);
  return emaDecay === null ? rule : withMovingAverage(rule, emaDecay);
}

function plainRule(config: OptimiserConfig): UpdateRule {
  switch (config.name) {
    case 'sgd':
      return sgdRule(config);
    case 'adamw':
      return adamwRule(config);
    default:
      return adamRule(config);
  }
}
