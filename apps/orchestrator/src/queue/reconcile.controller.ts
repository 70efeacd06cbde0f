import { reconciledSchema, type Reconciled } from '@crossfold/contracts';
import { Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { openApiSchema } from '../http/open-api.js';
import { TokenGuard } from '../http/token.guard.js';
import { reconcilerToken } from '../tokens.js';
import type { Reconciler } from './reconciler.js';

@ApiTags('queue')
@Controller('api/v1/reconcile')
@UseGuards(TokenGuard)
export class ReconcileController {
  constructor(@Inject(reconcilerToken) private readonly reconciler: Reconciler) {}

  /** Rebuilds the queue from the store; done by itself too, at start and after a wipe of Redis. */
  @Post()
  @HttpCode(200)
  @ApiResponse({ status: 200, schema: openApiSchema(reconciledSchema) })
  reconcile(): Promise<Reconciled> {
    return this.reconciler.reconcile();
  }
}
