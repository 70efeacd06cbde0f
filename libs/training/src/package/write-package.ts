import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, canonicalJson, type EnsembleModel } from '@crossfold/contracts';
import {
  classifierExport,
  decodeSafetensors,
  exportModel,
  packagedScripts,
} from '@crossfold/model';
import type { PredictionSource } from '../prediction/prediction-source.js';
import { onnxFile, packageFiles, weightsFile } from './package-files.js';

interface PackageOptions {
  /** The library that made the images which the members were trained on. */
  readonly decoder: string;
  /** Texts to be packed, by the names of their files. */
  readonly texts: ReadonlyMap<string, string>;
  /** Called after each member. */
  readonly onMember?: (done: number, members: number) => void;
}

/**
 * Packs all that predicts into a new folder: the model, each member as ONNX and as safetensors, the
 * scripts that predict with them in Python, the given texts, and the SHA-256 of each file. It is
 * written aside and renamed when it is whole.
 *
 * @throws AppError CONFLICT where the folder is taken; REQUEST_INVALID where it cannot be written;
 *   REQUEST_UNFIT for a model that sees a part of its images; as `readWeights`
 */
export async function writePackage(
  source: PredictionSource,
  folder: string,
  options: PackageOptions,
): Promise<void> {
  assertWhole(source.model);
  const isTaken = await access(folder).then(
    () => true,
    () => false,
  );
  if (isTaken) {
    throw new AppError('CONFLICT', `expected a new folder for the package, got ${folder}`, {
      remedy: 'Remove what is there, or name another folder.',
    });
  }
  const aside = `${folder}.${randomUUID()}.part`;
  try {
    await mkdir(join(aside, 'members'), { recursive: true });
    await writeMembers(source, aside, options);
    await writeFile(join(aside, packageFiles.model), `${canonicalJson(source.model)}\n`);
    for (const script of packagedScripts.map((one) => fileURLToPath(one))) {
      await copyFile(script, join(aside, basename(script)));
    }
    for (const [name, text] of options.texts) await writeFile(join(aside, name), text);
    await writeFile(join(aside, packageFiles.checksums), await listChecksums(aside));
    await rename(aside, folder);
  } catch (cause) {
    await rm(aside, { recursive: true, force: true });
    if (cause instanceof AppError) throw cause;
    const message = `expected a place to write a package to, got ${folder}: ${String(cause)}`;
    throw new AppError('REQUEST_INVALID', message, { cause, remedy: 'Check the path.' });
  }
}

async function writeMembers(
  { model, readWeights }: PredictionSource,
  folder: string,
  { decoder, onMember }: PackageOptions,
): Promise<void> {
  for (const [i, member] of model.members.entries()) {
    const { trialId } = member;
    const bytes = await readWeights(member);
    const exported = classifierExport({
      model: member.model,
      classes: model.classes,
      tensors: decodeSafetensors(bytes, trialId).tensors,
      region: member.region.part,
      // It stands with the ensemble, and one of a single model would be taken for the whole.
      temperature: null,
      studyId: model.study.studyId,
      trialId,
      decoder,
    });
    await exportModel(exported, 'onnx', join(folder, onnxFile(trialId)));
    await writeFile(join(folder, weightsFile(trialId)), bytes);
    onMember?.(i + 1, model.members.length);
  }
}

/** As `sha256sum --check` reads it. */
async function listChecksums(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  const lines: string[] = [];
  for (const path of paths) {
    const hash = createHash('sha256');
    for await (const piece of createReadStream(join(folder, path))) hash.update(piece as Buffer);
    lines.push(`${hash.digest('hex')}  ${path}\n`);
  }
  return lines.join('');
}

/** The scripts prepare whole images alone. */
function assertWhole({ members }: EnsembleModel): void {
  const partial = members.find(({ region }) => region.part !== 'full');
  if (!partial) return;
  throw new AppError(
    'REQUEST_UNFIT',
    `expected models of whole images to pack, got ${partial.trialId}, which sees ${partial.region.part}`,
    { remedy: 'Export a trial with its input description instead: crossfold model export.' },
  );
}
