import {
  AppError,
  defaultMaxTrials,
  objectPaths,
  toAppError,
  type Control,
  type Study,
} from '@crossfold/contracts';
import { isDamage, type ListOptions, type ObjectStore } from '@crossfold/storage';
import {
  loadChanges,
  loadStudy,
  applyControl,
  applyEvent,
  newStudyRecord,
  settleFrom,
  type StudyRecord,
} from '@crossfold/study';
import type { LoggedEvent } from '../events/event-log.js';
import { log } from '../log.js';

/** Studies read from the store at once when the index is built. */
const studiesInFlight = 4;

/**
 * Every study and trial at a glance, in memory. It is rebuilt from the store at each start and kept
 * up to date by the events; nothing in it is the record of anything.
 */
export class StudyIndex {
  /** @param maxTrials that a study may have; larger ones are set aside */
  constructor(readonly maxTrials: number = defaultMaxTrials) {}

  readonly #records = new Map<string, StudyRecord>();
  /** Studies that the store has and that cannot be read, and why. */
  readonly #setAside = new Map<string, AppError>();

  /** Newest first. */
  list(): StudyRecord[] {
    return [...this.#records.values()].sort((a, b) =>
      compare(orderKey(b.study), orderKey(a.study)),
    );
  }

  /** @throws AppError NOT_FOUND; why it was set aside, OBJECT_CORRUPT for one whose records are damaged */
  get(studyId: string): StudyRecord {
    const record = this.#records.get(studyId);
    if (record) return record;
    const reason = this.#setAside.get(studyId);
    if (reason) throw reason;
    throw new AppError('NOT_FOUND', `expected the id of a study, got "${studyId}"`);
  }

  has(studyId: string): boolean {
    return this.#records.has(studyId);
  }

  find(studyId: string): StudyRecord | undefined {
    return this.#records.get(studyId);
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
    this.#records.set(studyId, await loadStudy(store, studyId, this.maxTrials));
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

  /** Reads those again that were set aside: they may have been restored. */
  async loadSetAside(store: ObjectStore): Promise<void> {
    for (const studyId of this.#setAside.keys()) await this.#loadOne(store, studyId);
  }

  async #loadOne(store: ObjectStore, studyId: string): Promise<void> {
    try {
      this.#records.set(studyId, await loadStudy(store, studyId, this.maxTrials));
      this.#setAside.delete(studyId);
    } catch (error) {
      if (isStoreAway(error)) throw error;
      if (!this.#setAside.has(studyId)) {
        const reason = error instanceof Error ? error.message : String(error);
        log.error({ studyId }, `study ${studyId} is set aside: ${reason.slice(0, 1000)}`);
      }
      this.#setAside.set(studyId, whySetAside(studyId, error));
    }
  }
}

/** Objects of a study that are listed before the listing goes on with the next study. */
const listedOfOne = 200;

/**
 * The studies that the store has. A large one has thousands of objects that come after its record:
 * the listing leaps over them.
 */
async function listStudyIds(store: ObjectStore): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let startAfter: string | null = ''; startAfter !== null;) {
    const options: ListOptions = startAfter === '' ? {} : { startAfter };
    startAfter = null;
    let [current, listed] = ['', 0];
    for await (const { key } of store.list(objectPaths.studies, options)) {
      const [, studyId = '', name] = key.split('/');
      listed = studyId === current ? listed + 1 : 1;
      current = studyId;
      if (name === 'study.json') found.add(studyId);
      if (found.has(studyId) && listed >= listedOfOne) {
        // "0" comes right after the slash: what follows is of another folder.
        startAfter = `${objectPaths.studies}${studyId}0`;
        break;
      }
    }
  }
  return found;
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
