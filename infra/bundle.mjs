/*
 * Bundles each app with what it imports: Node takes about a millisecond for each module file, and an
 * app has between 500 and 2,000 of them. What the compiler made stays: threads of libraries and tests
 * run it.
 */
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown, watch } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What starts as a process or a thread: in `dist` of its app, and by the same path in `bundle`. */
const entries = {
  cli: ['main'],
  orchestrator: ['main', 'summary/summary.thread'],
  worker: ['main', 'slot/process', 'slot/check-native-process', 'packing/probe-process'],
};

/** Native code, packages that read files beside their own, and what others use only if it is there. */
const external = [
  /^(sharp|piscina|pino|pino-pretty|h5wasm|swagger-ui-dist|dejavu-fonts-ttf|msgpackr-extract)(\/|$)/,
  /^@tensorflow\//,
  /^@nestjs\/(microservices|websockets|platform-socket\.io)(\/|$)/,
  /^(class-transformer|class-validator|@fastify\/static)(\/|$)/,
];

/** Bundles the apps that are built, unless a bundle is newer than all that goes into it. */
export async function bundleApps() {
  const changed = Math.max(
    ...['package-lock.json', 'infra/bundle.mjs'].map((file) => timeOf(join(root, file))),
    ...['libs', 'apps', 'clients'].flatMap((folder) => builtFiles(folder)).map(timeOf),
  );
  const apps = Object.keys(entries).filter(
    (app) => timeOf(entryFile(app, 'main')) > 0 && timeOf(stampOf(app)) < changed,
  );
  await Promise.all(apps.map(bundleApp));
}

/** Bundles the apps again whenever what goes into them changes, until this process ends. */
export function watchApps() {
  for (const app of Object.keys(entries)) {
    watch(optionsOf(app)).on('event', ({ code, error }) => {
      if (code === 'ERROR') process.stderr.write(`${error.message}\n`);
    });
  }
}

async function bundleApp(app) {
  const { output, ...input } = optionsOf(app);
  const bundle = await rolldown(input);
  await bundle.write(output);
  await bundle.close();
  writeFileSync(stampOf(app), '');
}

function optionsOf(app) {
  return {
    cwd: root,
    platform: 'node',
    external,
    input: Object.fromEntries(entries[app].map((name) => [name, entryFile(app, name)])),
    plugins: [modulePlaces(app)],
    // What bundlers warn of in packages is theirs to mend; an error ends the build.
    logLevel: 'silent',
    output: {
      dir: bundleOf(app),
      format: 'esm',
      cleanDir: true,
      // Of classes and functions, which messages may show.
      keepNames: true,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      intro: ({ fileName }) => {
        const folder = dirname(join(bundleOf(app), fileName));
        return `const __root = new URL('${relative(folder, root)}/', import.meta.url);`;
      },
    },
  };
}

/**
 * A module that names a file beside its own finds it where the compiler put the module; one of the app
 * itself finds it in the bundle, where entries have the same paths.
 */
function modulePlaces(app) {
  const dist = join(root, 'apps', app, 'dist');
  return {
    name: 'module-places',
    transform(code, id) {
      if (!code.includes('import.meta.url') || id.includes('/node_modules/')) return null;
      const place = id.startsWith(dist) ? bundleOf(app) + id.slice(dist.length) : id;
      const url = `new URL(${JSON.stringify(relative(root, place))}, __root).href`;
      return code.replaceAll('import.meta.url', url);
    },
  };
}

const bundleOf = (app) => join(root, 'apps', app, 'bundle');
const entryFile = (app, name) => join(root, 'apps', app, 'dist', `${name}.js`);
/** Written last: a bundle without it is incomplete. */
const stampOf = (app) => join(bundleOf(app), '.complete');

/** Milliseconds since 1970; 0 where there is no such file. */
function timeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** What the compiler has made of the packages in a folder. */
function builtFiles(folder) {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const dist = join(root, folder, name, 'dist');
    if (timeOf(dist) === 0) return [];
    const files = readdirSync(dist, { recursive: true, encoding: 'utf8' });
    return files.filter((file) => file.endsWith('.js')).map((file) => join(dist, file));
  });
}
