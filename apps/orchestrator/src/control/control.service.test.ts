import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { records, type StudyEvent } from '@crossfold/contracts';
import { createFileStore, readControl, updateRecord, type ObjectStore } from '@crossfold/storage';
import { StudyIndex } from '@crossfold/study';
import { afterAll, describe, expect, it } from 'vitest';
import { studyOf } from '../admission/fleet.fixture.js';
import type { EventLog } from '../events/event-log.js';
import type { Reconciler } from '../queue/reconciler.js';
import type { Command } from './apply-command.js';
import { ControlService } from './control.service.js';

const root = await mkdtemp(join(tmpdir(), 'crossfold-control-'));
afterAll(() => rm(root, { recursive: true }));

/** Of more trials than the store is asked for one by one. */
const large = studyOf('s', 2, { seeds: Array.from({ length: 60 }, (_, seed) => seed) });
const first = 'full.f0.s0';
const failure = {
  schemaVersion: 1 as const,
  studyId: 's',
  trialId: first,
  attempt: 1,
  edition: 1,
  failedAt: '2026-12-01T00:00:00.000Z',
  code: 'TRIAL_DIVERGED' as const,
  message: 'diverged',
  remedy: 'none',
};

/** A store that notes what is read of it, and orchestrators that hear no events. */
async function open() {
  const files = createFileStore({ kind: 'file', dir: await mkdtemp(join(root, 'store-')) });
  const read: string[] = [];
  const store: ObjectStore = {
    ...files,
    get(key) {
      read.push(key);
      return files.get(key);
    },
    list(prefix) {
      read.push(prefix);
      return files.list(prefix);
    },
  };
  return {
    store,
    read,
    failUnheard: () =>
      updateRecord(store, records.failure, { studyId: 's', trialId: first }, () => failure),
    start() {
      const index = new StudyIndex();
      index.add(large);
      const told: StudyEvent[] = [];
      const events = {
        ping: () => Promise.resolve(),
        publish: (event: StudyEvent) => Promise.resolve(void told.push(event)),
      } as unknown as EventLog;
      const reconciler = { align: () => Promise.resolve() } as unknown as Reconciler;
      const control = new ControlService(store, reconciler, events, index);
      return { index, told, obey: (asked: Command) => control.command('s', asked) };
    },
  };
}

const ofStudy = (command: 'pause' | 'cancel' | 'retry' | 'resume'): Command => ({
  command,
  trialId: null,
});

describe('commands to a study of many trials', () => {
  it('read none of its trials where it goes on', async () => {
    const { read, start } = await open();
    const { index, told, obey } = start();
    await obey(ofStudy('pause'));
    await obey({ command: 'prioritise', trialId: null, priority: 7 });
    await obey({ command: 'cancel', trialId: 'full.f1.s3' });
    expect(told.map(({ type }) => type)).toEqual(Array(3).fill('study.controlled'));
    expect(index.get('s').tally.states).toMatchObject({ paused: 119, cancelled: 1 });
    expect(new Set(read.filter((key) => key.includes('/trials')))).toEqual(
      new Set(['receipt', 'failure'].map((kind) => `studies/s/trials/full.f1.s3/${kind}.json`)),
    );
  });

  it('are held against what others have commanded', async () => {
    const { store, start } = await open();
    const [one, other] = [start(), start()];
    await one.obey(ofStudy('cancel'));
    await expect(other.obey(ofStudy('pause'))).rejects.toMatchObject({ code: 'CONFLICT' });
    await other.obey(ofStudy('cancel'));
    expect(other.told).toEqual([]);
    expect(await readControl(store, 's')).toMatchObject({ desired: 'cancel', revision: 1 });
  });

  it('find ends of which no event has told where they depend on them', async () => {
    const { store, start, failUnheard } = await open();
    const { obey } = start();
    await expect(obey(ofStudy('retry'))).rejects.toMatchObject({ code: 'CONFLICT' });
    await failUnheard();
    await obey(ofStudy('retry'));
    expect(await readControl(store, 's')).toMatchObject({ edition: 2 });
  });

  it('refuse for a trial that has ended unheard', async () => {
    const { start, failUnheard } = await open();
    const { obey } = start();
    await failUnheard();
    const pausing = obey({ command: 'pause', trialId: first });
    await expect(pausing).rejects.toMatchObject({ code: 'CONFLICT' });
    await obey({ command: 'retry', trialId: first });
  });
});
