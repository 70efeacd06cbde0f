import { AppError, type TrialView } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { followTrialLog, linesAfter } from './follow-trial-log.js';

/** A server that answers as listed, one state and one log a time. */
function serverOf(answers: readonly (readonly [TrialView['state'], string | null])[]) {
  let asked = -1;
  const tails: (number | undefined)[] = [];
  return {
    tails,
    trial: async () => ({ state: answers[++asked]?.[0] }) as TrialView,
    trialLog: async (_: string, __: string, { tail }: { readonly tail?: number | undefined }) => {
      tails.push(tail);
      const text = answers[asked]?.[1] ?? null;
      if (text === null) throw new AppError('NOT_FOUND', 'expected a log, got none');
      return text;
    },
  };
}

const at = { studyId: 's', trialId: 'full.f0.s1' };
const signal = new AbortController().signal;

async function piecesOf(server: ReturnType<typeof serverOf>, tail?: number) {
  const pieces: string[] = [];
  for await (const piece of followTrialLog(server, at, { tail }, signal, 0)) pieces.push(piece);
  return pieces;
}

it('a log is followed from before its trial begins to its end', async () => {
  const server = serverOf([
    ['queued', null],
    ['running', '1 a\n2 b\n'],
    ['running', '1 a\n2 b\n'],
    ['running', '1 a\n2 b\n3 c\n'],
    ['succeeded', '1 a\n2 b\n3 c\n4 d\n'],
    ['succeeded', 'never asked'],
  ]);
  expect(await piecesOf(server)).toEqual(['1 a\n2 b\n', '3 c\n', '4 d\n']);
});

it('it begins with the lines of its end that are asked for', async () => {
  const server = serverOf([
    ['running', '2 b\n'],
    ['succeeded', '1 a\n2 b\n3 c\n'],
  ]);
  expect(await piecesOf(server, 1)).toEqual(['2 b\n', '3 c\n']);
  expect(server.tails).toEqual([1, undefined]);
});

it('a trial that ended without a log is refused', async () => {
  await expect(piecesOf(serverOf([['skipped', null]]))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

it('what came is told also where the middle was dropped, and of another attempt all of it', () => {
  expect(linesAfter('1 a\n2 b\n', '1 a\n(dropped)\n2 b\n3 c\n')).toBe('3 c\n');
  expect(linesAfter('1 a\n2 b\n', '7 x\n')).toBe('7 x\n');
  expect(linesAfter('', '1 a\n')).toBe('1 a\n');
});
