import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { synthesise } from '@crossfold/data/images';
import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { addDataset, progressOf } from '../dataset/add-dataset.js';
import { manifestLines } from '../dataset/dataset-view.js';
import { withStore } from '../dataset/with-store.js';
import { withServer } from '../stack/with-server.js';
import { showStudy } from '../study/show-study.js';
import { readStudyFile } from '../study/study-file.js';
import { setUp } from './setup.js';

const presetFile = fileURLToPath(new URL('../../../../infra/presets/demo.yaml', import.meta.url));

/** Enough images for every class in each of three folds, and drawn in a minute. */
const drawn = { images: 400, seed: 1, shares: 'mild', difficulty: 0.2, masks: true } as const;

interface DemoOptions {
  readonly keep?: true;
}

export function addDemoCommand(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description('the main job from images to report, on generated images or HAM10000_DIR')
    .option('--keep', 'stay up afterwards, so that the page can be looked at, until Ctrl-C')
    .action((options: DemoOptions) => demo(context, options));
}

async function demo(context: CommandContext, { keep }: DemoOptions): Promise<void> {
  const { terminal, config } = context;
  await setUp(context);
  const given = config.environment['HAM10000_DIR'];
  const dataset = given
    ? await addImages(context, given, 'ham10000')
    : await addImages(context, await drawImages(context), 'demo');
  const preset = (await readStudyFile(presetFile)) as Record<string, unknown>;
  const spec = { ...preset, dataset };
  await withServer(context, { workers: 1 }, async (server) => {
    const { studyId, trials, url } = await server.api.submit(spec);
    terminal.emit({ type: 'submitted', studyId, trials, url });
    const page = `${server.api.url}/#/studies/${studyId}`;
    terminal.print(`${studyId}: ${trials} trials, watch it at ${page}`, '');
    if ((await showStudy(context, server, studyId)) === null) return;
    terminal.emit({ type: 'page', url: page });
    if (!server.isEmbedded) {
      terminal.print(`page: ${page}`);
    } else if (keep || terminal.mode === 'interactive') {
      terminal.print(`page: ${page} (Ctrl-C ends it)`);
      if (!server.signal.aborted) await once(server.signal, 'abort');
    } else {
      terminal.print(
        `page: http://127.0.0.1:7430/#/studies/${studyId} (npm run crossfold -- up serves it)`,
      );
    }
  });
}

async function drawImages({ terminal, signal, config }: CommandContext): Promise<string> {
  const dir = join(config.homeDir, 'demo-images');
  const drawing = progressOf(terminal, 'drawing images');
  await synthesise(dir, {
    ...drawn,
    onProgress: (done, total) => {
      signal.throwIfAborted();
      drawing(done, total);
    },
  });
  return dir;
}

async function addImages(context: CommandContext, dir: string, name: string): Promise<string> {
  const { terminal, signal } = context;
  await withStore(context, async (store) => {
    const { manifest } = await addDataset(dir, { name, store, terminal, signal });
    terminal.print(...manifestLines(manifest), '');
  });
  return name;
}
