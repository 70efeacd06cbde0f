import { studyJsonSchema } from '@crossfold/contracts';
import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { withServer } from '../stack/with-server.js';
import { findStudyId } from '../study/find-study.js';
import { showStudy } from '../study/show-study.js';
import { studyLines, studyListLines } from '../study/study-view.js';
import { addStudyControl } from './study-control.js';

export function addStudyCommand(program: Command, context: CommandContext): void {
  const study = program.command('study').description('studies that were submitted');
  study
    .command('list')
    .description('all studies, newest first')
    .action(() => list(context));
  study
    .command('show <study>')
    .description('state and trials of a study, by its id or its name')
    .action((wanted: string) => show(context, wanted));
  study
    .command('follow <study>')
    .description('go on with a study that is not final, and watch it to its end')
    .action((wanted: string) => follow(context, wanted));
  addStudyControl(study, context);
  study
    .command('schema')
    .description('the JSON Schema of a study file, for editors')
    .action(() => {
      context.terminal.write(JSON.stringify(studyJsonSchema(), null, 2));
    });
}

async function list(context: CommandContext): Promise<void> {
  const { terminal } = context;
  const studies = await withServer(context, { workers: 0 }, ({ api }) => api.listStudies());
  for (const study of studies) terminal.emit(study);
  if (studies.length > 0) terminal.print(...studyListLines(studies));
  else terminal.print('no studies; submit one: crossfold run STUDY.yaml');
}

async function show(context: CommandContext, wanted: string): Promise<void> {
  const { terminal } = context;
  await withServer(context, { workers: 0 }, async ({ api }) => {
    const studyId = await findStudyId(api, wanted);
    const [detail, trials] = await Promise.all([api.study(studyId), api.listTrials(studyId)]);
    terminal.emit({ ...detail, trialViews: trials });
    terminal.print(...studyLines(detail, trials));
  });
}

async function follow(context: CommandContext, wanted: string): Promise<void> {
  await withServer(context, { workers: 1 }, async (server) => {
    await showStudy(context, server, await findStudyId(server.api, wanted));
  });
}
