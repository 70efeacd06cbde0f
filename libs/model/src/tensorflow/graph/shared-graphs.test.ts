import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashTensors } from '@crossfold/graph';
import { GraphCache, GraphVariables } from '@crossfold/graph/tensorflow';
import { afterEach, expect, it, vi } from 'vitest';
import { initialiseParameters } from '../../weights/initialise.js';
import { differingTrials, randomBatch, smallTraining } from '../small-training.fixture.js';
import type { TrainingSessionOptions } from '../training-session.js';
import { createPredictor } from './create-predictor.js';
import { createGraphSession } from './graph-session.js';

/** What one process owns. */
const graphs = new GraphCache();

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  graphs.clear();
});

const { classifier } = smallTraining();
const trials = differingTrials();

/** Losses, state and predictions of a short training, as hashes and numbers. */
function train(trial: Partial<TrainingSessionOptions>, lastBatch: number) {
  const session = createGraphSession(smallTraining({ graphs, ...trial }));
  const batches = [randomBatch(1), randomBatch(2), randomBatch(3, lastBatch), randomBatch(4)];
  const losses = batches.map((batch) => session.step(batch, 1e-2).loss);
  const predicted = [...session.predict(randomBatch(5).images, 8)];
  const state = hashTensors(session.read('all'));
  const parameters = session.read('parameters');
  session.dispose();
  const predictor = createPredictor(classifier, parameters, graphs);
  const views = [...predictor.predict(randomBatch(6).images, 8, 'dihedral8')];
  predictor.dispose();
  return { losses, predicted, state, views };
}

/** From now on no graph can be loaded: each passes through a file there. */
function refuseLoading() {
  vi.stubEnv('TMPDIR', path.join(tmpdir(), 'no', 'such', 'folder'));
}

it('gives the bits of a new graph in one that others have used', () => {
  const fresh = trials.map((trial) => {
    graphs.clear();
    return train(trial, 5);
  });
  expect(fresh[0]).not.toEqual(fresh[1]);
  refuseLoading();
  expect([1, 0, 1, 0].map((i) => train(trials[i as 0 | 1], 5))).toEqual(
    [1, 0, 1, 0].map((i) => fresh[i]),
  );
});

it('records what only a later trial needs, and gives the same bits then too', () => {
  graphs.clear();
  const expected = train(trials[1], 3);
  graphs.clear();
  train(trials[0], 5);
  const trace = vi.spyOn(GraphVariables.prototype, 'trace');
  expect(train(trials[1], 3)).toEqual(expected);
  const traced = trace.mock.calls.map(([name, inputs]) => `${name} ${inputs}`);
  expect(traced).toContainEqual(expect.stringMatching(/^step .*labels:int32\[3\].*transforms:/));
});

it('gives two who work at once a graph each', () => {
  const [one, two] = trials.map((_, seed) =>
    createPredictor(classifier, initialiseParameters(classifier, seed), graphs),
  ) as [ReturnType<typeof createPredictor>, ReturnType<typeof createPredictor>];
  const { images } = randomBatch(1);
  const alone = [one, two].map((predictor) => [...predictor.predict(images, 8, 'none')]);
  expect(alone[0]).not.toEqual(alone[1]);
  const again = [two, one].map((predictor) => [...predictor.predict(images, 8, 'none')]);
  expect(again).toEqual([alone[1], alone[0]]);
  one.dispose();
  one.dispose();
  two.dispose();
});

it('keeps graphs apart that differ in anything traced', () => {
  const step = (changes: Partial<TrainingSessionOptions>) => {
    const session = createGraphSession(smallTraining({ graphs, ...changes }));
    try {
      return session.step(randomBatch(1), 1e-3).loss;
    } finally {
      session.dispose();
    }
  };
  const loss = step({});
  refuseLoading();
  expect(step({})).toBe(loss);
  const others: Partial<TrainingSessionOptions>[] = [
    { clipNorm: 1 },
    { emaDecay: 0.9 },
    { trainable: 'head' },
    { precision: 'bfloat16' },
    { microBatchSize: 4 },
    { rates: { layerDecay: 0.5, backboneShare: 1 } },
  ];
  for (const changes of others)
    expect(() => step(changes), JSON.stringify(changes)).toThrow(/ENOENT/);
});

it('keeps nothing for whoever brings no graphs of its own', () => {
  const step = (changes: Partial<TrainingSessionOptions>) => {
    const session = createGraphSession(smallTraining(changes));
    const { loss } = session.step(randomBatch(1), 1e-3);
    session.dispose();
    return loss;
  };
  const loss = step({ graphs });
  expect(step({})).toBe(loss);
  refuseLoading();
  expect(step({ graphs })).toBe(loss);
  expect(() => step({})).toThrow(/ENOENT/);
  expect(() => step({ graphs: new GraphCache() })).toThrow(/ENOENT/);
});
