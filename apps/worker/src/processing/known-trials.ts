import { listTrials, records } from '@crossfold/contracts';
import { isUnreadable, readRecordIfThere, type ObjectStore } from '@crossfold/storage';

/** Which studies and trials there are, so that a job which somebody forged begins nothing in the store. */
export interface KnownTrials {
  /**
   * @param trialId left out: whether the study is there
   * @throws AppError STORE_UNAVAILABLE, STORE_REFUSED
   */
  has(names: { readonly studyId: string; readonly trialId?: string }): Promise<boolean>;
}

/** Whose jobs come mixed; of each only names are kept. */
const maxRemembered = 16;

/** Reads each study once, which never changes. */
export function createKnownTrials(store: ObjectStore): KnownTrials {
  const remembered = new Map<string, ReadonlySet<string>>();

  async function trialsOf(studyId: string): Promise<ReadonlySet<string> | null> {
    const known = remembered.get(studyId);
    if (known) return known;
    const study = await readRecordIfThere(store, records.study, { studyId });
    if (!study) return null;
    const [oldest] = remembered.keys();
    if (remembered.size >= maxRemembered && oldest !== undefined) remembered.delete(oldest);
    const trialIds = new Set(listTrials(study).map(({ trialId }) => trialId));
    remembered.set(studyId, trialIds);
    return trialIds;
  }

  return {
    async has({ studyId, trialId }) {
      try {
        const trialIds = await trialsOf(studyId);
        return trialIds !== null && (trialId === undefined || trialIds.has(trialId));
      } catch (error) {
        // The task itself meets what is damaged, and has its end by that.
        if (isUnreadable(error)) return true;
        throw error;
      }
    },
  };
}
