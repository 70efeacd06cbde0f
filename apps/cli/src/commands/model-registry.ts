import {
  AppError,
  modelStages,
  stageOf,
  type ModelStage,
  type RegisteredModel,
} from '@crossfold/contracts';
import { createStoreReader } from '@crossfold/study';
import {
  assertWeightsKept,
  chooseVersion,
  findRegisteredModel,
  listRegisteredModels,
  promoteModel,
  readEnsembleModel,
  registerModel,
} from '@crossfold/training';
import { Option, type Command } from 'commander';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { findStudyId } from '../study/find-study.js';
import { tableLines } from '../terminal/table.js';

/** Commands of registered ensembles: names under which others predict. */
export function addModelRegistryCommands(model: Command, context: CommandContext): void {
  model
    .command('register <name> <study>')
    .description('give the ensemble of a study a name, as its next version')
    .action((name: string, study: string) => register(context, name, study));
  model
    .command('show <name>')
    .description('the versions of a registered ensemble, and the history of their stages')
    .action((name: string) => show(context, name));
  model
    .command('promote <version>')
    .description('put NAME@VERSION into production, or back among the candidates')
    .addOption(
      new Option('--stage <stage>', 'which stage')
        .choices([...modelStages])
        .default('production' satisfies ModelStage),
    )
    .action((wanted: string, { stage }: { stage: ModelStage }) => promote(context, wanted, stage));
}

function register(context: CommandContext, name: string, wanted: string): Promise<void> {
  return withStore(context, async (store) => {
    const { terminal } = context;
    const studyId = await findStudyId(terminal, createStoreReader(store), wanted);
    const ensemble = await readEnsembleModel(store, studyId, null);
    await assertWeightsKept(store, ensemble);
    const { model, version } = await registerModel(store, name, ensemble);
    terminal.emit({ name, version, studyId, stage: stageOf(model, version) });
    terminal.print(
      `${name}@${version}: the ensemble of ${studyId}, ${stageOf(model, version)}`,
      `predict with it: crossfold predict ${name}@${version} IMAGES...`,
    );
  });
}

/** A line for each name: the version in production, or else the newest. */
export function listModels(context: CommandContext): Promise<void> {
  return withStore(context, async (store) => {
    const { terminal } = context;
    const models = await listRegisteredModels(store);
    for (const model of models) terminal.emit(model);
    const columns = [
      { title: 'name' },
      { title: 'versions', align: 'right' as const },
      { title: 'predicts' },
      { title: 'stage' },
      { title: 'study' },
    ];
    const rows = models.map((model) => {
      const { version, studyId } = chooseVersion(model, null);
      const predicts = `${model.name}@${version}`;
      return [model.name, model.versions.length, predicts, stageOf(model, version), studyId];
    });
    terminal.print(...(rows.length === 0 ? ['no registered models'] : tableLines(columns, rows)));
  });
}

function show(context: CommandContext, name: string): Promise<void> {
  return withStore(context, async (store) => {
    printModel(context, await findRegisteredModel(store, name));
  });
}

function promote(context: CommandContext, wanted: string, stage: ModelStage): Promise<void> {
  const [, name = '', version] = /^([^@]+)@(\d+)$/.exec(wanted) ?? [];
  if (version === undefined) {
    throw new AppError('REQUEST_INVALID', `expected NAME@VERSION, got "${wanted}"`, {
      remedy: 'See the versions: crossfold model show NAME.',
    });
  }
  return withStore(context, async (store) => {
    printModel(context, await promoteModel(store, name, Number(version), stage));
  });
}

function printModel({ terminal }: CommandContext, model: RegisteredModel): void {
  terminal.emit(model);
  const columns = [
    { title: 'version' },
    { title: 'stage' },
    { title: 'study' },
    { title: 'models', align: 'right' as const },
    { title: 'registered' },
  ];
  terminal.print(
    ...tableLines(
      columns,
      model.versions.map(({ version, studyId, members, registeredAt }) => [
        `${model.name}@${version}`,
        stageOf(model, version),
        studyId,
        members.length,
        registeredAt.slice(0, 16).replace('T', ' '),
      ]),
    ),
    '',
    ...model.stages.map(({ version, stage, at }) => `${at}  ${model.name}@${version} ${stage}`),
  );
}
