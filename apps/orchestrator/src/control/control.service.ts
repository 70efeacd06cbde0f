import { ensembleVariants, newControl, records } from '@crossfold/contracts';
import { updateRecord, type ObjectStore } from '@crossfold/storage';
import { isFinalRecord, type StudyRecord, type StudyIndex } from '@crossfold/study';
import { Inject, Injectable } from '@nestjs/common';
import type { EventLog } from '../events/event-log.js';
import { log } from '../process/log.js';
import { eventLogToken, reconcilerToken, storeToken, studyIndexToken } from '../process/tokens.js';
import type { Reconciler } from '../queue/reconciler.js';
import { applyCommand, type Command } from './apply-command.js';
import { assertCommand, listRacedOut } from './assert-command.js';

/**
 * Commands to studies and trials. What is wanted is written to the store first; workers ask there,
 * and the queue is made to fit it, now or by the reconciler.
 */
@Injectable()
export class ControlService {
  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(reconcilerToken) private readonly reconciler: Reconciler,
    @Inject(eventLogToken) private readonly events: EventLog,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
  ) {}

  /**
   * Does nothing where what is asked for is so already.
   *
   * @throws AppError NOT_FOUND, CONFLICT, QUEUE_UNAVAILABLE
   */
  async command(studyId: string, asked: Command): Promise<void> {
    // Events may be late: the store knows what has ended.
    await this.events.ping();
    const record = await this.index.refresh(this.store, studyId);
    if (!(await this.lacksEnsemble(record, asked)) && !assertCommand(record, asked)) return;
    const revived = asked.command === 'revive' ? listRacedOut(record, asked) : [];
    const control = await updateRecord(this.store, records.control, { studyId }, (current) =>
      applyCommand(current ?? newControl(studyId), asked, revived),
    );
    this.index.control(control);
    const { command, trialId: onlyTrial } = asked;
    const at = new Date().toISOString();
    const event = { type: 'study.controlled' as const, at, studyId, command, onlyTrial, control };
    await this.events.publish(event);
    // Thousands of jobs take their time; what fails here, the reconciler does soon.
    this.reconciler.align(studyId).catch((error: unknown) => {
      log.warn({ studyId }, `control of ${studyId}: ${String(error)}`);
    });
  }

  /** Whether a study is to be tried again that has ended, but for its ensemble, which failed. */
  private async lacksEnsemble(
    record: StudyRecord,
    { command, trialId }: Command,
  ): Promise<boolean> {
    const { study, trials, control } = record;
    if (control.outOfBudget) return false;
    const { ensemble, studyId } = study;
    if (command !== 'retry' || trialId !== null || !ensemble || !isFinalRecord(record))
      return false;
    const variants = ensembleVariants(ensemble);
    const hasMember = trials.some(
      ({ variant, state }) => state === 'succeeded' && variants.includes(variant),
    );
    return hasMember && (await this.store.head(records.ensemble.key({ studyId }))) === null;
  }
}
