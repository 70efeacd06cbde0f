const engine: { asked: Promise<boolean> | null } = { asked: null };
const told = new Set<string>();

/** Whether a container engine answers, which is tried first: without one it takes 2 ms to know. */
export function hasContainerEngine(): Promise<boolean> {
  engine.asked ??= import('testcontainers').then(({ getContainerRuntimeClient }) =>
    getContainerRuntimeClient().then(
      () => true,
      () => false,
    ),
  );
  return engine.asked;
}

/** Tells the log of the tests which server it is that a test asked for; once. */
export function tellServer(what: string, source: string): void {
  const text = `${what} of the tests: ${source}\n`;
  if (told.has(text)) return;
  told.add(text);
  process.stdout.write(text);
}
