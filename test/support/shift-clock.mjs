import { readFileSync } from 'node:fs';

/*
 * Loaded before a process's own modules: the wall clock runs ahead or behind by the milliseconds
 * that the file CROSSFOLD_TEST_CLOCK holds, as it does after a correction by NTP or by hand.
 * Timers and `performance` go by another clock, which nobody can set.
 */

const path = process.env.CROSSFOLD_TEST_CLOCK;
const RealDate = Date;
let offsetMs = 0;

function read() {
  try {
    offsetMs = Number(readFileSync(path, 'utf8'));
  } catch {
    // Not written yet: no shift.
  }
}

if (path) {
  read();
  setInterval(read, 50).unref();
  const now = () => RealDate.now() + offsetMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
