import { objectPaths } from '@crossfold/contracts';
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
