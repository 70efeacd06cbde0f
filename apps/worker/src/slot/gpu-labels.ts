import { queryNvidia, type Labels } from '@crossfold/contracts';

/**
 * What the GPUs of this machine are, for studies that require some: the product's name as Kubernetes
 * labels nodes with it, and the memory of the smallest, in GiB. Nothing where there is none, or where
 * they differ in their names.
 */
export async function gpuLabels(environment: NodeJS.ProcessEnv): Promise<Labels> {
  const { gpus } = await queryNvidia(environment);
  const names = new Set(gpus.map(({ name }) => name.replaceAll(/[^\w.]+/g, '-').toLowerCase()));
  const memoryGb = gpus.map((gpu) => Math.round(parseInt(gpu['memory.total'], 10) / 1024));
  const [gpu] = names;
  if (gpu === undefined || names.size > 1) return {};
  const isKnown = memoryGb.every((size) => size > 0);
  return { gpu, ...(isKnown && { memoryGb: Math.min(...memoryGb) }) };
}
