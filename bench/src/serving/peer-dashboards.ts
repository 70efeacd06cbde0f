import { copyFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, runPython } from '@crossfold/provision';
import type { DashboardPeer, Peer } from '../peers.js';
import { readAnswer } from './answers.js';
import type { ComparedDashboard } from './compared-dashboard.js';
import { freePort, memoryOf, startProcess, untilUp } from './process.js';

const mebibyte = 2 ** 20;
/** The API of MLflow gives no more at once. */
const maxRuns = 50_000;

/** What differs between the peers. */
interface PeerKind {
  readonly script: string;
  /** How its server is started on a database. */
  readonly serve: (database: string, port: string) => readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly how: string;
  /** What its pages ask for and show. @param id of the largest study */
  readonly pages: (
    site: string,
    id: number,
  ) => Pick<ComparedDashboard, 'readStudies' | 'readTrials' | 'studyPage' | 'listPage'>;
}

const kinds: Readonly<Record<DashboardPeer, PeerKind>> = {
  optuna: {
    script: 'fill_optuna',
    serve: (database, port) => [
      ...['-m', 'optuna_dashboard._cli', `sqlite:///${database}`],
      ...['--host', '127.0.0.1', '--port', port, '--quiet'],
    ],
    env: {},
    how: 'Optuna Dashboard 0.21.0, gunicorn, SQLite',
    pages: (site, id) => ({
      readStudies: async () => void (await readAnswer(`${site}api/studies`)),
      readTrials: async () => void (await readAnswer(`${site}api/studies/${id}?after=0`)),
      studyPage: {
        url: `${site}dashboard/studies/${id}/trials`,
        isShown: String.raw`/Trial \d+/.test(document.body.textContent)`,
      },
      listPage: {
        url: `${site}dashboard`,
        isShown: "document.body.textContent.includes('study-1')",
      },
    }),
  },
  mlflow: {
    script: 'fill_mlflow',
    serve: (database, port) => [
      ...['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', port, '--workers', '1'],
      ...['--backend-store-uri', `sqlite:///${database}`],
      ...['--artifacts-destination', join(dirname(database), 'files')],
    ],
    env: { MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
    how: 'MLflow 3.17.2, one worker, SQLite',
    pages: (site, id) => ({
      readStudies: async () => {
        const body = { max_results: 50, order_by: ['last_update_time DESC'] };
        await readAnswer(`${site}ajax-api/2.0/mlflow/experiments/search`, JSON.stringify(body));
      },
      readTrials: async () => {
        const body = { experiment_ids: [String(id)], max_results: maxRuns };
        await readAnswer(`${site}ajax-api/2.0/mlflow/runs/search`, JSON.stringify(body));
      },
      studyPage: {
        url: `${site}#/experiments/${id}/runs`,
        isShown: String.raw`/arm-\d+\.f\d\.s\d/.test(document.body.textContent)`,
      },
      listPage: {
        url: `${site}#/experiments`,
        isShown: "document.body.textContent.includes('study-1')",
      },
    }),
  },
};

/**
 * Starts the server of a peer on studies of these sizes. They are made once and kept in the cache
 * folder; the server has a copy.
 */
export async function startPeerDashboard(
  { name, python }: Peer,
  sizes: readonly number[],
): Promise<ComparedDashboard> {
  const kind = kinds[name as DashboardPeer];
  const kept = await fillOnce(kind.script, python, sizes);
  const folder = await mkdtemp(join(tmpdir(), `crossfold-${name}-`));
  const database = join(folder, 'studies.sqlite');
  await copyFile(kept, database);
  const port = String(await freePort());
  const args = kind.serve(database, port);
  const server = startProcess(python, args, { ...process.env, ...kind.env });
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const site = `http://127.0.0.1:${port}/`;
  try {
    await untilUp(server, () =>
      fetch(site).then(
        ({ ok }) => ok || undefined,
        () => undefined,
      ),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  // Its largest study was made first, right after what its database begins with.
  return {
    name,
    how: kind.how,
    ...kind.pages(site, 1),
    peakRssMib: async () => (await memoryOf(server)).peak / mebibyte,
    stop,
  };
}

async function fillOnce(script: string, python: string, sizes: readonly number[]): Promise<string> {
  // Named after what is installed, too: another version may have another form.
  const installed = basename(dirname(dirname(python)));
  const folder = join(cacheFolder(), 'bench');
  const kept = join(folder, `${installed}-${sizes.length}-${sizes[0]}.sqlite`);
  if (await stat(kept).catch(() => null)) return kept;
  await mkdir(folder, { recursive: true });
  const path = `${kept}.part`;
  await rm(path, { force: true });
  const file = fileURLToPath(new URL(`../../python/${script}.py`, import.meta.url));
  await runPython(python, file, { path, sizes });
  await rename(path, kept);
  return kept;
}
