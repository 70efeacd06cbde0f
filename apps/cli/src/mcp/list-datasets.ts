import { summariseManifest } from '@crossfold/data';
import { surveyDatasets, type ObjectStore } from '@crossfold/storage';
import { findDataset } from '../dataset/find-dataset.js';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { withRunningServer } from '../stack/with-server.js';

/** Data sets with what they hold: of a server elsewhere, which needs no store here, else of the store. */
export async function listDatasets(context: CommandContext): Promise<object[]> {
  if (context.config.url === null) return withStore(context, datasetsOf);
  const asked = await withRunningServer(context, ({ api }) => api.datasets());
  return asked?.answer ?? [];
}

async function datasetsOf(store: ObjectStore): Promise<object[]> {
  const { datasets } = await surveyDatasets(store);
  return Promise.all(
    datasets.map(async ({ name, addedAt }) => {
      const { manifest } = await findDataset(store, name);
      const { images, groups, classes } = summariseManifest(manifest);
      return { name, addedAt, images, groups, classes };
    }),
  );
}
