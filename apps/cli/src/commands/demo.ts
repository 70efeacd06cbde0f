import { once } from 'node:events';
import { join } from 'node:path';
import { hasAnswer, type Report } from '@crossfold/contracts';
import type { SynthesisOptions } from '@crossfold/data/images';
import type { ObjectStore } from '@crossfold/storage';
import { Argument, type Command } from 'commander';
import { addDataset } from '../dataset/add-dataset.js';
import { manifestLines } from '../dataset/dataset-view.js';
import { drawImages } from '../dataset/drawn-images.js';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { withServer } from '../stack/with-server.js';
import { showExplanation } from '../study/show-explanation.js';
import { showStudy } from '../study/show-study.js';
import { readPreset } from '../study/presets.js';
import { formatShare } from '../terminal/units.js';
import { setUp } from './setup.js';

/** Enough images for every class in each of three folds, and drawn in a minute. */
const drawn = { images: 400, seed: 1, shares: 'mild', difficulty: 0.2, masks: true } as const;

/**
 * Classes that can hardly be told apart, and lesions that can easily be told apart: whoever is right
 * has seen the lesion before.
 */
const drawnToLeak = {
  images: 140,
  seed: 3,
  shares: 'mild',
  difficulty: 1,
  masks: false,
  identity: 1,
} as const satisfies SynthesisOptions;

/**
 * Few images, which take half a minute at most. At 64 px the last block of ResNet50 has four places:
 * no map of them says where a lesion is, so that the block before is looked at.
 */
const explained = {
  imagesPerClass: 20,
  picturesPerClass: 2,
  layer: 'conv4_block6_out',
} as const;

interface DemoOptions {
  readonly keep?: true;
}

export function addDemoCommand(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .addArgument(
      new Argument('[which]', 'leak: what a split by image does to scores').choices(['leak']),
    )
    .option('--keep', 'stay up afterwards, so that the page can be looked at, until Ctrl-C')
    .action((which: 'leak' | undefined, options: DemoOptions) =>
      which === 'leak' ? demonstrateLeak(context) : demo(context, options),
    );
}

async function demo(context: CommandContext, { keep }: DemoOptions): Promise<void> {
  const { terminal, config } = context;
  await setUp(context);
  const given = config.environment['HAM10000_DIR'];
  const dataset = given
    ? await addImages(context, given, 'ham10000')
    : await addImages(context, await drawImages(context, 'demo', drawn), 'demo');
  const spec = { ...(await readPreset('demo')), dataset };
  await withServer(context, { workers: 1, makesState: true }, async (server) => {
    const { studyId, trials, url } = await server.api.submit(spec);
    terminal.emit({ type: 'submitted', studyId, trials, url });
    const page = `${server.api.url}/#/studies/${studyId}`;
    terminal.print(`${studyId}: ${trials} trials, watch it at ${page}`, '');
    const state = await showStudy(context, server, studyId);
    if (state === null) return;
    if (hasAnswer(state)) {
      terminal.print('', 'Where the models look, on images that they were not trained on:', '');
      const out = join(config.homeDir, 'demo-explanation.html');
      await showExplanation(context, server, { studyId, request: explained, out });
      terminal.print('', `pictures: ${out}, and below the report on the page`);
    }
    const staysUp = !server.isEmbedded || keep || terminal.mode === 'interactive';
    if (staysUp) terminal.emit({ type: 'page', url: page });
    if (!server.isEmbedded) {
      terminal.print(`page: ${page}`);
    } else if (staysUp) {
      terminal.print(`page: ${page} (Ctrl-C ends it)`);
      if (!server.signal.aborted) await once(server.signal, 'abort');
    } else {
      terminal.print('to see it on a page: npx crossfold up, or the demo with --keep');
    }
  });
}

/** One study split by image, one split by lesion, and what the first has above the second. */
async function demonstrateLeak(context: CommandContext): Promise<void> {
  const { terminal, setExitCode } = context;
  await setUp(context);
  const dataset = await addImages(context, await drawImages(context, 'leak', drawnToLeak), 'leak');
  const byImage = { ...(await readPreset('leak')), dataset };
  await withServer(context, { workers: 1, makesState: true }, async (server) => {
    const reports: Report[] = [];
    for (const spec of [byImage, splitByLesion(byImage)]) {
      const { studyId } = await server.api.submit(spec);
      const state = await showStudy(context, server, studyId);
      if (state === null || !hasAnswer(state)) return;
      reports.push(await server.api.report(studyId));
    }
    const [leaky, honest] = reports.map(measureStudy);
    if (!leaky || !honest) return setExitCode(1);
    const gap = leaky.balancedAccuracy - honest.balancedAccuracy;
    terminal.emit({ type: 'leak', image: leaky, grouped: honest, gap });
    terminal.print(
      `split by image:  balanced accuracy ${formatShare(leaky.balancedAccuracy, 1)}; ${formatShare(leaky.leakedShare, 1)} of the test images have their group in training`,
      `split by lesion: balanced accuracy ${formatShare(honest.balancedAccuracy, 1)}; no lesion is on two sides`,
      `same images, same training: the leak is worth ${(100 * gap).toFixed(1)} points`,
    );
  });
}

/** The same study, split honestly. */
function splitByLesion(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(spec).filter(([field]) => field !== 'acknowledgeLeakage');
  return { ...Object.fromEntries(kept), name: 'leak-grouped', protocol: 'grouped' };
}

function measureStudy({ studyId, variants, foldPlan: { leak } }: Report) {
  return {
    studyId,
    balancedAccuracy: variants[0]?.pooled?.scores.balancedAccuracy ?? NaN,
    leakedShare: leak.leakedImages / leak.poolImages,
  };
}

/** A set of our own drawing may have become another with a new version. */
const drawnNames: readonly string[] = ['demo', 'leak'];

async function addImages(context: CommandContext, dir: string, name: string): Promise<string> {
  const replace = drawnNames.includes(name);
  const { terminal, signal } = context;
  const add = async (store: ObjectStore) => {
    const { manifest } = await addDataset(dir, { name, store, terminal, signal, replace });
    terminal.print(...manifestLines(manifest), '');
  };
  await withStore(context, add, { makesState: true });
  return name;
}
