import type { StudyView } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../client/api-client.js';
import { findStudyId } from './find-study.js';

/** As the server lists them: newest first. */
const studies = [
  { studyId: 'skin-eab1', name: 'skin' },
  { studyId: 'skin-620d', name: 'skin' },
  { studyId: 'digits-77aa', name: 'digits' },
] as StudyView[];
const api = { listStudies: () => Promise.resolve(studies) } as Partial<ApiClient> as ApiClient;

describe('findStudyId', () => {
  it.each([
    ['skin-620d', 'skin-620d'],
    ['skin', 'skin-eab1'],
    ['skin-62', 'skin-620d'],
    ['digits-', 'digits-77aa'],
  ])('takes %s for %s', async (wanted, studyId) => {
    expect(await findStudyId(api, wanted)).toBe(studyId);
  });

  it.each(['skin-', 'other'])('refuses %s, which names no single study', async (wanted) => {
    await expect(findStudyId(api, wanted)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
