import { describe, expect, it } from 'vitest';
import type { Candidate } from './candidate.js';
import { createFairShare, type FairShare, type ShareWeights } from './fair-share.js';

interface Submitted extends Candidate {
  /** Of each of its trials that wait. */
  readonly seconds: number[];
}

const even: ShareWeights = { projects: {}, users: {} };

function study(
  studyId: string,
  seconds: number[],
  more: Partial<Omit<Candidate, 'studyId'>> = {},
): Submitted {
  const usual = { project: 'default', user: '', priority: 0, inFlight: 0 };
  return { studyId, seconds: [...seconds], submittedAt: studyId, ...usual, ...more };
}

const turn = <C extends Candidate>(shares: FairShare, candidates: readonly C[]) =>
  shares.turns(candidates).next();

const alike = (count: number, seconds = 60) => Array.from({ length: count }, () => seconds);

/**
 * Runs trials on slots, each as its turn comes, until all of one study have begun.
 *
 * @param guess what a trial is taken to last before it has ended
 * @returns by study the seconds that its trials had until then, and the studies in their order
 */
function simulate(
  submitted: readonly Submitted[],
  { slots = 1, weights = even, guess = 60, trials = Infinity } = {},
) {
  const shares = createFairShare(() => weights);
  const had = new Map<string, number>();
  const order: string[] = [];
  const running: { endsAt: number; study: Submitted; seconds: number }[] = [];
  let now = 0;
  while (order.length < trials) {
    const waiting = submitted.filter(({ seconds }) => seconds.length > 0);
    if (waiting.length < submitted.length) break;
    shares.open(submitted);
    if (running.length === slots) {
      running.sort((a, b) => b.endsAt - a.endsAt);
      const ended = running.pop();
      if (!ended) break;
      now = ended.endsAt;
      shares.charge(ended.study, ended.seconds - guess);
    }
    const next = turn(shares, waiting);
    if (!next) break;
    const seconds = next.seconds.shift() ?? 0;
    shares.charge(next, guess);
    order.push(next.studyId);
    had.set(next.studyId, (had.get(next.studyId) ?? 0) + seconds);
    running.push({ endsAt: now + seconds, study: next, seconds });
  }
  return { had, order };
}

describe('shares of the fleet', () => {
  it('are of the same time for studies whose trials take longer or shorter', () => {
    // Between a half and one and a half of the mean, spread evenly.
    const drawn = (count: number, mean: number) =>
      Array.from({ length: count }, (_, i) => mean * (0.5 + ((i * Math.E) % 1)));
    // 1,000 trials of 30 to 300 s, of three projects that weigh 1, 2 and 1.
    const submitted = [
      study('a', drawn(4000, 30), { project: 'first' }),
      study('b', drawn(4000, 120), { project: 'second' }),
      study('c', drawn(4000, 300), { project: 'third', user: 'carla' }),
      study('d', drawn(4000, 60), { project: 'third', user: 'dora' }),
    ];
    const weights = { projects: { second: 2 }, users: { dora: 3 } };
    const { had, order } = simulate(submitted, { slots: 8, weights, trials: 1000 });
    expect(order).toHaveLength(1000);
    const total = [...had.values()].reduce((sum, seconds) => sum + seconds, 0);
    const wanted = { a: 1 / 4, b: 2 / 4, c: 1 / 16, d: 3 / 16 };
    for (const [studyId, share] of Object.entries(wanted)) {
      expect(Math.abs((had.get(studyId) ?? 0) / total - share), studyId).toBeLessThan(0.05 * share);
    }
  });

  it('begin level for a study that comes late', () => {
    const shares = createFairShare(() => even);
    const long = study('long', alike(1000));
    for (let trial = 0; trial < 500; trial += 1) {
      shares.open([long]);
      shares.charge(turn(shares, [long]) ?? long, 60);
    }
    const short = study('short', alike(3));
    const begun: string[] = [];
    for (let trial = 0; trial < 6; trial += 1) {
      shares.open([long, short]);
      const next = turn(shares, [long, short]) ?? long;
      begun.push(next.studyId);
      shares.charge(next, 60);
    }
    expect(begun).toEqual(['long', 'short', 'long', 'short', 'long', 'short']);
  });

  it('owe nothing for time in which nobody asked', () => {
    const shares = createFairShare(() => even);
    const [a, b] = [study('a', [], { user: 'anna' }), study('b', [], { user: 'ben' })];
    shares.open([a, b]);
    shares.charge(a, 60);
    shares.charge(b, 60);
    for (let trial = 0; trial < 100; trial += 1) {
      shares.open([b]);
      shares.charge(b, 60);
    }
    shares.open([a, b]);
    const begun = Array.from({ length: 10 }, () => {
      const next = turn(shares, [a, b]) ?? a;
      shares.charge(next, 60);
      return next.studyId;
    });
    expect(begun.filter((studyId) => studyId === 'a')).toHaveLength(5);
  });

  it('go by priority among the studies of a user, and not beyond', () => {
    const urgent = study('urgent', alike(4), { user: 'anna', priority: 10 });
    const calm = study('calm', alike(4), { user: 'anna' });
    const other = study('other', alike(4), { user: 'ben' });
    const { order } = simulate([urgent, calm, other], { trials: 6 });
    expect(order).toEqual(['urgent', 'other', 'urgent', 'other', 'urgent', 'other']);
  });

  it('are looked ahead at without being changed', () => {
    const shares = createFairShare(() => even);
    const [a, b] = [study('a', []), study('b', [])];
    shares.open([a, b]);
    const ahead = shares.copy();
    ahead.charge(a, 600);
    expect(turn(ahead, [a, b])?.studyId).toBe('b');
    expect(turn(shares, [a, b])?.studyId).toBe('a');
  });
});

it('says at which level somebody has had more than another', () => {
  const shares = createFairShare(() => ({ projects: { large: 2 }, users: {} }));
  const claim = (project: string, user: string, studyId: string) => ({ project, user, studyId });
  const [a, b, c] = [claim('large', 'u', 'a'), claim('small', 'u', 'b'), claim('small', 'v', 'c')];
  expect(shares.leadOf(a)).toBeNull();
  shares.open([a, b, c]);
  shares.charge(a, 1000);
  shares.charge(b, 300);
  expect(shares.leadOf(a)).toEqual({ level: 'project', seconds: 200 });
  expect(shares.leadOf(b)).toEqual({ level: 'user', seconds: 300 });
  expect(shares.leadOf(c)).toBeNull();
  // Who wants none any more is nobody's rival.
  shares.open([a]);
  expect(shares.leadOf(a)).toBeNull();
});
