import { parseWith, reconciledSchema, type Reconciled } from '@crossfold/contracts';
import { Body, Inject, Post } from '@nestjs/common';
import { Needs } from '../guard/needs.js';
import {
  JsonResponse,
  ApiController,
  Operation,
  nothingSchema,
  JsonBody,
} from '../http/api-controller.js';
import { reconcilerToken } from '../process/tokens.js';
import type { Reconciler } from './reconciler.js';

@ApiController('queue', 'reconcile')
export class ReconcileController {
  constructor(@Inject(reconcilerToken) private readonly reconciler: Reconciler) {}

  @Post()
  @Needs('fleet.write')
  @Operation(
    'reconcile',
    'Rebuild the queue from the store',
    'Done by itself too, at start and after a wipe of Redis.',
  )
  @JsonBody(nothingSchema, {})
  @JsonResponse(200, reconciledSchema, 'What was queued again.')
  async reconcile(@Body() body: unknown): Promise<Reconciled> {
    parseWith(nothingSchema, body ?? {}, 'REQUEST_INVALID', 'the body');
    return this.reconciler.reconcile();
  }
}
