import {
  AppError,
  canonicalJson,
  nameSchema,
  nearestWord,
  parseWith,
  records,
  stageOf,
  type EnsembleModel,
  type ModelStage,
  type RegisteredModel,
  type RegisteredVersion,
} from '@crossfold/contracts';
import {
  listRecords,
  readRecord,
  readRecordIfThere,
  updateRecord,
  type ObjectStore,
} from '@crossfold/storage';

/**
 * Registers an ensemble under a name: as its next version, a candidate. The same ensemble as that of
 * the newest version is no new one.
 *
 * @throws AppError REQUEST_INVALID for a name that is none
 */
export async function registerModel(
  store: ObjectStore,
  name: string,
  { study: { studyId }, members: all }: EnsembleModel,
): Promise<{ model: RegisteredModel; version: number }> {
  parseWith(nameSchema, name, 'REQUEST_INVALID', 'the name');
  const members = all.map(({ trialId, weightsSha256 }) => ({ trialId, weightsSha256 }));
  const at = new Date().toISOString();
  const model = await updateRecord(store, records.registeredModel, { name }, (known) => {
    const newest = known?.versions.at(-1);
    const isSame = newest && canonicalJson(newest.members) === canonicalJson(members);
    if (known && isSame && newest.studyId === studyId) return known;
    const version = (newest?.version ?? 0) + 1;
    return {
      schemaVersion: 1 as const,
      name,
      versions: [...(known?.versions ?? []), { version, studyId, members, registeredAt: at }],
      stages: [...(known?.stages ?? []), { version, stage: 'candidate' as const, at }],
    };
  });
  return { model, version: model.versions.length };
}

/**
 * Puts a version into a stage. The one that was in production becomes a candidate again where another
 * takes its place.
 *
 * @throws AppError NOT_FOUND
 */
export async function promoteModel(
  store: ObjectStore,
  name: string,
  version: number,
  stage: ModelStage,
): Promise<RegisteredModel> {
  await findRegisteredModel(store, name);
  const at = new Date().toISOString();
  return updateRecord(store, records.registeredModel, { name }, (known) => {
    const found = known && versionOf(known, version);
    if (!known || !found) throw unknownVersion(name, String(version), known);
    if (stageOf(known, version) === stage) return known;
    const others = known.versions.filter(
      (other) => other.version !== version && stageOf(known, other.version) === 'production',
    );
    const demoted =
      stage === 'production'
        ? others.map((other) => ({ version: other.version, stage: 'candidate' as const, at }))
        : [];
    return { ...known, stages: [...known.stages, ...demoted, { version, stage, at }] };
  });
}

export async function listRegisteredModels(store: ObjectStore): Promise<RegisteredModel[]> {
  const models: RegisteredModel[] = [];
  for await (const { at } of listRecords(store, records.registeredModel, {})) {
    models.push(await readRecord(store, records.registeredModel, at));
  }
  return models;
}

/** @throws AppError NOT_FOUND with the nearest name */
export async function findRegisteredModel(
  store: ObjectStore,
  name: string,
): Promise<RegisteredModel> {
  const found = nameSchema.safeParse(name).success
    ? await readRecordIfThere(store, records.registeredModel, { name })
    : null;
  if (found) return found;
  const names = (await listRegisteredModels(store)).map((model) => model.name);
  const nearest = nearestWord(name, names);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new AppError('NOT_FOUND', `expected a registered model, got "${name}"${hint}`, {
    remedy: 'List them: crossfold model list --registered.',
  });
}

/**
 * The version that `3` or `production` names; without either, the one in production, or else the
 * newest.
 *
 * @throws AppError NOT_FOUND
 */
export function chooseVersion(model: RegisteredModel, wanted: string | null): RegisteredVersion {
  const inProduction = model.versions.find(
    ({ version }) => stageOf(model, version) === 'production',
  );
  const found =
    wanted === null
      ? (inProduction ?? model.versions.at(-1))
      : wanted === 'production'
        ? inProduction
        : versionOf(model, Number(wanted));
  if (found) return found;
  throw unknownVersion(model.name, wanted ?? 'production', model);
}

function versionOf({ versions }: RegisteredModel, wanted: number): RegisteredVersion | undefined {
  return versions.find(({ version }) => version === wanted);
}

function unknownVersion(name: string, got: string, model: RegisteredModel | null): AppError {
  const known = model?.versions.length ?? 0;
  const message =
    got === 'production'
      ? `expected a version of ${name} in production, got none of ${known}`
      : `expected a version of ${name} from 1 to ${known}, got "${got}"`;
  return new AppError('NOT_FOUND', message, { remedy: `See: crossfold model show ${name}.` });
}
