import { records, studyFolder, studyOfKey } from '@crossfold/contracts';
import type { ListOptions, ObjectStore } from '@crossfold/storage';

/** Objects of a study that are listed before the listing goes on with the next study. */
const listedOfOne = 200;

/**
 * The studies that the store has. A large one has thousands of objects that come after its record:
 * the listing leaps over them.
 */
export async function listStudyIds(store: ObjectStore): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let startAfter: string | null = ''; startAfter !== null;) {
    const options: ListOptions = startAfter === '' ? {} : { startAfter };
    startAfter = null;
    let [current, listed] = ['', 0];
    for await (const { key } of store.list(records.study.prefix({}), options)) {
      const studyId = studyOfKey(key) ?? '';
      listed = studyId === current ? listed + 1 : 1;
      current = studyId;
      if (records.study.parseKey(key)) found.add(studyId);
      if (found.has(studyId) && listed >= listedOfOne) {
        // "0" comes right after the slash: what follows is of another folder.
        startAfter = studyFolder(studyId).replace(/\/$/, '0');
        break;
      }
    }
  }
  return found;
}
