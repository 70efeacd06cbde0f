import {
  AppError,
  contentHash,
  describeFileFault,
  toAppError,
  type EnsembleModel,
  type EnsembleModelMember,
} from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { decodeRegion } from '@crossfold/data/images';

/** An image file to predict. */
export interface ImageFile {
  readonly name: string;
  readonly read: () => Promise<Uint8Array>;
}

/** Images of some files, as the members see them. */
export interface DecodedFiles {
  /** Positions of the files that are images, in their order. */
  readonly good: readonly number[];
  /** By position: why a file is not predicted. */
  readonly errors: ReadonlyMap<number, AppError>;
  /** What a member sees of the good ones: uint8 [images, size, size, 3]. */
  pixelsOf(member: EnsembleModelMember): Uint8Array;
}

const filesInFlight = 4;

/** Decodes files once for each input size and region of the members; a bad one keeps no other back. */
export async function decodeFiles(
  files: readonly ImageFile[],
  { members }: Pick<EnsembleModel, 'members'>,
): Promise<DecodedFiles> {
  const inputs = new Map(members.map((member) => [inputKey(member), member]));
  const errors = new Map<number, AppError>();
  const decoded = await mapBounded(
    [...files.entries()],
    filesInFlight,
    async ([position, file]) => {
      try {
        return { position, pixels: await decodeFile(file, inputs) };
      } catch (thrown) {
        const error = toAppError(thrown);
        // What is no fault of the file is one of all.
        if (error.code !== 'IMAGE_UNREADABLE') throw error;
        errors.set(position, error);
        return null;
      }
    },
  );
  const good = decoded.flatMap((one) => one ?? []);
  return {
    errors,
    good: good.map(({ position }) => position),
    pixelsOf: (member) =>
      Buffer.concat(good.map(({ pixels }) => pixels.get(inputKey(member)) as Uint8Array)),
  };
}

async function decodeFile(
  { name, read }: ImageFile,
  inputs: ReadonlyMap<string, EnsembleModelMember>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const image = await read().catch((cause: unknown) => {
    const message = `expected an image file for ${name}, got ${describeFileFault(cause)}`;
    throw new AppError('IMAGE_UNREADABLE', message, { cause });
  });
  const pixels = new Map<string, Uint8Array>();
  for (const [key, { region, model }] of inputs) {
    pixels.set(key, await decodeRegion({ image, mask: null }, region, model.imageSizePx, name));
  }
  return pixels;
}

function inputKey({ model, region }: EnsembleModelMember): string {
  return contentHash([model.imageSizePx, region]);
}
