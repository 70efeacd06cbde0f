const lookMs = 500;

/**
 * Tells of the end of npm where npm runs this process, as `npx crossfold` does: npm that is told to
 * end leaves what it runs behind. From anything else, such as a shell that is left, processes are
 * meant to go on.
 *
 * @param parentId of the parent as it is now
 * @returns what ends the watching
 */
export function onNpmEnd(
  environment: NodeJS.ProcessEnv,
  parentId: () => number,
  listener: () => void,
): () => void {
  if (!environment['npm_command']) return () => undefined;
  const first = parentId();
  const timer = setInterval(() => {
    if (parentId() === first) return;
    clearInterval(timer);
    listener();
  }, lookMs);
  // It is no reason to run on.
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
