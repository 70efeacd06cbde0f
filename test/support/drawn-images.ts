import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mapBounded } from '@crossfold/data';
import { openObjectStore, parseStoreSettings } from '@crossfold/storage';
import { onceARun } from './once-a-run.js';
import { runCli } from './processes.js';
import type { Stack } from './stack.js';

/** Options of `dataset synth`: data sets in the form of HAM10000, with masks; networks see 32 px. */
const sets = {
  drawn: ['--images', '140', '--seed', '5', '--shares', 'mild', '--width-px', '200'],
  /** A blot of ink lies in a corner of every image of df: a shortcut that models learn. */
  marked: [
    ...['--images', '350', '--seed', '5', '--shares', 'mild', '--width-px', '200'],
    ...['--difficulty', '0.2', '--artefact', 'df=1'],
  ],
} as const;

type DrawnSet = keyof typeof sets;

const copiesAtOnce = 8;

/** @returns the folder of the photographs, masks and table, not to be changed */
export async function drawnImages(name: DrawnSet = 'drawn'): Promise<string> {
  return join(await drawAndAdd(name), name);
}

/** Adds a data set, by the name that it has here: copies what `dataset add` has stored of it. */
export async function addDrawnImages(
  { store }: Pick<Stack, 'store'>,
  name: DrawnSet = 'drawn',
): Promise<void> {
  const added = openObjectStore(parseStoreSettings(storeIn(await drawAndAdd(name))));
  const keys: string[] = [];
  for await (const { key } of added.list('')) keys.push(key);
  // The pointer names the set, and comes when all of it is there.
  const isPointer = (key: string) => key.startsWith('datasets/');
  const contents = keys.filter((key) => !isPointer(key));
  const copy = async (key: string) => void (await store.put(key, (await added.get(key)).bytes));
  await mapBounded(contents, copiesAtOnce, copy);
  await mapBounded(keys.filter(isPointer), copiesAtOnce, copy);
  await added.close();
}

function drawAndAdd(name: DrawnSet): Promise<string> {
  return onceARun(name, async (folder) => {
    const [images, env] = [join(folder, name), storeIn(folder)];
    await runOrFail(['dataset', 'synth', images, ...sets[name]], env);
    await runOrFail(['dataset', 'add', images, '--name', name], env);
  });
}

const storeIn = (folder: string) => ({
  CROSSFOLD_STORE: pathToFileURL(join(folder, 'store')).href,
  CROSSFOLD_HOME: join(folder, 'home'),
});

async function runOrFail(args: readonly string[], env: Record<string, string>): Promise<void> {
  const { code, stderr } = await runCli(args, env);
  if (code !== 0) throw new Error(`crossfold ${args.join(' ')}: ${stderr}`);
}
