import type { StudyName, StudyReader } from '@crossfold/study';
import { describe, expect, it } from 'vitest';
import { findStudyId } from './find-study.js';

/** As they are listed: newest first. */
const studies: StudyName[] = [
  { studyId: 'skin-eab1', name: 'skin', submittedAt: '2026-07-02T10:00:00.000Z' },
  { studyId: 'skin-620d', name: 'skin', submittedAt: '2026-07-01T09:30:00.000Z' },
  { studyId: 'digits-77aa', name: 'digits', submittedAt: '2026-07-01T08:00:00.000Z' },
];
const api: Pick<StudyReader, 'studyNames'> = { studyNames: () => Promise.resolve(studies) };

function collected() {
  const notes: string[] = [];
  return { notes, note: (text: string) => void notes.push(text) };
}

describe('findStudyId', () => {
  it.each([
    ['skin-620d', 'skin-620d'],
    ['skin', 'skin-eab1'],
    ['skin-62', 'skin-620d'],
    ['digits-', 'digits-77aa'],
  ])('takes %s for %s', async (wanted, studyId) => {
    expect(await findStudyId(collected(), api, wanted)).toBe(studyId);
  });

  it('says which study a shared name means, and how to name the others', async () => {
    const shared = collected();
    await findStudyId(shared, api, 'skin');
    expect(shared.notes).toEqual([
      '2 studies are named skin: this is the newest, skin-eab1 (2026-07-02 10:00 UTC). For another, give its id: skin-620d (2026-07-01 09:30 UTC)',
    ]);
    const single = collected();
    await findStudyId(single, api, 'digits');
    await findStudyId(single, api, 'skin-620d');
    expect(single.notes).toEqual([]);
  });

  it.each(['skin-', 'other'])('refuses %s, which names no single study', async (wanted) => {
    await expect(findStudyId(collected(), api, wanted)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
