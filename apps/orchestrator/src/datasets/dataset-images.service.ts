import {
  AppError,
  datasetImageQuerySchema,
  nearestWord,
  parseWith,
  records,
  sentImageBytes,
  type DatasetImage,
  type DatasetImagePage,
  type DatasetPointer,
  type ImageRecord,
  type IngestProblem,
  type Manifest,
} from '@crossfold/contracts';
import { groupOf } from '@crossfold/data';
import {
  createRecent,
  findDatasetPointer,
  readBlob,
  readRecord,
  type ObjectStore,
} from '@crossfold/storage';
import { findFoldPlan, takePage, type StudyIndex } from '@crossfold/study';
import { Inject, Injectable } from '@nestjs/common';
import { everyStudyToken, storeToken } from '../process/tokens.js';

/** Whose images a plan lets be trained on, and whose it seals. */
interface PlanParts {
  readonly pool: ReadonlySet<string>;
  readonly sealed: ReadonlySet<string>;
}

/**
 * Single images of a data set. What a study seals is not shown, and a label only where a study trains
 * on the image: whoever could read labels of all images could read those of a sealed part.
 */
@Injectable()
export class DatasetImages {
  /** A manifest of 10,000 images takes about 100 ms to read, and 10 MB. */
  private readonly manifests = createRecent<Manifest>(2);
  private readonly plans = createRecent<PlanParts>(16);

  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(everyStudyToken) private readonly index: StudyIndex,
  ) {}

  /** @throws AppError NOT_FOUND */
  pointer(name: string): Promise<DatasetPointer> {
    return findDatasetPointer(this.store, name);
  }

  /** @throws AppError NOT_FOUND */
  async manifest(name: string): Promise<Manifest> {
    const { manifestSha256: sha256 } = await this.pointer(name);
    return this.manifests.get(sha256, () => readRecord(this.store, records.manifest, { sha256 }));
  }

  /**
   * What was wrong with the files of a data set, but for what names an image that a study seals.
   *
   * @throws AppError NOT_FOUND
   */
  async problems(name: string): Promise<readonly IngestProblem[]> {
    const { problems } = await this.manifest(name);
    const parts = await this.partsOf(name);
    return problems.filter(({ imageId, detail }) => {
      const named = [imageId, ...detail.split(/[^\w.-]+/)];
      return !named.some((word) => isSealed(parts, word));
    });
  }

  /** @throws AppError NOT_FOUND, REQUEST_INVALID */
  async list(name: string, asked: unknown): Promise<DatasetImagePage> {
    const query = parseWith(datasetImageQuerySchema, asked, 'REQUEST_INVALID', 'the query');
    const { images } = await this.manifest(name);
    const parts = await this.partsOf(name);
    const open = openImages(images, parts);
    const { group } = query;
    // By its own id, or by that of all that is kept together with it.
    const sought = open.filter(
      (image) => group === undefined || image.groupId === group || groupOf(image) === group,
    );
    const views = sought.map((image) => viewImage(image, parts));
    const { items, total, next } = takePage(views, ({ imageId }) => imageId, {
      after: query.after,
      limit: query.limit,
      isWanted: ({ label }) => query.label === undefined || label === query.label,
    });
    return { images: [...items], total, sealed: images.length - open.length, next };
  }

  /**
   * The file of an image.
   *
   * @throws AppError NOT_FOUND, also for one that a study seals or that is too large
   */
  async read(name: string, imageId: string): Promise<{ sha256: string; bytes: Uint8Array }> {
    const { images } = await this.manifest(name);
    const image = images.find((one) => one.imageId === imageId);
    const parts = await this.partsOf(name);
    if (!image) throw unknownImage(name, imageId, openImages(images, parts));
    if (isSealed(parts, imageId)) {
      throw new AppError('NOT_FOUND', `expected an image that no study seals, got "${imageId}"`, {
        remedy: 'Name another image: what is sealed is looked at by nobody before it is opened.',
      });
    }
    if (image.sizeBytes > sentImageBytes) {
      throw new AppError(
        'NOT_FOUND',
        `expected an image of at most ${sentImageBytes} bytes, got "${imageId}" of ${image.sizeBytes}`,
        { remedy: 'Open the file itself.' },
      );
    }
    return { sha256: image.sha256, bytes: await readBlob(this.store, image.sha256) };
  }

  /** Of all plans by which studies here split the data set, in any version of it. */
  private async partsOf(name: string): Promise<PlanParts[]> {
    const studies = this.index.list().filter(({ study }) => study.dataset.name === name);
    const plans = new Set(studies.map(({ study }) => study.foldPlan.sha256));
    return Promise.all(
      [...plans].map((sha256) => this.plans.get(sha256, () => this.readParts(sha256))),
    );
  }

  private async readParts(sha256: string): Promise<PlanParts> {
    const { assignments } = await findFoldPlan(this.store, sha256);
    const idsOf = (isWanted: (fold: number | 'sealed') => boolean) =>
      new Set(assignments.filter(({ fold }) => isWanted(fold)).map(({ imageId }) => imageId));
    return {
      pool: idsOf((fold) => fold !== 'sealed'),
      sealed: idsOf((fold) => fold === 'sealed'),
    };
  }
}

function openImages(images: Manifest['images'], parts: readonly PlanParts[]): ImageRecord[] {
  return images.filter(({ imageId }) => !isSealed(parts, imageId));
}

function isSealed(parts: readonly PlanParts[], imageId: string): boolean {
  return parts.some(({ sealed }) => sealed.has(imageId));
}

function viewImage(image: ImageRecord, parts: readonly PlanParts[]): DatasetImage {
  const { imageId, groupId, label, widthPx, heightPx, sizeBytes, maskSha256 } = image;
  const isTrainedOn = parts.some(({ pool }) => pool.has(imageId));
  const hasMask = maskSha256 !== null;
  const size = { widthPx, heightPx, sizeBytes };
  return { imageId, groupId, label: isTrainedOn ? label : null, ...size, hasMask };
}

function unknownImage(name: string, imageId: string, images: readonly ImageRecord[]): AppError {
  const nearest = nearestWord(
    imageId.slice(0, 200),
    images.map((one) => one.imageId),
  );
  return new AppError(
    'NOT_FOUND',
    `expected one of the images of ${name} that no study seals, got "${imageId.slice(0, 200)}"` +
      (nearest ? `; did you mean "${nearest}"?` : ''),
  );
}
