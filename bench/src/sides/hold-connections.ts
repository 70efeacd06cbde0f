import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerRequests } from '../harness/answer.js';

/** Holds connections that do no work for anybody; those that the server ends are opened again. */

const dripMs = 1000;
/** Connections are opened in so many at a time, which the queue of a listening socket has room for. */
const together = 100;
const openMs = 30_000;

interface Hold {
  readonly host: string;
  readonly port: number;
  readonly count: number;
  /** What is sent on each at its beginning. */
  readonly first: string;
  /** What is sent every second after that; empty for nothing. */
  readonly drip: string;
}

const held = new Set<Socket>();
const state: { drips: NodeJS.Timeout | undefined; isHolding: boolean; ended: number } = {
  drips: undefined,
  isHolding: false,
  ended: 0,
};

async function hold(asked: Hold) {
  const { count, drip } = asked;
  state.isHolding = true;
  state.ended = 0;
  const startedAt = performance.now();
  while (held.size < count && performance.now() - startedAt < openMs) {
    for (let n = 0; n < together && held.size < count; n++) open(asked);
    await sleep(20);
  }
  if (drip !== '') {
    state.drips = setInterval(() => {
      for (const socket of held) if (socket.writable) socket.write(drip);
    }, dripMs);
  }
  return { open: countOpen() };
}

function open(asked: Hold): void {
  const { host, port, first } = asked;
  const socket = connect(port, host, () => {
    if (first !== '') socket.write(first);
  });
  held.add(socket);
  socket.on('error', () => undefined).resume();
  socket.on('close', () => {
    held.delete(socket);
    if (!state.isHolding) return;
    state.ended++;
    // Not at once: a server that refuses them would be asked without a pause.
    setTimeout(() => {
      if (state.isHolding) open(asked);
    }, dripMs);
  });
}

/** Those that are established. */
function countOpen(): number {
  return [...held].filter(({ readyState }) => readyState === 'open').length;
}

function release() {
  state.isHolding = false;
  clearInterval(state.drips);
  const open = countOpen();
  for (const socket of held) socket.destroy();
  return { open, ended: state.ended };
}

void answerRequests({ hold, release });
