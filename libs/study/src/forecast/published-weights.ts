import type { StudyForecast } from '@crossfold/contracts';
import { findArchitecture } from '@crossfold/model';

/** Where the ImageNet weights of backbones come from, each backbone once. */
export function publishedWeightsOf(
  backbones: readonly string[],
): StudyForecast['publishedWeights'] {
  return [...new Set(backbones)].map((backbone) => {
    const { publishedAt, publishedFiles } = findArchitecture(backbone);
    const files = publishedFiles.map(({ name, checksum }) => ({
      name,
      checksum: checksum && checksum.join(' '),
    }));
    return { backbone, address: publishedAt, files };
  });
}
