import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  byteObjects,
  records,
  type EnsembleViews,
  type TestTimeAugmentation,
} from '@crossfold/contracts';
import { groupOf } from '@crossfold/data';
import { encodeSafetensors, scoreViews } from '@crossfold/model';
import { createRecord, openObjectStore, replaceRecord } from '@crossfold/storage';
import { expect, it, onTestFinished } from 'vitest';
import { smallEnsemble, smallResults } from '../summary/small-results.fixture.js';
import { checkEnsembleViews } from './check-ensemble-views.js';

it('finds scores that are not those of what the members said', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'crossfold-views-'));
  const store = openObjectStore({ kind: 'file', dir });
  onTestFinished(async () => {
    await store.close();
    rmSync(dir, { recursive: true });
  });
  const { study, foldPlan } = smallResults();
  const { studyId } = study;
  const sealed = foldPlan.assignments.filter(({ fold }) => fold === 'sealed');
  const { classes } = foldPlan;
  const imageIds = sealed.map(({ imageId }) => imageId);
  const labels = sealed.map(({ label }) => classes.indexOf(label));
  const sets: TestTimeAugmentation[] = ['none', 'dihedral8'];
  const data = Float32Array.from({ length: 7 * sealed.length }, (_, i) => ((i * 37) % 11) / 11);
  const members: EnsembleViews['members'] = [];
  for (const [i, seed] of [1, 2].entries()) {
    const trialId = `full.f0.s${seed}`;
    const tensors = new Map(
      sets.map((set, s) => {
        const said = {
          shape: [sealed.length, 7],
          data: data.map((p, at) => (p + at * (s + i)) % 1),
        };
        return [set as string, said];
      }),
    );
    const key = byteObjects.sealedPredictions.key({ studyId, trialId });
    const { sha256 } = await store.put(key, encodeSafetensors({ tensors, metadata: {} }));
    members.push({ trialId, seed, weight: 0.5, predictions: { key, sha256 } });
  }
  const rows = scoreViews(
    members.map(({ seed, weight }, i) => ({
      seed,
      weight,
      probabilities: new Map(
        sets.map((set, s) => [set, data.map((p, at) => (p + at * (s + i)) % 1)]),
      ),
    })),
    sets,
    {
      classes,
      imageIds,
      labels,
      groups: new Map(sealed.map((row) => [row.imageId, groupOf(row)])),
      combination: 'mean',
    },
  );
  await createRecord(store, records.study, { studyId }, study);
  await store.put(
    records.foldPlan.key({ sha256: study.foldPlan.sha256 }),
    Buffer.from(JSON.stringify(foldPlan)),
  );
  const probabilities = imageIds.map((_, i) => [...data.subarray(7 * i, 7 * i + 7)]);
  const stored = await replaceRecord(
    store,
    records.ensemblePredictions,
    { studyId },
    { schemaVersion: 1, classes: [...classes], imageIds, labels, probabilities },
  );
  const key = records.ensemblePredictions.key({ studyId });
  const write = (some: typeof rows) =>
    store.put(
      records.ensemble.key({ studyId }),
      Buffer.from(
        JSON.stringify(
          smallEnsemble({
            views: sets,
            predictions: { key, sha256: stored.sha256 },
            scoredViews: { members, rows: some },
          }),
        ),
      ),
    );
  expect(await checkEnsembleViews(store, studyId)).toEqual([]);
  await write(rows);
  expect(await checkEnsembleViews(store, studyId)).toEqual([]);
  const better = rows.map((row) =>
    row.by === 'allSeeds' && row.views === 'none'
      ? { ...row, scores: { ...row.scores, top2: row.scores.top2 + 0.01 } }
      : row,
  );
  await write(better);
  expect(await checkEnsembleViews(store, studyId)).toEqual([
    expect.stringContaining('scores of allSeeds with none'),
  ]);
});
