import { nextStudyId, records } from '@crossfold/contracts';
import { createRecord, readRecord, type ObjectStore } from '@crossfold/storage';
import { compileNextStage, whyStopped, type StudyIndex } from '@crossfold/study';
import { log } from '../process/log.js';
import { logRedisError } from '../process/redis.js';
import { launchStudy, type LaunchParts } from './launch-study.js';

interface SeriesParts extends LaunchParts {
  readonly store: ObjectStore;
  readonly index: StudyIndex;
}

/**
 * Makes the study that follows one of a series, once that one has its report. Its id is derived, and
 * it is written on the condition that there is none: done twice, or after a death in the midst of
 * it, it is the same study.
 */
export async function advanceSeries(parts: SeriesParts, studyId: string): Promise<void> {
  const { store, index } = parts;
  const record = index.get(studyId);
  const nextId = nextStudyId(record.study);
  if (nextId === null || record.finalState === null || index.has(nextId)) return;
  if (whyStopped(record) !== null) return;
  const compiled = await compileNextStage(store, index, record.study);
  if (!compiled) return;
  const { submittedBy } = record.study;
  const next = submittedBy === undefined ? compiled : { ...compiled, submittedBy };
  const at = { studyId: nextId };
  const isNew = await createRecord(store, records.study, at, next);
  const study = isNew ? next : await readRecord(store, records.study, at);
  index.add(study);
  const { winner } = study.series ?? {};
  log.info(
    { studyId: nextId },
    `series: ${nextId} follows ${studyId}${winner ? `, with ${winner.variant} as its baseline` : ''}`,
  );
  await launchStudy(parts, study).catch(logRedisError);
}
