import { AppError, toAppError, type ErrorCode } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { noWorkerText } from '@crossfold/study';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Needs } from '../guard/needs.js';
import type { EventLog } from '../events/event-log.js';
import { JsonResponse, Operation } from '../http/api-controller.js';
import { openApiSchema } from '../http/open-api-schema.js';
import {
  connectedWorkersToken,
  eventLogToken,
  redisProbeToken,
  storeToken,
} from '../process/tokens.js';
import type { ConnectedWorkers } from '../workers/connected-workers.js';
import type { RedisProbe } from './redis-probe.js';

const timeoutMs = 5000;

const partStateSchema = z.union([
  z.literal('ok'),
  z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }),
]);
type PartState = z.infer<typeof partStateSchema>;

const liveSchema = z.strictObject({ status: z.literal('ok') });
const readySchema = z.strictObject({
  status: z.enum(['ok', 'unavailable']),
  redis: partStateSchema,
  store: partStateSchema,
  workers: z.string().describe('How many are connected, or since when none is.'),
});

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(redisProbeToken) private readonly probeRedis: RedisProbe,
    @Inject(eventLogToken) private readonly events: EventLog,
    @Inject(connectedWorkersToken) private readonly workers: ConnectedWorkers,
  ) {}

  @Get('live')
  @Needs('nothing')
  @Operation('isLive', 'Whether the process answers')
  @JsonResponse(200, liveSchema, 'It does.')
  live(): z.infer<typeof liveSchema> {
    return { status: 'ok' };
  }

  @Get('ready')
  @Needs('nothing')
  @Operation(
    'isReady',
    'Whether studies can be taken and answered',
    'The queue takes connections and writes, and the store works. How many workers are connected is said, too.',
  )
  @JsonResponse(200, readySchema, 'Studies can be taken and answered.')
  @ApiResponse({
    status: 503,
    description: 'The queue or the store does not work.',
    content: { 'application/json': { schema: openApiSchema(readySchema) } },
  })
  async ready(@Res() response: Response): Promise<void> {
    const [redis, store] = await Promise.all([
      // A new connection may be refused while the old one works, or work while that is silent.
      stateOf('QUEUE_UNAVAILABLE', async () => {
        await Promise.all([this.probeRedis(), this.events.ping()]);
      }),
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
