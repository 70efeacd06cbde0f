import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { loadAppConfig, variablesRead, type AppName } from './app-settings.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);

/** The images that people build, and the programs in each, the one that it starts first. */
export const imagePrograms = {
  orchestrator: ['orchestrator'],
  worker: ['worker', 'cli'],
  'worker-gpu': ['worker', 'cli'],
} as const satisfies Record<string, readonly AppName[]>;
export type ImageName = keyof typeof imagePrograms;
export const imageNames = Object.keys(imagePrograms) as ImageName[];

/** `crossfold/NAME` of compose and Kubernetes, where NAME is a target of the Dockerfile. */
export function imageNameOf(image: string): ImageName | undefined {
  const name = image.replace(/^crossfold\//, '');
  return imageNames.find((candidate) => candidate === name && image !== name);
}

/** Variables that others than crossfold read, and the file whose code says so. */
const readElsewhere: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: '@aws-sdk/credential-provider-env',
  AWS_SECRET_ACCESS_KEY: '@aws-sdk/credential-provider-env',
  AWS_SESSION_TOKEN: '@aws-sdk/credential-provider-env',
  NODE_ENV: 'express/lib/application.js',
};
/** By the NVIDIA container toolkit, outside the container. */
const readByRuntime = ['NVIDIA_VISIBLE_DEVICES', 'NVIDIA_DRIVER_CAPABILITIES'];

/** Expects of each name that a program of the image, or who is named above, reads it. */
export async function expectRead(image: ImageName, names: readonly string[]): Promise<void> {
  const read = new Set<string>(readByRuntime);
  for (const app of imagePrograms[image])
    for (const name of await variablesRead(app)) read.add(name);
  for (const name of names.filter((candidate) => !read.has(candidate))) {
    const reader = readElsewhere[name];
    expect(reader, `nothing in the image ${image} reads ${name}`).toBeDefined();
    expect(await readFile(require.resolve(reader ?? ''), 'utf8')).toContain(name);
  }
}

/** Seconds from SIGTERM to the end of the app with these settings, at most. */
export async function leavingSeconds(
  image: ImageName,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  if (image === 'orchestrator') {
    const text = await readFile(join(root, 'apps/orchestrator/src/main.ts'), 'utf8');
    return Number(/leaveWithinMs = ([\d_]+);/.exec(text)?.[1]?.replaceAll('_', '')) / 1000;
  }
  return Number((await loadAppConfig('worker', environment))['gracePeriodMs']) / 1000;
}
