import { AppError } from '@crossfold/contracts';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OrchestratorConfig } from '../process/config.js';

/** @throws AppError CONFIG_INVALID when the address cannot be had */
export async function listen(
  app: NestExpressApplication,
  { host, port }: Pick<OrchestratorConfig, 'host' | 'port'>,
): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (!Object.hasOwn(listenFaults, code)) throw cause;
    const got = listenFaults[code] ?? code;
    throw new AppError('CONFIG_INVALID', `expected to listen at ${host}:${port}, got ${got}`, {
      remedy: 'Choose another port (--port of crossfold up, CROSSFOLD_PORT; 0 takes any free one).',
      cause,
    });
  }
}

const listenFaults: Readonly<Record<string, string>> = {
  EADDRINUSE: 'a port that another process uses',
  EACCES: 'a port that this user may not use',
  EADDRNOTAVAIL: 'an address that this machine does not have',
  ENOTFOUND: 'a host without an address',
};
