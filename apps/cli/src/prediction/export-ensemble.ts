import { records } from '@crossfold/contracts';
import { dataCard } from '@crossfold/data';
import { readRecord, readRecordIfThere, type ObjectStore } from '@crossfold/storage';
import { createStoreReader, modelCard } from '@crossfold/study';
import { openStoredModel, writePackage, type PredictionSource } from '@crossfold/training';
import { loadImages } from '../dataset/load-images.js';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { findStudyId } from '../study/find-study.js';

/** The ensemble of a study for others: ONNX, scripts, model card, data card, checksums. */
export async function exportEnsemble(
  context: CommandContext,
  wanted: string,
  folder: string,
): Promise<void> {
  const { terminal } = context;
  await withStore(context, async (store) => {
    const studyId = await findStudyId(terminal, createStoreReader(store), wanted);
    const source = await openStoredModel(store, studyId, null);
    const { decoderVersion } = await loadImages();
    await writePackage(source, folder, {
      decoder: decoderVersion,
      texts: await writeCards(store, source),
      onMember: (done, members) => {
        terminal.note(`packed ${done} of ${members} models`);
      },
    });
    const { members } = source.model;
    terminal.emit({ studyId, folder, models: members.map(({ trialId }) => trialId) });
    terminal.print(
      `${folder}: the ensemble of ${source.model.study.name}, ${members.length} models`,
      `predict with it: crossfold predict ${folder} IMAGES..., or python ${folder}/predict.py IMAGES...`,
      `check it: (cd ${folder} && sha256sum --check SHA256SUMS)`,
    );
  });
}

async function writeCards(
  store: ObjectStore,
  { model }: PredictionSource,
): Promise<Map<string, string>> {
  const { studyId } = model.study;
  const { name, manifestSha256 } = model.dataset;
  const manifest = await readRecord(store, records.manifest, { sha256: manifestSha256 });
  const plan = await readRecord(store, records.foldPlan, { sha256: model.foldPlanSha256 });
  const card = modelCard({
    model,
    manifest,
    study: await readRecord(store, records.study, { studyId }),
    ensemble: await readRecordIfThere(store, records.ensemble, { studyId }),
    report: await readRecordIfThere(store, records.report, { studyId }),
  });
  const data = dataCard(manifest, { name, manifestSha256, plan });
  return new Map([
    ['MODEL_CARD.md', card],
    ['data-card.json', data.card],
    ['images.csv', data.table],
  ]);
}
