import { isAbsolute } from 'node:path';
import { AppError, type Variant } from '@crossfold/contracts';
import { findArchitecture } from '@crossfold/model';

/**
 * Refuses first weights that no worker could find: a relative path means another file in each
 * worker's folder, and not every network has published weights.
 *
 * @throws AppError SPEC_INVALID with the problems of all variants at once
 */
export function assertWeightsNamed(variants: readonly Variant[]): void {
  const problems = variants.flatMap(({ name, config: { model } }) => {
    const at = `model.weights (${name})`;
    const { weights, backbone } = model;
    if (weights.from === 'file' && !isAbsolute(weights.path)) {
      return [`${at}: expected an absolute path, got "${weights.path.slice(0, 200)}"`];
    }
    if (weights.from === 'imagenet' && findArchitecture(backbone).publishedFiles.length === 0) {
      return [`${at}: expected a network with published ImageNet weights, got ${backbone}`];
    }
    return [];
  });
  if (problems.length === 0) return;
  const message = `the study file has ${problems.length} problem(s): ${problems.join('; ')}`;
  throw new AppError('SPEC_INVALID', message, {
    problems,
    remedy:
      'Name a file by its whole path (the command line takes paths beside the study file), or choose from: random.',
  });
}

/**
 * Refuses lists of class weights of another length than the classes.
 *
 * @throws AppError SPEC_INVALID with the problems of all variants at once
 */
export function assertClassWeights(variants: readonly Variant[], classes: readonly string[]): void {
  const problems = variants.flatMap(({ name, config: { loss } }) => {
    const { classWeights } = loss;
    if (typeof classWeights === 'string' || classWeights.length === classes.length) return [];
    return [
      `loss.classWeights (${name}): expected ${classes.length} weights, one for each class of the data set, got ${classWeights.length}`,
    ];
  });
  if (problems.length === 0) return;
  const message = `the study file has ${problems.length} problem(s): ${problems.join('; ')}`;
  const some = classes.slice(0, namedClasses).join(', ');
  throw new AppError('SPEC_INVALID', message, {
    problems,
    remedy: `Weights are in the order of the classes: ${some}${classes.length > namedClasses ? ', …' : ''}.`,
  });
}

const namedClasses = 20;
