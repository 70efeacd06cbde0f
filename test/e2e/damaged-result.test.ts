import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { byteObjects, records, type Receipt } from '@crossfold/contracts';
import { readRecord, verifyStudy } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { flipByte } from '../support/flip-byte.js';
import { runCli, type RunningProcess } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';
import { untilState } from '../support/study-ends.js';
import { readReceipts, tinyStudy, untilStored } from '../support/tiny-study.js';

const trialId = 'full.f0.s1';

describe('a damaged result of a trial', () => {
  let stack: Stack;
  let worker: RunningProcess;
  let studyId: string;

  // The weights of the first trial, before the ensemble is assembled.
  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
    worker = await stack.startWorker('worker');
    studyId = await stack.submit(tinyStudy);
    const path = `studies/${studyId}/trials/${trialId}/`;
    await untilStored(stack.store, path, '/receipt.json');
    await flip(byteObjects.weights.key({ studyId, trialId, attempt: 1 }));
    await untilState(stack, studyId, 'finished-with-failures');
  });
  afterAll(() => stack.stop());

  const flip = async (key: string) =>
    flipByte(await realpath(join(stack.folder, 'store', 'objects', key)));

  const failureKey = () => records.ensembleFailure.key({ studyId });

  async function receiptOf(): Promise<Receipt> {
    return (await readReceipts(stack.store, studyId)).get(trialId) as Receipt;
  }

  it('is found before the sealed part is opened for its ensemble, which then is missing', async () => {
    const report = await readRecord(stack.store, records.report, { studyId });
    expect(report.ensemble).toBeNull();
    const failure = await readRecord(stack.store, records.ensembleFailure, { studyId });
    expect(failure).toMatchObject({ studyId, edition: 1, code: 'OBJECT_CORRUPT' });
    expect(failure.message).toContain(byteObjects.weights.key({ studyId, trialId, attempt: 1 }));
    expect(report.ensembleMissing).toBe(
      `scoring it failed with OBJECT_CORRUPT: ${failure.message} (${failure.remedy} Then use "crossfold study retry ${studyId}")`,
    );
    expect(report.sealedOpenings).toEqual([]);
    expect(worker.errors()).toContain(
      `for ${byteObjects.weights.key({ studyId, trialId, attempt: 1 })}, got`,
    );
  });

  it.each([
    ['model', 'export', '--format', 'onnx', '--trial', trialId],
    ['explain', '--variant', 'full'],
  ])('is not given to %s %s', async (command, ...rest) => {
    const [subcommand = '', ...options] = rest;
    const output = join(stack.folder, 'model.onnx');
    const args =
      command === 'model'
        ? [command, subcommand, '--study', studyId, '--output', output, ...options]
        : [command, studyId, ...rest];
    const refused = await runCli(args, stack.env);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('OBJECT_CORRUPT');
    expect(refused.stderr).toContain((await receiptOf()).weights.key);
    expect(refused.stderr).toContain('restore them');
  });

  it('is told by a record that is checked as all are', async () => {
    await flip(failureKey());
    const { problems } = await verifyStudy(stack.store, studyId);
    expect(problems.filter((problem) => problem.includes(failureKey()))).not.toEqual([]);
    await flip(failureKey());
    const again = await verifyStudy(stack.store, studyId);
    expect(again.problems.filter((problem) => problem.includes(failureKey()))).toEqual([]);
  });

  it('is not shown as its curves', async () => {
    const { history } = await receiptOf();
    await flip(history.key);
    const answer = await fetch(`${stack.api}/studies/${studyId}/trials/${trialId}/metrics`);
    expect(answer.status).toBe(500);
    const problem = (await answer.json()) as { title: string; detail: string; remedy: string };
    expect(problem.title).toBe('OBJECT_CORRUPT');
    expect(problem.detail).toContain(history.key);
    expect(problem.remedy).toContain('restore them');
    await flip(history.key);
  });

  it('keeps no orchestrator from starting, and is told of where its study is asked for', async () => {
    const other = await stack.submit({ ...tinyStudy, ensemble: null });
    await flip(records.receipt.key({ studyId, trialId }));
    // Without the short form of its ends, they are read from its receipts.
    await flip(records.trialEnds.key({ studyId, edition: 1 }));
    const restart = await stack.interruptOrchestrator('SIGKILL');
    await restart();
    await untilState(stack, other, 'finished');
    const shown = await fetch(`${stack.api}/studies/${studyId}`);
    expect(await shown.json()).toMatchObject({
      title: 'OBJECT_CORRUPT',
      detail: expect.stringContaining(records.receipt.key({ studyId, trialId })) as string,
      remedy: expect.stringContaining(`crossfold verify ${studyId}`) as string,
    });
    const verified = await runCli(['verify', studyId], stack.env);
    expect(verified).toMatchObject({ code: 1 });
    expect(verified.stderr).toContain(records.receipt.key({ studyId, trialId }));

    // Once it is whole again, so is the study, without a restart.
    await flip(records.receipt.key({ studyId, trialId }));
    await flip(records.trialEnds.key({ studyId, edition: 1 }));
    await runCli(['reconcile'], stack.env);
    const ended = await untilState(stack, studyId, 'finished-with-failures');
    expect(ended).toMatchObject({ studyId });
  });

  it('lets the ensemble be scored on demand once it is whole', async () => {
    await flip(byteObjects.weights.key({ studyId, trialId, attempt: 1 }));
    const retried = await runCli(['study', 'retry', studyId], stack.env);
    expect(retried, retried.stderr).toMatchObject({ code: 0 });
    await untilState(stack, studyId, 'finished');
    const report = await readRecord(stack.store, records.report, { studyId });
    expect(report).toMatchObject({ edition: 2, ensembleMissing: null });
    expect(report.ensemble?.members).toContain(trialId);
    expect(report.sealedOpenings).toHaveLength(1);
    expect((await readReceipts(stack.store, studyId)).get(trialId)?.attempt).toBe(1);
    expect(await verifyStudy(stack.store, studyId)).toMatchObject({ problems: [] });
  });
});
