import {
  AppError,
  ensembleVariants,
  isFinalTrialState,
  newControl,
  records,
} from '@crossfold/contracts';
import { updateRecord, type ObjectStore } from '@crossfold/storage';
import {
  applyControl,
  countOpen,
  isFinalRecord,
  type StudyIndex,
  type StudyRecord,
} from '@crossfold/study';
import { Inject, Injectable } from '@nestjs/common';
import type { EventLog } from '../events/event-log.js';
import { log } from '../process/log.js';
import { eventLogToken, reconcilerToken, storeToken, studyIndexToken } from '../process/tokens.js';
import type { Reconciler } from '../queue/reconciler.js';
import { applyCommand, type Command } from './apply-command.js';
import { assertCommand, listRacedOut, listRetried } from './assert-command.js';

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
    await this.events.ping();
    const record = await this.judge(studyId, asked);
    if (!record) return;
    const again =
      asked.command === 'revive' ? listRacedOut(record, asked) : listRetried(record, asked);
    const control = await updateRecord(this.store, records.control, { studyId }, (current) => {
      const known = current ?? newControl(studyId);
      // Somebody may have commanded since.
      if (known.revision > record.control.revision && asked.command !== 'retry') {
        if (!assertCommand(applyControl(record, known), asked)) return known;
      }
      return applyCommand(known, asked, again);
    });
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

  /**
   * Events may be late, and others command too: the store knows what has ended and what is wanted. It is
   * asked for the trials in doubt; where many are open and the command makes sense, some are.
   *
   * @returns null where what is asked for is so already
   */
  private async judge(studyId: string, asked: Command): Promise<StudyRecord | null> {
    const inDoubt = listInDoubt(this.index.get(studyId), asked);
    if (inDoubt) {
      try {
        return await this.judgeBy(await this.index.refresh(this.store, studyId, inDoubt), asked);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
      }
    }
    return this.judgeBy(await this.index.refresh(this.store, studyId), asked);
  }

  private async judgeBy(record: StudyRecord, asked: Command): Promise<StudyRecord | null> {
    if (await this.lacksEnsemble(record, asked)) return record;
    return assertCommand(record, asked) ? record : null;
  }

  /** Whether a study is to be tried again that has ended, but for its ensemble, which failed. */
  private async lacksEnsemble(
    record: StudyRecord,
    { command, trialId, trialIds }: Command,
  ): Promise<boolean> {
    const { study, trials, control } = record;
    if (control.outOfBudget) return false;
    const { ensemble, studyId } = study;
    const isOfAll = command === 'retry' && trialId === null && !trialIds;
    if (!isOfAll || !ensemble || !isFinalRecord(record)) return false;
    const variants = ensembleVariants(ensemble);
    const hasMember = trials.some(
      ({ variant, state }) => state === 'succeeded' && variants.includes(variant),
    );
    return hasMember && (await this.store.head(records.ensemble.key({ studyId }))) === null;
  }
}

/** Of so many trials the store is asked one by one; of more, its folder is listed. */
const askedForAtMost = 100;

/** The trials that a command depends on, if they are known; null where it depends on all. */
function listInDoubt(
  record: StudyRecord,
  { command, trialId, trialIds }: Command,
): readonly string[] | null {
  if (trialIds) {
    return trialIds.filter((named) => {
      const trial = record.trials.get(named);
      return trial !== undefined && !isFinalTrialState(trial.state);
    });
  }
  if (trialId !== null) return record.trials.has(trialId) ? [trialId] : [];
  if (command === 'revive') return null;
  if (countOpen(record) > askedForAtMost) return [];
  return [...record.trials.values()].flatMap((trial) =>
    isFinalTrialState(trial.state) ? [] : [trial.trialId],
  );
}
