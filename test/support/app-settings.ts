import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export type AppName = 'orchestrator' | 'worker' | 'cli';
type AppConfig = Readonly<Record<string, unknown>>;

/** Reads an environment as the built app does at its start. */
export async function loadAppConfig(app: AppName, environment: NodeJS.ProcessEnv) {
  const path = join(root, 'apps', app, 'dist', 'process', 'config.js');
  const module = (await import(path)) as {
    loadConfig: (environment: NodeJS.ProcessEnv) => AppConfig;
  };
  return module.loadConfig(environment);
}

/** `NAME: z.string()` of a schema of settings, or by one of its helpers; `env.NAME` and `environment['NAME']`. */
const uses = [
  /^\s*([A-Z][A-Z0-9]*_[A-Z0-9_]+): (?:z|seconds|slotCount|listOf)\b/gm,
  /\b(?:env|environment)(?:\.|\[')([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/g,
];

/** Names of the environment variables that the code of an app, and of its libraries, reads; the client reads none. */
export async function variablesRead(app: AppName): Promise<ReadonlySet<string>> {
  const manifest = await readFile(join(root, 'apps', app, 'package.json'), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  const libraries = Object.keys(dependencies)
    .filter((name) => name.startsWith('@crossfold/') && name !== '@crossfold/client')
    .map((name) => name.replace('@crossfold/', 'libs/'));
  const names = new Set<string>();
  for (const folder of [`apps/${app}`, ...libraries]) {
    for (const text of await sourcesOf(join(root, folder, 'src'))) {
      for (const use of uses) for (const [, name = ''] of text.matchAll(use)) names.add(name);
    }
  }
  return names;
}

async function sourcesOf(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  const sources = files.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return Promise.all(sources.map((name) => readFile(join(folder, name), 'utf8')));
}
