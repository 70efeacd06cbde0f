import { AppError, toAppError, type ErrorCode } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { connectedWorkersToken, redisProbeToken, storeToken } from '../tokens.js';
import { noWorkerText } from '../workers/no-worker-text.js';
import type { ConnectedWorkers } from '../workers/connected-workers.js';
import type { RedisProbe } from './redis-probe.js';

const timeoutMs = 5000;

type PartState =
  'ok' | { readonly code: string; readonly message: string; readonly remedy: string };

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(redisProbeToken) private readonly probeRedis: RedisProbe,
    @Inject(connectedWorkersToken) private readonly workers: ConnectedWorkers,
  ) {}

  /** The process answers. */
  @Get('live')
  @ApiResponse({ status: 200 })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * Studies can be taken and answered: the queue takes connections and writes, and the store works.
   * Says too how many workers are connected.
   */
  @Get('ready')
  @ApiResponse({ status: 200 })
  @ApiResponse({ status: 503 })
  async ready(@Res() response: Response): Promise<void> {
    const [redis, store] = await Promise.all([
      stateOf('QUEUE_UNAVAILABLE', this.probeRedis),
      stateOf('STORE_UNAVAILABLE', () => this.store.check()),
    ]);
    const isReady = redis === 'ok' && store === 'ok';
    const status = isReady ? 'ok' : 'unavailable';
    // Without a worker studies are taken all the same, and wait; one may be on its way.
    const { connected, noneSince } = this.workers.state();
    const workers = noneSince === null ? `${connected} connected` : noWorkerText(noneSince);
    response.status(isReady ? 200 : 503).json({ status, redis, store, workers });
  }
}

/** @param silence what it is called when there is no answer in time */
async function stateOf(silence: ErrorCode, check: () => Promise<void>): Promise<PartState> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new AppError(silence, `expected an answer within ${timeoutMs} ms, got none`));
    }, timeoutMs);
  });
  try {
    await Promise.race([check(), timeout]);
    return 'ok';
  } catch (thrown) {
    const { code, message, remedy } = toAppError(thrown);
    return { code, message, remedy };
  } finally {
    clearTimeout(timer);
  }
}
