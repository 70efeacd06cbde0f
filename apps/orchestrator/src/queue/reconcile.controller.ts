import { reconciledSchema, type Reconciled } from '@crossfold/contracts';
import { Inject, Post } from '@nestjs/common';
import { Answers, ApiController } from '../http/api-controller.js';
import { reconcilerToken } from '../tokens.js';
import type { Reconciler } from './reconciler.js';

@ApiController('queue', 'reconcile')
export class ReconcileController {
  constructor(@Inject(reconcilerToken) private readonly reconciler: Reconciler) {}

  /** Rebuilds the queue from the store; done by itself too, at start and after a wipe of Redis. */
  @Post()
  @Answers(200, reconciledSchema)
  reconcile(): Promise<Reconciled> {
    return this.reconciler.reconcile();
  }
}
