/** So many tasks at once on this machine; the others wait in the order of their coming. */
export interface Slots<Slot> {
  /** That take tasks. */
  readonly count: number;
  /** That have a task. */
  busy(): number;
  /** Those that take tasks on the device of this one. */
  sharing(slot: Slot): number;
  use<T>(work: (slot: Slot) => Promise<T>): Promise<T>;
  /** It takes no task beyond the one that it has. */
  close(slot: Slot): void;
}

/** @param deviceOf slots of one device share it; left out: each has its own */
export function createSlots<Slot>(
  slots: readonly Slot[],
  deviceOf: (slot: Slot) => unknown = (slot) => slot,
): Slots<Slot> {
  const open = new Set(slots);
  const free = [...slots];
  const waiting: ((slot: Slot) => void)[] = [];
  const shares = (slot: Slot) => (other: Slot) => deviceOf(other) === deviceOf(slot);

  /** On the device where most are free; there the one used last, whose process may still be there. */
  function takeFree(): Slot | undefined {
    const idle = (slot: Slot) => free.filter(shares(slot)).length;
    const most = Math.max(...free.map(idle));
    const at = free.findIndex((slot) => idle(slot) === most);
    return free.splice(at, 1)[0];
  }

  function take(): Promise<Slot> {
    const slot = free.length === 0 ? undefined : takeFree();
    return slot === undefined
      ? new Promise((resolve) => waiting.push(resolve))
      : Promise.resolve(slot);
  }

  function release(slot: Slot): void {
    if (!open.has(slot)) return;
    const next = waiting.shift();
    if (next) next(slot);
    else free.unshift(slot);
  }

  return {
    get count() {
      return open.size;
    },
    busy: () => open.size - free.length,
    sharing: (slot) => [...open].filter(shares(slot)).length,
    async use(work) {
      const slot = await take();
      try {
        return await work(slot);
      } finally {
        release(slot);
      }
    },
    close(slot) {
      open.delete(slot);
    },
  };
}
