/** Version of the C library that native wheels are linked with; undefined where it is not glibc. */
export function glibcVersion(): string | undefined {
  const { header } = process.report.getReport() as unknown as {
    header: { glibcVersionRuntime?: string };
  };
  return header.glibcVersionRuntime;
}

/** Whether the running system has at least this glibc, in the numbering of manylinux tags. */
export function hasGlibc(minimum: string): boolean {
  const found = glibcVersion()?.split('.').map(Number);
  const [major = 0, minor = 0] = minimum.split('.').map(Number);
  if (found?.[0] === undefined || found[1] === undefined) return false;
  return found[0] > major || (found[0] === major && found[1] >= minor);
}
