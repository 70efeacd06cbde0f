import {
  AppError,
  defaultMaxTrials,
  toAppError,
  type Control,
  type EpochRecord,
  type Study,
  type StudyEvent,
  type StudyNotes,
  type TrialName,
} from '@crossfold/contracts';
import { isDamage, type ObjectStore } from '@crossfold/storage';
import { loadChanges, loadStudy } from './load-study.js';
import { listStudyIds } from './study-ids.js';
import {
  applyControl,
  applyEpochs,
  applyEvent,
  applyPrice,
  newStudyRecord,
  settleFrom,
} from './study-record.js';
import type { StudyRecord } from './study-record.js';

/** Studies read from the store at once when the index is built. */
const studiesInFlight = 4;

export interface StudyIndexOptions {
  /** That a study may have; larger ones are set aside. */
  readonly maxTrials?: number;
  /** Is told, once for each, why a study is set aside. */
  readonly onSetAside?: (studyId: string, reason: string) => void;
  /** Writes nothing into the store, not even what would make the next start quicker. */
  readonly isReadOnly?: boolean;
}

/**
 * Every study and trial at a glance, in memory. It is rebuilt from the store at each start and, in a
 * server, kept up to date by the events; nothing in it is the record of anything.
 */
export class StudyIndex {
  readonly maxTrials: number;
  readonly #onSetAside: NonNullable<StudyIndexOptions['onSetAside']>;
  readonly #isReadOnly: boolean;

  constructor({
    maxTrials = defaultMaxTrials,
    onSetAside = () => undefined,
    isReadOnly = false,
  }: StudyIndexOptions = {}) {
    this.maxTrials = maxTrials;
    this.#onSetAside = onSetAside;
    this.#isReadOnly = isReadOnly;
  }

  #records = new Map<string, StudyRecord>();
  /** Studies that the store has and that cannot be read, and why. */
  #setAside = new Map<string, AppError>();
  #isShown: (study: Study | null) => boolean = () => true;
  #moves = { count: 0 };

  /** Grows as studies come, trials change their states and commands are given, and with nothing else. */
  get revision(): number {
    return this.#moves.count;
  }

  /**
   * The same index, in which only some studies are to be found: those that it is asked for at that
   * moment, by whoever asks.
   *
   * @param isShown is given null for one that is set aside, of which nothing is known
   */
  narrowed(isShown: (study: Study | null) => boolean): StudyIndex {
    const { maxTrials } = this;
    const view = new StudyIndex({
      maxTrials,
      onSetAside: this.#onSetAside,
      isReadOnly: this.#isReadOnly,
    });
    view.#records = this.#records;
    view.#setAside = this.#setAside;
    view.#moves = this.#moves;
    view.#isShown = isShown;
    return view;
  }

  /** Newest first. */
  list(): StudyRecord[] {
    return [...this.#records.values()]
      .filter(({ study }) => this.#isShown(study))
      .sort((a, b) => compare(orderKey(b.study), orderKey(a.study)));
  }

  /** @throws AppError NOT_FOUND; why it was set aside, OBJECT_CORRUPT for one whose records are damaged */
  get(studyId: string): StudyRecord {
    const record = this.find(studyId);
    if (record) return record;
    const reason = this.#setAside.get(studyId);
    if (reason && this.#isShown(null)) throw reason;
    throw new AppError('NOT_FOUND', `expected the id of a study, got "${studyId}"`);
  }

  has(studyId: string): boolean {
    return this.find(studyId) !== undefined;
  }

  find(studyId: string): StudyRecord | undefined {
    const record = this.#records.get(studyId);
    return record && this.#isShown(record.study) ? record : undefined;
  }

  add(study: Study): void {
    if (!this.#records.has(study.studyId)) this.#keep(newStudyRecord(study));
  }

  /** Events of a study that is not known yet come before its record; the store has it later. */
  apply({ event }: { readonly event: StudyEvent }): void {
    const record = this.#records.get(event.studyId);
    if (record) this.#keep(applyEvent(record, event));
  }

  /** The control of a study as it was just written: its event comes later, or never. */
  control(control: Control): void {
    this.#keep(applyControl(this.get(control.studyId), control));
  }

  /** Epochs of a trial as the store has them: of some no event may have told. */
  recall({ studyId, trialId }: TrialName, epochs: readonly EpochRecord[]): void {
    this.#keep(applyEpochs(this.get(studyId), trialId, epochs));
  }

  /** What an hour of the slot of a trial costs, noted when its newest attempt has begun. */
  price({ studyId, trialId }: TrialName, perSlotHour: number): void {
    this.#keep(applyPrice(this.get(studyId), trialId, perSlotHour));
  }

  /** The notes of a study as they were just written. */
  annotate(notes: StudyNotes): void {
    this.#keep({ ...this.get(notes.studyId), notes });
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
    this.#keep(record);
    return record;
  }

  /** Takes what the store says of a study for all that is known: events have told what is not so. */
  async reload(store: ObjectStore, studyId: string): Promise<void> {
    this.#keep(await this.#read(store, studyId));
  }

  /**
   * Reads all studies of the store that the index does not have. One that cannot be read, whatever
   * the reason, must not keep the others from going on: it is set aside, and whoever asks for it is
   * told why.
   */
  async load(store: ObjectStore): Promise<void> {
    const stored = await listStudyIds(store);
    const waiting = [...stored].filter((studyId) => !this.#records.has(studyId));
    const loadNext = async (): Promise<void> => {
      for (let studyId = waiting.pop(); studyId; studyId = waiting.pop()) {
        await this.#loadOne(store, studyId);
      }
    };
    await Promise.all(Array.from({ length: studiesInFlight }, loadNext));
  }

  /** Reads one study unless it is known, as `load` does all. */
  async loadOne(store: ObjectStore, studyId: string): Promise<void> {
    if (!this.#records.has(studyId)) await this.#loadOne(store, studyId);
  }

  /** Reads those again that were set aside: they may have been restored. */
  async loadSetAside(store: ObjectStore): Promise<void> {
    for (const studyId of this.#setAside.keys()) await this.#loadOne(store, studyId);
  }

  #keep(record: StudyRecord): void {
    const { studyId } = record.study;
    const before = this.#records.get(studyId);
    const isMoved =
      before?.tally !== record.tally ||
      before.control !== record.control ||
      before.finalState !== record.finalState;
    if (isMoved) this.#moves.count += 1;
    this.#records.set(studyId, record);
  }

  #read(store: ObjectStore, studyId: string): Promise<StudyRecord> {
    return loadStudy(store, studyId, {
      maxTrials: this.maxTrials,
      isReadOnly: this.#isReadOnly,
    });
  }

  async #loadOne(store: ObjectStore, studyId: string): Promise<void> {
    try {
      this.#keep(await this.#read(store, studyId));
      this.#setAside.delete(studyId);
    } catch (error) {
      if (isStoreAway(error)) throw error;
      if (!this.#setAside.has(studyId)) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#onSetAside(studyId, reason.slice(0, 1000));
      }
      this.#setAside.set(studyId, whySetAside(studyId, error));
    }
  }
}

/** The store cannot be read now: nothing is known of any study then. */
function isStoreAway(error: unknown): boolean {
  return error instanceof AppError && error.code === 'STORE_UNAVAILABLE';
}

function whySetAside(studyId: string, error: unknown): AppError {
  const { code, message, problems, remedy } = toAppError(error);
  const restore = `Restore the stored bytes: "crossfold verify ${studyId}" lists all that is damaged.`;
  return new AppError(code, message, {
    problems,
    remedy: isDamage(error) ? restore : remedy,
    cause: error,
  });
}

/** Sorts by time of submission; the id makes the order total. */
function orderKey(study: Study): string {
  return `${study.submittedAt} ${study.studyId}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
