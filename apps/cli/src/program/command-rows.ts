import type { Command } from 'commander';
import type { CommandContext } from '../process/context.js';

export interface CommandRow {
  /** What it is for, in the list of all commands. */
  readonly about: string;
  /** Loads its module, which adds it to the program. */
  load(): Promise<(program: Command, context: CommandContext) => void>;
}

/**
 * The commands in the order of the help. Only the module of the command that is called is loaded:
 * the modules of all take longer than most commands.
 */
export const commandRows = {
  demo: {
    about: 'the main job from images to report, on generated images or HAM10000_DIR',
    load: async () => (await import('../commands/demo.js')).addDemoCommand,
  },
  doctor: {
    about: 'look at everything that a run needs, and say what to do about what is missing',
    load: async () => (await import('../commands/doctor.js')).addDoctorCommand,
  },
  setup: {
    about: 'fetch and build what npm cannot bring: TensorFlow and Valkey',
    load: async () => (await import('../commands/setup.js')).addSetupCommand,
  },
  dataset: {
    about: 'images with their labels',
    load: async () => (await import('../commands/dataset.js')).addDatasetCommand,
  },
  model: {
    about: 'the networks that a study may name',
    load: async () => (await import('../commands/model.js')).addModelCommand,
  },
  plan: {
    about: 'assign the images of a data set to folds; a group is never on two sides',
    load: async () => (await import('../commands/plan.js')).addPlanCommand,
  },
  audit: {
    about: 'find the leaks of a split made elsewhere, and what they do to its predictions',
    load: async () => (await import('../commands/audit.js')).addAuditCommand,
  },
  compare: {
    about:
      'a model of another program, which predicted by the folds of a study, against its variants',
    load: async () => (await import('../commands/compare.js')).addCompareCommand,
  },
  run: {
    about: 'submit a study (YAML or JSON), follow it, and print its report',
    load: async () => (await import('../commands/run.js')).addRunCommand,
  },
  reproduce: {
    about: 'a published study, from a folder of images to one document',
    load: async () => (await import('../commands/reproduce.js')).addReproduceCommand,
  },
  study: {
    about: 'studies that were submitted',
    load: async () => (await import('../commands/study.js')).addStudyCommand,
  },
  report: {
    about: 'the answer of a study, by its id or its name',
    load: async () => (await import('../commands/report.js')).addReportCommand,
  },
  evaluate: {
    about: 'predict another data set with the models of a study that has ended',
    load: async () => (await import('../commands/evaluate.js')).addEvaluateCommand,
  },
  explain: {
    about: 'where the models of a study look, on images that they were not trained on',
    load: async () => (await import('../commands/explain.js')).addExplainCommand,
  },
  predict: {
    about:
      'class probabilities of image files, by the ensemble of a study, by STUDY/TRIAL, or by a folder of crossfold export; for research only',
    load: async () => (await import('../commands/predict.js')).addPredictCommand,
  },
  export: {
    about:
      'for others: the ensemble of a study as a package (ONNX, scripts, model card, data card, checksums; for research only), or its trials, epochs and predictions for another tool',
    load: async () => (await import('../commands/export.js')).addExportCommand,
  },
  reconcile: {
    about:
      'queue what is unfinished and has no job, as is done every 15 s, and say what was missing',
    load: async () => (await import('../commands/reconcile.js')).addReconcileCommand,
  },
  verify: {
    about: 'check every object of a study against its checksum and its receipt, or the audit log',
    load: async () => (await import('../commands/verify.js')).addVerifyCommand,
  },
  store: {
    about: 'what the object store holds, and what of it is kept',
    load: async () => (await import('../commands/store.js')).addStoreCommand,
  },
  up: {
    about: 'run everything on this machine until Ctrl-C: Valkey, orchestrator, workers',
    load: async () => (await import('../commands/up.js')).addUpCommand,
  },
  top: {
    about: 'studies, running trials, workers and the queue, as they change',
    load: async () => (await import('../commands/top.js')).addTopCommand,
  },
  fleet: {
    about: 'how the workers are shared, and when studies begin and end',
    load: async () => (await import('../commands/fleet.js')).addFleetCommand,
  },
  logs: {
    about: 'what the processes of the stack on this state folder log',
    load: async () => (await import('../commands/logs.js')).addLogsCommand,
  },
  down: {
    about: 'end what "crossfold up", or a run, has started on this state folder',
    load: async () => (await import('../commands/down.js')).addDownCommand,
  },
  mcp: {
    about: 'a server of the Model Context Protocol for agents, on standard input and output',
    load: async () => (await import('../commands/mcp.js')).addMcpCommand,
  },
  context: {
    about: 'the servers that the command line talks to, by name',
    load: async () => (await import('../commands/context.js')).addContextCommand,
  },
  token: {
    about: 'tokens for users of a server: made, listed, revoked',
    load: async () => (await import('../commands/token.js')).addTokenCommand,
  },
  'audit-log': {
    about: 'the commands that a server was given: who, what, when, from where',
    load: async () => (await import('../commands/audit-log.js')).addAuditLogCommand,
  },
  completion: {
    about: 'completion of commands, options and names for a shell',
    load: async () => (await import('../commands/completion.js')).addCompletionCommand,
  },
} as const satisfies Record<string, CommandRow>;

export type CommandName = keyof typeof commandRows;
export const commandNames = Object.keys(commandRows) as CommandName[];
