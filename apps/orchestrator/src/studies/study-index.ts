import {
  AppError,
  defaultMostTrials,
  objectPaths,
  type Control,
  type Study,
} from '@crossfold/contracts';
import { isDamage, type ObjectStore } from '@crossfold/storage';
import type { LoggedEvent } from '../events/event-log.js';
import { loadChanges, loadStudy } from './load-study.js';
import {
  applyControl,
  applyEvent,
  newStudyRecord,
  settleFrom,
  type StudyRecord,
} from './study-record.js';
import { log } from '../log.js';

/** Studies read from the store at once when the index is built. */
const studiesInFlight = 4;

/**
 * Every study and trial at a glance, in memory. It is rebuilt from the store at each start and kept
 * up to date by the events; nothing in it is the record of anything.
 */
export class StudyIndex {
  /** @param mostTrials that a study may have; larger ones are set aside */
  constructor(readonly mostTrials: number = defaultMostTrials) {}

  readonly #records = new Map<string, StudyRecord>();
  /** Studies that the store has, damaged, and why they cannot be read. */
  readonly #damaged = new Map<string, AppError>();

  /** Newest first. */
  list(): StudyRecord[] {
    return [...this.#records.values()].sort((a, b) =>
      compare(orderKey(b.study), orderKey(a.study)),
    );
  }

  /** @throws AppError NOT_FOUND; OBJECT_CORRUPT or OBJECT_MISSING where its records are damaged */
  get(studyId: string): StudyRecord {
    const record = this.#records.get(studyId);
    if (record) return record;
    const damage = this.#damaged.get(studyId);
    if (damage) throw damage;
    throw new AppError('NOT_FOUND', `expected the id of a study, got "${studyId}"`);
  }

  has(studyId: string): boolean {
    return this.#records.has(studyId);
  }

  add(study: Study): void {
    if (!this.#records.has(study.studyId)) this.#records.set(study.studyId, newStudyRecord(study));
  }

  /** Events of a study that is not known yet come before its record; the store has it later. */
  apply({ event }: Pick<LoggedEvent, 'event'>): void {
    const record = this.#records.get(event.studyId);
    if (record) this.#records.set(event.studyId, applyEvent(record, event));
  }

  /** The control of a study as it was just written: its event comes later, or never. */
  control(control: Control): void {
    this.#records.set(control.studyId, applyControl(this.get(control.studyId), control));
  }

  /**
   * Brings a study up to what the store says of it: events may have been lost.
   *
   * @param trialIds where these alone are in doubt
   */
  async refresh(
    store: ObjectStore,
    studyId: string,
    trialIds?: readonly string[],
  ): Promise<StudyRecord> {
    const stored = await loadChanges(store, this.get(studyId), trialIds);
    // Read last: events may have come meanwhile.
    const record = settleFrom(this.get(studyId), stored);
    this.#records.set(studyId, record);
    return record;
  }

  /** Takes what the store says of a study for all that is known: events have told what is not so. */
  async reload(store: ObjectStore, studyId: string): Promise<void> {
    this.#records.set(studyId, await loadStudy(store, studyId));
  }

  /**
   * Reads all studies of the store that the index does not have. One that is damaged must not keep
   * the others from going on: it is left out, and whoever asks for it is told why.
   */
  async load(store: ObjectStore): Promise<void> {
    const waiting: string[] = [];
    for await (const { key } of store.list(objectPaths.studies)) {
      const [, studyId, name] = key.split('/');
      if (studyId && name === 'study.json' && !this.#records.has(studyId)) waiting.push(studyId);
    }
    const loadNext = async (): Promise<void> => {
      for (let studyId = waiting.pop(); studyId; studyId = waiting.pop()) {
        await this.#loadOne(store, studyId);
      }
    };
    await Promise.all(Array.from({ length: studiesInFlight }, loadNext));
  }

  /** Reads those again that were damaged: they may have been restored. */
  async loadDamaged(store: ObjectStore): Promise<void> {
    for (const studyId of this.#damaged.keys()) await this.#loadOne(store, studyId);
  }

  async #loadOne(store: ObjectStore, studyId: string): Promise<void> {
    try {
      this.#records.set(studyId, await loadStudy(store, studyId));
      this.#damaged.delete(studyId);
    } catch (error) {
      if (!isDamage(error)) throw error;
      if (!this.#damaged.has(studyId)) {
        log.error({ studyId }, `study ${studyId} is left out: ${error.message}`);
      }
      const remedy = `Restore the stored bytes: "crossfold verify ${studyId}" lists all that is damaged.`;
      this.#damaged.set(studyId, new AppError(error.code, error.message, { remedy, cause: error }));
    }
  }
}

/** Sorts by time of submission; the id makes the order total. */
function orderKey(study: Study): string {
  return `${study.submittedAt} ${study.studyId}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
