import { realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  byteObjects,
  type Forecast,
  type Receipt,
  type Report,
  type StudyDetail,
  type StudyPage,
  type StudySpecInput,
  type TrialPage,
} from '@crossfold/contracts';
import { verifyStudy } from '@crossfold/storage';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { flipByte } from '../support/flip-byte.js';
import { runCli } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';
import { hashesAtEnd, untilState } from '../support/study-ends.js';
import {
  attemptsOf,
  readReceipts,
  resultHashes,
  tinyStudy,
  untilStored,
  type CellHashes,
} from '../support/tiny-study.js';

describe('a study that names another one to reuse', () => {
  let stack: Stack;
  /** Two trials: one variant, two folds, one seed. */
  let first: string;

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
    first = await stack.submit({ ...tinyStudy, name: 'first', arms: {}, ensemble: null });
    await stack.startWorker('first');
    await untilState(stack, first, 'finished');
    await stack.endWorkers();
  });
  afterEach(() => stack.endWorkers());
  afterAll(() => stack.stop());

  /** @returns the id, and how many trials the command says are the same */
  async function clone(studyId: string, ...options: string[]) {
    const args = ['--json', 'study', 'clone', studyId, '--reuse', ...options];
    const { code, stdout, stderr } = await runCli(args, stack.env);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as { studyId: string; trials: number; same: number };
  }

  const sourcesOf = (receipts: ReadonlyMap<string, Receipt>) =>
    Object.fromEntries([...receipts].map(([id, { takenFrom }]) => [id, takenFrom ?? null]));

  it('is forecast from what was trained, and is not submitted by that', async () => {
    const file = join(stack.folder, 'wider.json');
    const arms = { leaveOneOut: ['classWeights'] };
    const wider = { ...tinyStudy, name: 'wider', arms, seeds: [1, 2], reuse: [first] };
    await writeFile(file, JSON.stringify(wider));
    const json = await runCli(['--json', 'study', 'forecast', file], stack.env);
    const forecast = JSON.parse(json.stdout) as Forecast;
    expect(forecast).toMatchObject({
      trials: 8,
      same: 2,
      variants: [
        { name: 'full', trials: 2, basis: { alike: 'configuration', trials: 2 } },
        { name: 'no-class-weights', trials: 4, basis: { alike: 'network', trials: 2 } },
      ],
    });
    expect(forecast.slotSeconds).toBeGreaterThan(0);
    const parts = [...(await readReceipts(stack.store, first)).values()].map((it) => it.images);
    const trained = parts.reduce((sum, { train }) => sum + train, 0) / parts.length;
    expect(forecast.images.train).toBe(Math.round(trained));

    const text = await runCli(['study', 'forecast', file, '--slots', '3'], stack.env);
    expect(text.stdout).toContain('wider: 8 trials, 2 of them as in studies');
    expect(text.stdout).toMatch(/time: .* in one slot with all epochs, .* in 3; stopping early/);
    const { studies } = await stack.get<StudyPage>('/studies');
    expect(studies.map(({ studyId }) => studyId)).toEqual([first]);
  });

  it('trains what is new, and takes the rest, with the same bits as without', async () => {
    const changes = ['baseline.name=base', 'arms.leaveOneOut=[classWeights]', 'seeds=[1,2]'];
    const set = changes.flatMap((change) => ['--set', change]);
    const { studyId, ...told } = await clone(first, ...set);
    expect(told).toMatchObject({ trials: 8, same: 2 });
    await stack.startWorker('second');
    const wider = await hashesAtEnd(stack, studyId);

    const receipts = await readReceipts(stack.store, studyId);
    expect(sourcesOf(receipts)).toEqual({
      'base.f0.s1': { studyId: first, trialId: 'full.f0.s1' },
      'base.f1.s1': { studyId: first, trialId: 'full.f1.s1' },
      'no-class-weights.f0.s1': null,
      'no-class-weights.f1.s1': null,
      'base.f0.s2': null,
      'base.f1.s2': null,
      'no-class-weights.f0.s2': null,
      'no-class-weights.f1.s2': null,
    });
    expect(receipts.get('base.f0.s1')).toMatchObject({
      studyId,
      trialId: 'base.f0.s1',
      variant: 'base',
      timings: { trainSeconds: 0 },
      environment: { worker: 'first' },
    });
    expect(receipts.get('base.f0.s2')?.timings.trainSeconds).toBeGreaterThan(0);
    expect(await verifyStudy(stack.store, studyId)).toMatchObject({ problems: [] });

    // The same study, all trained.
    const args = ['study', 'clone', studyId, '--set', 'reuse=[]'];
    const plain = await runCli(['--json', ...args], stack.env);
    const control = (JSON.parse(plain.stdout) as { studyId: string }).studyId;
    // Weights carry the name of the trial that made them.
    const nameless = (cells: readonly CellHashes[]) => cells.map((hashes) => hashes.slice(0, 3));
    expect(nameless(await hashesAtEnd(stack, control))).toEqual(nameless(wider));
    const own = await readReceipts(stack.store, control);
    expect(new Set(Object.values(sourcesOf(own)))).toEqual(new Set([null]));
    const [taken, trained] = await Promise.all(
      [studyId, control].map((id) => stack.get<Report>(`/studies/${id}/report`)),
    );
    expect(taken?.variants).toEqual(trained?.variants);
    expect(taken?.notes.join('\n')).toContain(`2 of 8 results are those of ${first}`);
    expect(trained?.notes.join('\n')).not.toContain('results are those of');

    // Of a study that took results itself, they are still those of the first one.
    const again = await clone(studyId, '--set', 'seeds=[1]');
    expect(again).toMatchObject({ trials: 4, same: 4 });
    await untilState(stack, again.studyId, 'finished');
    expect(sourcesOf(await readReceipts(stack.store, again.studyId))).toEqual({
      'base.f0.s1': { studyId: first, trialId: 'full.f0.s1' },
      'base.f1.s1': { studyId: first, trialId: 'full.f1.s1' },
      'no-class-weights.f0.s1': { studyId, trialId: 'no-class-weights.f0.s1' },
      'no-class-weights.f1.s1': { studyId, trialId: 'no-class-weights.f1.s1' },
    });
  });

  it('tells whose results it has, also after a restart', async () => {
    const { studyId } = await clone(first);
    await stack.startWorker('third');
    await untilState(stack, studyId, 'finished');
    const look = async () => (await stack.get<TrialPage>(`/studies/${studyId}/trials`)).trials;
    const live = await look();
    expect(live.map(({ takenFrom, worker }) => ({ takenFrom, worker }))).toEqual([
      { takenFrom: first, worker: null },
      { takenFrom: first, worker: null },
    ]);
    await (
      await stack.interruptOrchestrator()
    )();
    const restarted = await look();
    expect(restarted.map(({ takenFrom, scores, state }) => [takenFrom, scores, state])).toEqual(
      live.map(({ takenFrom, scores, state }) => [takenFrom, scores, state]),
    );
  });

  it('trains with other software, and says so', async () => {
    const { studyId } = await clone(first);
    await stack.startWorker('other', { CROSSFOLD_GIT_COMMIT: 'another' });
    await untilState(stack, studyId, 'finished');
    const receipts = await readReceipts(stack.store, studyId);
    expect(resultHashes(receipts)).toEqual(resultHashes(await readReceipts(stack.store, first)));
    for (const { trialId, takenFrom, notTaken } of receipts.values()) {
      expect(takenFrom).toBeUndefined();
      const reason = expect.stringMatching(/^gitCommit .* there, another here$/) as string;
      expect(notTaken).toEqual([{ studyId: first, trialId, reason }]);
    }
    const { notes } = await stack.get<Report>(`/studies/${studyId}/report`);
    expect(notes.join('\n')).toContain(
      `A trial was trained though it was before, in ${first}: git`,
    );
  });

  it('finds results in the whole store, and trains a null arm anew, on the parts of the baseline', async () => {
    const evaluation = { testTimeAugmentation: 'dihedral8' as const };
    const viewed = { name: 'viewed', overrides: { evaluation } };
    const arms = { explicit: [{ name: 'again', null: true as const }, viewed] };
    const changed = { ...tinyStudy, name: 'null', arms, ensemble: null, reuse: 'auto' as const };
    const studyId = await stack.submit(changed);
    const { study } = await stack.get<StudyDetail>(`/studies/${studyId}`);
    expect(study.reuse).toContain(first);
    expect(study.spec).toMatchObject({ reuse: 'auto' });
    await stack.startWorker('null');
    await untilState(stack, studyId, 'finished');
    const receipts = await readReceipts(stack.store, studyId);
    expect(receipts.size).toBe(6);
    for (const fold of [0, 1]) {
      const [full, again, other] = ['full', 'again', 'viewed'].map((name) =>
        receipts.get(`${name}.f${fold}.s1`),
      );
      expect(full?.takenFrom?.studyId).toBe(first);
      expect(other?.weightsFrom).toEqual({ studyId: first, trialId: `full.f${fold}.s1` });
      expect(other?.timings.trainSeconds).toBe(0);
      expect(other?.predictions.sha256).not.toBe(full?.predictions.sha256);
      expect(again?.takenFrom).toBeUndefined();
      expect(again?.innerValidation).toEqual(full?.innerValidation);
      expect(again?.predictions.sha256).not.toBe(full?.predictions.sha256);
    }
    const report = await stack.get<Report>(`/studies/${studyId}/report`);
    expect(report.notes.join('\n')).toContain(
      '2 of 6 trials predicted with the weights of another',
    );
    expect(report.crossValidated.map(({ views }) => views)).toEqual(['none', 'none', 'dihedral8']);
    expect(report.nullArms?.tested).toBe(1);
    expect(report.headlines.join('\n')).toMatch(
      /Null arms, the baseline under other seeds: [01] of 1/,
    );
    expect(await verifyStudy(stack.store, studyId)).toMatchObject({ problems: [] });
  });

  it('is refused where no trial is the same', async () => {
    const studies = `${stack.api}/studies`;
    for (const [change, reason] of [
      [{ seeds: [7] }, 'its seeds are others: 1'],
      [{ splitSeed: 9 }, 'its images are split otherwise'],
      [{ baseline: { training: { batchSize: 5 } } }, 'no variant of it has a configuration'],
    ] as const) {
      const response = await fetch(`${studies}/${first}/clone`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...change, reuse: [first] }),
      });
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({
        detail: expect.stringContaining(reason) as string,
      });
    }
    const strange = await runCli(['study', 'clone', first, '--set', 'reuse=[nobody]'], stack.env);
    expect(strange).toMatchObject({ code: 1 });
    expect(strange.stderr).toContain('expected the id of a study, got "nobody"');
  });

  describe('with stages', () => {
    const { arms: _, ...common } = tinyStudy;
    const stages = [
      { name: 'width', arms: { grid: { 'model.hiddenUnits': [[4]] } } },
      {
        name: 'ablation',
        baseline: { winnerOf: 'width', name: 'best' },
        arms: { leaveOneOut: ['classWeights'] },
      },
    ];

    /** The two studies of a series at their end: results bit by bit, and who won. */
    async function outcomeOf(studyIds: readonly string[]) {
      const cells = [];
      for (const studyId of studyIds) cells.push(...(await hashesAtEnd(stack, studyId)));
      const { study } = await stack.get<StudyDetail>(`/studies/${studyIds[1]}`);
      const { variant, candidates } = study.series?.winner ?? {};
      return { cells: cells.map((hashes) => hashes.slice(0, 3)), variant, candidates };
    }

    it('goes on with the winner, and alike when the orchestrator is killed in between', async () => {
      const file = join(stack.folder, 'staged.json');
      await writeFile(file, JSON.stringify({ ...common, name: 'staged', stages }));
      await stack.startWorker('staged');
      const { code, stdout, stderr } = await runCli(['--json', 'run', file], stack.env);
      expect(code, stderr).toBe(0);
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
      type Line = { type: string; studyId: string; report: Report; later: { studyId: string }[] };
      const [submitted] = lines.filter(({ type }) => type === 'submitted');
      const ids = [submitted?.studyId ?? '', submitted?.later[0]?.studyId ?? ''];
      expect(ids.map((id) => id.replace(/-[0-9a-f]{10}$/, ''))).toEqual([
        'staged-width',
        'staged-ablation',
      ]);
      const reports = lines.flatMap(({ report }) => report ?? []);
      expect(reports.map(({ studyId }) => studyId)).toEqual(ids);
      // The sealed part is opened when nothing is left to choose.
      expect(reports.map(({ ensemble }) => ensemble !== null)).toEqual([false, true]);
      expect(reports[1]?.notes.join('\n')).toMatch(/The baseline is .*, the winner of stage width/);
      // The winner of the first report is what the second one begins with.
      const won = reports[0]?.series?.chosen[0];
      expect(reports[0]?.headlines[0]).toContain(`Stage width was won by ${won?.variant} with `);
      expect(reports[1]?.series?.winner).toEqual(won);
      expect(reports[1]?.headlines.join('\n')).toContain('Stage width was won by ');
      expect(reports[1]?.dataFlow?.dataset).toMatchObject({ images: 140, dropped: [] });
      const undisturbed = await outcomeOf(ids);
      expect(undisturbed.candidates).toHaveLength(2);
      const means = new Map(reports[0]?.variants.map((it) => [it.name, it.overCells?.mean]));
      for (const { variant, score } of undisturbed.candidates ?? []) {
        expect(means.get(variant)?.balancedAccuracy).toBe(score);
        expect(means.get(undisturbed.variant ?? '')?.balancedAccuracy).toBeGreaterThanOrEqual(
          score,
        );
      }
      // What the stage before it trained is not trained again.
      const receipts = await readReceipts(stack.store, ids[1] ?? '');
      expect(sourcesOf(receipts)['best.f0.s1']).toEqual({
        studyId: ids[0],
        trialId: `${undisturbed.variant}.f0.s1`,
      });

      const first = await stack.submit({ ...common, name: 'killed', stages } as StudySpecInput);
      const second = first.replace('-width-', '-ablation-');
      const restart = await stack.interruptOrchestrator('SIGKILL');
      await untilStored(stack.store, `studies/${first}/`, '/receipt.json', 4);
      await restart();
      await untilStored(stack.store, `studies/${second}/`, '/study.json');
      const again = await stack.interruptOrchestrator('SIGKILL');
      await again();
      expect(await outcomeOf([first, second])).toEqual(undisturbed);
      for (const studyId of [first, second]) {
        const attempts = await attemptsOf(stack.store, studyId);
        expect([...attempts.values()]).toEqual([1, 1, 1, 1]);
        expect(await verifyStudy(stack.store, studyId)).toMatchObject({ problems: [] });
      }
      const { studies } = await stack.get<StudyPage>('/studies');
      const own = studies.filter(({ studyId }) => studyId.startsWith('killed-'));
      expect(own.map(({ studyId }) => studyId).sort()).toEqual([second, first]);
    });
  });

  // Last: it spoils the first study.
  it('trains what is damaged there', async () => {
    const receipt = (await readReceipts(stack.store, first)).get('full.f1.s1') as Receipt;
    const path = join(stack.folder, 'store', 'objects', receipt.weights.key);
    await flipByte(await realpath(path));
    const { studyId } = await clone(first);
    await stack.startWorker('last');
    const ends = await hashesAtEnd(stack, studyId);
    expect(ends).toEqual(resultHashes(await readReceipts(stack.store, first)));
    const receipts = await readReceipts(stack.store, studyId);
    expect(sourcesOf(receipts)).toEqual({
      'full.f0.s1': { studyId: first, trialId: 'full.f0.s1' },
      'full.f1.s1': null,
    });
    const [notTaken] = receipts.get('full.f1.s1')?.notTaken ?? [];
    expect(notTaken?.reason).toContain(
      byteObjects.weights.key({ studyId: first, trialId: 'full.f1.s1', attempt: receipt.attempt }),
    );
    expect(await verifyStudy(stack.store, studyId)).toMatchObject({ problems: [] });
  });
});
