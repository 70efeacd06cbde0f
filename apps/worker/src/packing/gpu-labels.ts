import type { Labels } from '@crossfold/contracts';
import type { PlannedDevice } from './plan-slots.js';

/**
 * What is true of every slot that has a GPU or a part of one, for studies that require some: the words
 * that the names of all their products have, as Kubernetes labels nodes with a name, and the memory of
 * the smallest slot, in GiB. Nothing where there is no GPU.
 */
export function gpuLabels(planned: readonly PlannedDevice[]): Labels {
  const onGpus = planned.filter(({ device }) => device.uuid !== null);
  if (onGpus.length === 0) return {};
  const gpu = commonName(onGpus.map(({ device }) => device.product ?? ''));
  const memoryGb = onGpus.map(({ device, slots }) =>
    Math.round((device.memoryMib ?? 0) / slots / 1024),
  );
  const least = Math.min(...memoryGb);
  return { ...(gpu !== '' && { gpu }), ...(least > 0 && { memoryGb: least }) };
}

/** Of one product, its whole name; of several, the words that are in each. */
function commonName(products: readonly string[]): string {
  const [first = [], ...others] = products.map((product) =>
    product
      .replaceAll(/[^\w.]+/g, '-')
      .toLowerCase()
      .split('-'),
  );
  return first.filter((word) => others.every((words) => words.includes(word))).join('-');
}
