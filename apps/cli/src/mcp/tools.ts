import { describeConfiguration, nameSchema, protocols } from '@crossfold/contracts';
import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { foldBalance, sealedSize } from '../dataset/fold-plan-view.js';
import { withStore } from '../dataset/with-store.js';
import { parseYaml } from '../input/parse-yaml.js';
import type { CommandContext } from '../process/context.js';
import { packageVersion } from '../program/package-version.js';
import { withReader } from '../stack/with-reader.js';
import { findStudyId } from '../study/find-study.js';
import { answerWith } from './answer.js';
import { failuresOf } from './failures.js';
import { listDatasets } from './list-datasets.js';
import { planOf } from './plan-of.js';
import type { Session } from './session.js';
import { submitWithin } from './submit-within.js';

const studyInput = z.strictObject({
  study: z.string().describe('Its id or its name.'),
});
const fileInput = {
  studyFile: z.string().max(1_000_000).describe('The study file, as YAML or JSON text.'),
};

const reading = { readOnlyHint: true, openWorldHint: false } as const;

const about = `crossfold compares image classifiers by cross-validation. A study has a baseline and arms; its report says of each arm whether it helps, hurts, makes no practical difference or is not decided. Ask for a forecast before you submit. Keep the number of arms and of looks at results small, and tell both with any finding: each answer counts them. The sealed part of a data set is to stay closed: set "ensemble: null".`;

/** A server of the Model Context Protocol for one session. */
export function createMcpServer(
  context: CommandContext,
  session: Session,
  { isReadOnly }: { readonly isReadOnly: boolean },
): McpServer {
  const server = new McpServer(
    { name: 'crossfold', version: packageVersion() },
    { instructions: about },
  );
  addReadingTools(server, context, session);
  addPlanningTools(server, context, session);
  if (isReadOnly) return server;
  server.registerTool(
    'submit_study',
    {
      description:
        'Submit a study file to the server that runs, within the budget of this session. The same file twice is one study. Refused if it would open the sealed part.',
      inputSchema: z.strictObject({
        ...fileInput,
        openSealedPart: z
          .boolean()
          .default(false)
          .describe('Confirms that the sealed part is to be opened, once, by the ensemble.'),
      }),
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true },
    },
    ({ studyFile, openSealedPart }) =>
      answerWith(session, () =>
        submitWithin(context, session, { spec: parseFile(studyFile), openSealedPart }),
      ),
  );
  return server;
}

function addReadingTools(server: McpServer, context: CommandContext, session: Session): void {
  server.registerTool(
    'list_studies',
    {
      description:
        'Studies, newest first, with state and counts of trials, and whether a report is there.',
      inputSchema: z.strictObject({
        text: z.string().max(200).optional().describe('Part of name, id or data set.'),
      }),
      annotations: reading,
    },
    ({ text }) =>
      answerWith(session, async () => {
        const wanted = text === undefined ? {} : { text };
        const found = await withReader(context, (reader) => reader.listStudies(wanted));
        // What came out is read one by one, and counted.
        const studies = found.map(({ answer, ...study }) => ({
          ...study,
          hasReport: answer !== null,
        }));
        return { studies };
      }),
  );
  server.registerTool(
    'show_study',
    {
      description:
        'One study: its variants and what each changes, states, interim scores and failures with remedies. Interim scores count as a look.',
      inputSchema: studyInput,
      annotations: reading,
    },
    ({ study: wanted }) =>
      answerWith(session, () =>
        withReader(context, async (reader) => {
          const studyId = await findStudyId(context.terminal, reader, wanted);
          const { study, control, ...view } = await reader.study(studyId);
          if (view.interim !== null || view.answer !== null) session.countLook();
          const { folds, protocol } = study.foldPlan.options;
          const design = { dataset: study.dataset.name, protocol, folds, seeds: study.seeds };
          const trials = await reader.listTrials(studyId);
          return {
            ...view,
            ...design,
            desired: control.desired,
            arms: describeConfiguration(study.variants).arms,
            failures: failuresOf(trials),
          };
        }),
      ),
  );
  server.registerTool(
    'read_report',
    {
      description:
        'The report of a study that is over, as Markdown: comparisons with intervals and verdicts. Counts as a look.',
      inputSchema: studyInput,
      annotations: reading,
    },
    ({ study }) =>
      answerWith(session, () =>
        withReader(context, async (reader) => {
          const studyId = await findStudyId(context.terminal, reader, study);
          const report = await reader.reportText(studyId, 'md');
          session.countLook();
          return { studyId, report };
        }),
      ),
  );
  server.registerTool(
    'list_datasets',
    {
      description:
        'Data sets with their images and groups, and their classes where the store is at hand.',
      inputSchema: z.strictObject({}),
      annotations: reading,
    },
    () => answerWith(session, async () => ({ datasets: await listDatasets(context) })),
  );
}

function addPlanningTools(server: McpServer, context: CommandContext, session: Session): void {
  server.registerTool(
    'plan_folds',
    {
      description:
        'How a data set would be split: the balance of the folds, and leaks. Keeps nothing.',
      inputSchema: z.strictObject({
        dataset: nameSchema,
        protocol: z.enum(protocols).default('grouped'),
        folds: z.int().min(2).max(50).default(5),
        sealedShare: z.number().min(0).max(0.5).default(0.15),
        seed: z.int().min(0).max(0xffffffff).default(0),
      }),
      annotations: reading,
    },
    ({ dataset, ...options }) =>
      answerWith(session, () =>
        withStore(context, async (store) => {
          const plan = await planOf(store, dataset, options);
          const { leak } = plan;
          return { options, leak, sealed: sealedSize(plan), balance: foldBalance(plan) };
        }),
      ),
  );
  server.registerTool(
    'forecast_study',
    {
      description:
        'Check a study file and say what it would take: arms, trials, images, bytes, and hours where they are known. Submits nothing.',
      inputSchema: z.strictObject(fileInput),
      annotations: reading,
    },
    ({ studyFile }) =>
      answerWith(session, async () => {
        const spec = parseFile(studyFile);
        const forecast = await withReader(context, (reader) => reader.forecast(spec));
        session.countForecast(forecast);
        return { forecast };
      }),
  );
}

function parseFile(text: string): unknown {
  return parseYaml(text, 'studyFile', 'SPEC_INVALID');
}
