import { parseArgs } from 'node:util';
import { AppError, nearestWord } from '@crossfold/contracts';
import { findArchitecture } from '@crossfold/model';
import { peersOf, type PeerName } from './peers.js';

const precisions = ['float32', 'bfloat16'] as const;
type Precision = (typeof precisions)[number];

export interface BenchOptions {
  readonly backbone: string;
  /** Side of the square images in pixels. */
  readonly size: number;
  readonly batch: number;
  /** Training steps, or images, in one turn; what a benchmark takes where none are given. */
  readonly steps: number | null;
  readonly rounds: number | null;
  /** Of a whole trial. */
  readonly epochs: number;
  readonly threads: number;
  /** Of our training step, and of the peers' where it has one. */
  readonly precision: Precision;
  readonly peers: readonly PeerName[];
  /** In the store that the dashboard shows. */
  readonly studies: number;
  /** Of the largest of them. */
  readonly trials: number;
  /** Streams of events that are open at once. */
  readonly subscribers: number;
  /** For which events are sent. */
  readonly seconds: number;
}

export interface BenchCommand {
  readonly benchmark: string;
  readonly options: BenchOptions;
  readonly json: string | null;
}

const optionNames = {
  backbone: { type: 'string', default: 'resnet50' },
  size: { type: 'string', default: '96' },
  batch: { type: 'string', default: '16' },
  steps: { type: 'string' },
  rounds: { type: 'string' },
  epochs: { type: 'string', default: '3' },
  threads: { type: 'string', default: '2' },
  precision: { type: 'string', default: 'float32' },
  peers: { type: 'string' },
  studies: { type: 'string', default: '200' },
  trials: { type: 'string', default: '10000' },
  subscribers: { type: 'string', default: '200' },
  seconds: { type: 'string', default: '60' },
  json: { type: 'string' },
} as const;

/** @throws AppError REQUEST_INVALID, SPEC_INVALID */
export function parseCommand(args: readonly string[], benchmarks: readonly string[]): BenchCommand {
  const { values, positionals } = parseStrictly(args);
  const benchmark = oneOf('the benchmark', positionals[0] ?? '', benchmarks);
  if (positionals.length > 1) throw invalid('one benchmark', 'the command', positionals.join(' '));
  findArchitecture(values.backbone);
  const { known, byDefault } = peersOf(benchmark);
  const named = values.peers === 'none' ? [] : values.peers?.split(',');
  return {
    benchmark,
    json: values.json ?? null,
    options: {
      backbone: values.backbone,
      size: positive('--size', values.size),
      batch: positive('--batch', values.batch),
      steps: values.steps === undefined ? null : positive('--steps', values.steps),
      rounds: values.rounds === undefined ? null : positive('--rounds', values.rounds),
      epochs: positive('--epochs', values.epochs),
      precision: oneOf('--precision', values.precision, precisions),
      threads: positive('--threads', values.threads),
      peers: named?.map((name) => oneOf('--peers', name, known)) ?? byDefault,
      studies: positive('--studies', values.studies),
      trials: positive('--trials', values.trials),
      subscribers: positive('--subscribers', values.subscribers),
      seconds: positive('--seconds', values.seconds),
    },
  };
}

function parseStrictly(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: optionNames, allowPositionals: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('REQUEST_INVALID', message, { cause });
  }
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw invalid('a whole number above 0', name, text);
}

function oneOf<Name extends string>(what: string, text: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === text);
  if (found !== undefined) return found;
  const nearest = nearestWord(text, names);
  const hint = nearest ? `; did you mean "${nearest}"?` : '';
  throw invalid(`one of [${names.join(', ')}]`, what, `"${text}"${hint}`);
}

function invalid(expected: string, what: string, got: string): AppError {
  return new AppError('REQUEST_INVALID', `expected ${expected} for ${what}, got ${got}`, {
    remedy: 'See bench/README.md.',
  });
}
