import { AppError, toAppError, type ErrorCode } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { EventLog } from '../events/event-log.js';
import { eventLogToken, storeToken } from '../tokens.js';

const timeoutMs = 5000;

type PartState =
  'ok' | { readonly code: string; readonly message: string; readonly remedy: string };

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(eventLogToken) private readonly events: EventLog,
  ) {}

  /** The process answers. */
  @Get('live')
  @ApiResponse({ status: 200 })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Studies can be taken and answered: both the queue and the store work now. */
  @Get('ready')
  @ApiResponse({ status: 200 })
  @ApiResponse({ status: 503 })
  async ready(@Res() response: Response): Promise<void> {
    const [redis, store] = await Promise.all([
      stateOf('QUEUE_UNAVAILABLE', () => this.events.ping()),
      stateOf('STORE_UNAVAILABLE', () => this.store.check()),
    ]);
    const isReady = redis === 'ok' && store === 'ok';
    const status = isReady ? 'ok' : 'unavailable';
    response.status(isReady ? 200 : 503).json({ status, redis, store });
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
