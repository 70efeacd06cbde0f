import { readFileSync } from 'node:fs';

/** Where the two versions of cgroups say the same thing. */
export interface CgroupFile {
  readonly controller: 'cpu' | 'memory';
  /** Of version 2. */
  readonly unified: string;
  /** Of version 1. */
  readonly legacy: string;
}

/**
 * What such files of the cgroup say that this process and its children are in, which is that of the
 * container where there is one; version 2 first, and nothing where there are none. In a container the
 * cgroup is mounted as the root of the tree, and its path may be that of the host, which is not there.
 *
 * @param root holds `proc` and `sys`
 */
export function* readCgroup(
  { controller, unified, legacy }: CgroupFile,
  root = '/',
): Generator<string> {
  // Lines `ID:CONTROLLERS:PATH`, see cgroups(7).
  const cgroups = readOrEmpty(`${root}/proc/self/cgroup`);
  const pathOf = (pattern: RegExp) => pattern.exec(cgroups)?.[1];
  const named = new RegExp(`^\\d+:(?:[^:]+,)?${controller}(?:,[^:]+)?:(/.*)$`, 'm');
  const folders = [
    { path: pathOf(/^0::(\/.*)$/m), mount: 'sys/fs/cgroup', file: unified },
    { path: pathOf(named), mount: `sys/fs/cgroup/${controller}`, file: legacy },
  ];
  for (const { path, mount, file } of folders) {
    if (path === undefined) continue;
    yield readOrEmpty(`${root}/${mount}${path}/${file}`);
    yield readOrEmpty(`${root}/${mount}/${file}`);
  }
}

/** No such file outside Linux, or in another version of cgroups. */
export function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
