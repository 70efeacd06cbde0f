import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, cacheHome, type Forecast } from '@crossfold/contracts';

type Published = Forecast['publishedWeights'][number];

/** Whether a study file may ask for published weights: only then it is worth a forecast. */
export function mayNamePublished(spec: unknown): boolean {
  return JSON.stringify(spec)?.includes('"imagenet"') ?? false;
}

/** Where the workers of this machine look for published weights. */
export function weightsFolder(environment: Readonly<Record<string, string | undefined>>): string {
  return environment['CROSSFOLD_WEIGHTS_DIR'] || join(cacheHome(environment), 'weights');
}

/**
 * Says of each backbone whose published weights are not on this machine which file is missing, where
 * it comes from and where it belongs.
 *
 * @returns what workers fetch by themselves
 * @throws AppError WEIGHTS_INVALID for what they do not: a file without a published checksum
 */
export async function assertPublishedThere(
  wanted: readonly Published[],
  folder: string,
): Promise<string[]> {
  const missing: Published[] = [];
  for (const weights of wanted) {
    const found = await Promise.all(weights.files.map(({ name }) => isFile(join(folder, name))));
    if (!found.includes(true)) missing.push(weights);
  }
  const byHand = missing.filter((weights) => fetchableOf(weights) === undefined);
  if (byHand.length > 0) {
    throw new AppError(
      'WEIGHTS_INVALID',
      `expected the ImageNet weights of ${byHand.map(({ backbone }) => backbone).join(', ')} in ${folder}, got none`,
      {
        problems: byHand.map(
          ({ backbone, address, files }) =>
            `${backbone}: ${address ?? ''}${files[0]?.name ?? ''}, which states no checksum and is never fetched by itself`,
        ),
        remedy: `Fetch the files from there and put them into ${folder}; CROSSFOLD_WEIGHTS_DIR names another folder.`,
      },
    );
  }
  return missing.map((weights) => {
    const name = fetchableOf(weights)?.name ?? '';
    return `ImageNet weights of ${weights.backbone}: ${name} is not in ${folder}; workers fetch it from ${weights.address ?? ''}, or put it there`;
  });
}

function fetchableOf({ address, files }: Published): Published['files'][number] | undefined {
  return address === null ? undefined : files.find(({ checksum }) => checksum !== null);
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ?? false;
}
