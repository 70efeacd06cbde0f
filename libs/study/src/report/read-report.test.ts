import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openObjectStore } from '@crossfold/storage';
import { expect, it, onTestFinished } from 'vitest';
import { readReport } from './read-report.js';

it('says that nobody trains the study whose report is asked for, and what to do', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'crossfold-report-'));
  const store = openObjectStore({ kind: 'file', dir });
  onTestFinished(async () => {
    await store.close();
    rmSync(dir, { recursive: true });
  });
  const study = { studyId: 'skin', state: 'running', edition: 1 };
  await expect(readReport(store, study)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    remedy: expect.stringMatching(/^Wait until it has ended/),
  });
  const waiting = 'no worker connected since noon';
  await expect(readReport(store, { ...study, waiting })).rejects.toMatchObject({
    message: expect.stringContaining(`running and stands still: ${waiting}`),
    remedy: expect.stringMatching(/Start a worker, .* crossfold study follow skin/),
  });
});
