import { AppError, nearestWord } from '@crossfold/contracts';
import type { Architecture } from './architecture.js';
import { convnextTiny } from './convnext-tiny.js';
import { efficientnetB1 } from './efficientnet-b1.js';
import { efficientnetv2S } from './efficientnetv2-s.js';
import { mobilenet } from './mobilenet.js';
import { resnet50Torch } from './resnet50-torch.js';
import { resnet50 } from './resnet50.js';
import { tiny } from './tiny.js';
import { vgg16 } from './vgg16.js';

/** Every architecture that a study may name. Adding one is one file and one row. */
export const catalogue = {
  resnet50,
  'resnet50-torch': resnet50Torch,
  vgg16,
  mobilenet,
  'efficientnet-b1': efficientnetB1,
  'efficientnetv2-s': efficientnetv2S,
  'convnext-tiny': convnextTiny,
  tiny,
} as const satisfies Record<string, Architecture>;

export type BackboneName = keyof typeof catalogue;
export const backboneNames = Object.keys(catalogue) as BackboneName[];

/** @throws AppError SPEC_INVALID when no architecture has that name. */
export function findArchitecture(name: string): Architecture {
  const known: Readonly<Record<string, Architecture>> = catalogue;
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found) return found;
  const nearest = nearestWord(name, backboneNames);
  throw new AppError(
    'SPEC_INVALID',
    `expected one of [${backboneNames.join(', ')}] for model.backbone, got "${name}"` +
      (nearest ? `; did you mean "${nearest}"?` : ''),
  );
}
