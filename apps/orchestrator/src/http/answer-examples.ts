import {
  apiTokenListSchema,
  apiTokenViewSchema,
  attemptListSchema,
  auditListSchema,
  cellsSchema,
  createdTokenSchema,
  datasetImagePageSchema,
  datasetPlanListSchema,
  datasetProblemPageSchema,
  datasetViewSchema,
  fleetDemandSchema,
  fleetPolicySchema,
  importedPlanSchema,
  presetListSchema,
  predictionViewSchema,
  queuePageSchema,
  reconciledSchema,
  researchOnly,
  sealedPartViewSchema,
  sessionViewSchema,
  studyActionResultSchema,
  studyNotesSchema,
  studyPageSchema,
  studyViewSchema,
  submittedSchema,
  trialMetricsSchema,
  trialPageSchema,
  trialPredictionsSchema,
  trialViewSchema,
  workerListSchema,
  type DatasetPointer,
} from '@crossfold/contracts';
import { z } from 'zod';

const studyId = 'focal-0a1b2c3d4e';
const trialId = 'full.f0.s1';
const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const at = '2026-11-30T10:00:00.000Z';
const later = '2026-11-30T11:20:00.000Z';
const foldPlan = { protocol: 'grouped', folds: 5, seed: 1, sealedShare: 0.1 } as const;

type Study = z.output<typeof studyViewSchema>;
const study = {
  studyId,
  name: 'does-focal-help',
  submittedAt: at,
  state: 'running',
  variants: ['full', 'no-focal'],
  trials: {
    queued: 18,
    running: 2,
    paused: 0,
    succeeded: 10,
    failed: 0,
    skipped: 0,
    'raced-out': 0,
    cancelled: 0,
  },
  etaSeconds: 5400,
  waiting: null,
  answer: null,
  error: null,
  tags: ['loss'],
  owner: 'Ada',
} satisfies Study;

const trial = {
  trialId,
  variant: 'full',
  repeat: 0,
  fold: 0,
  seed: 1,
  state: 'running',
  attempt: 1,
  worker: 'worker-1',
  phase: 'fine-tune',
  epoch: 4,
  epochs: 30,
  step: 120,
  steps: 250,
  imagesPerSecond: 84.5,
  scores: null,
  seconds: null,
  takenFrom: null,
  error: null,
  waiting: null,
} satisfies z.output<typeof trialViewSchema>;

const token = {
  tokenId: 'abcdefgh2345',
  kind: 'token',
  user: 'Ada',
  role: 'researcher',
  projects: ['lesions'],
  note: 'notebook',
  createdAt: at,
  createdBy: 'Grace',
  expiresAt: '2027-02-28T10:00:00.000Z',
  revokedAt: null,
  revokedBy: null,
  lastUsedAt: null,
} satisfies z.output<typeof apiTokenViewSchema>;

const dataset = {
  schemaVersion: 2,
  name: 'ham10000',
  manifestSha256: sha256,
  images: 10015,
  groups: 7470,
  addedAt: at,
  previous: [],
} satisfies DatasetPointer;

/** An example of what a schema of answers describes. */
interface AnswerExample {
  readonly schema: z.ZodType;
  readonly value: unknown;
}

export const answerExamples: readonly AnswerExample[] = [
  exampleOf(submittedSchema, {
    studyId,
    trials: 30,
    same: 0,
    ensemble: true,
    url: `/api/v1/studies/${studyId}`,
    later: [],
  }),
  exampleOf(studyViewSchema, study),
  exampleOf(studyPageSchema, { studies: [study], total: 1, next: null }),
  exampleOf(trialViewSchema, trial),
  exampleOf(trialPageSchema, { trials: [trial], next: trialId }),
  exampleOf(trialMetricsSchema, {
    trialId,
    epochs: [
      {
        epoch: 1,
        stage: 'head',
        learningRate: 0.001,
        trainLoss: 1.21,
        trainAccuracy: 0.58,
        validationLoss: 1.02,
        validationAccuracy: 0.66,
        validationBalancedAccuracy: 0.51,
      },
    ],
  }),
  exampleOf(trialPredictionsSchema, {
    studyId,
    trialId,
    classes: ['mel', 'nv'],
    images: [
      { imageId: 'ISIC_0027419', label: 'nv', predicted: 'nv', probabilities: [0.12, 0.88] },
    ],
  }),
  exampleOf(attemptListSchema, {
    trialId,
    attempts: [
      {
        attempt: 1,
        worker: 'worker-1',
        startedAt: at,
        endedAt: later,
        end: 'succeeded',
        error: null,
      },
    ],
  }),
  exampleOf(cellsSchema, {
    studyId,
    cells: [
      {
        trialId,
        variant: 'full',
        repeat: 0,
        fold: 0,
        seed: 1,
        state: 'succeeded',
        epoch: 30,
        epochs: 30,
        attempt: 1,
        worker: 'worker-1',
        takenFrom: null,
        scores: {
          balancedAccuracy: 0.7812,
          accuracy: 0.8641,
          macroF1: 0.7633,
          macroRocAuc: 0.9507,
        },
        error: null,
        startedAt: at,
        endedAt: later,
      },
    ],
  }),
  exampleOf(studyNotesSchema, {
    schemaVersion: 1,
    studyId,
    text: 'Second try: focal loss on **five** folds.',
    tags: ['loss'],
    owner: 'Ada',
    updatedAt: at,
  }),
  exampleOf(sealedPartViewSchema, { images: 1002, openings: [], openedBy: null }),
  exampleOf(queuePageSchema, {
    jobs: [
      {
        position: 1,
        kind: 'trial',
        studyId,
        trialId,
        priority: 0,
        reason: 'no-worker',
        text: 'no worker is connected',
        until: null,
      },
    ],
    total: 1,
    active: 0,
    reasons: {
      'no-worker': 1,
      'no-match': 0,
      behind: 0,
      'max-parallel': 0,
      budget: 0,
      reuse: 0,
      paused: 0,
      retry: 0,
    },
    next: null,
  }),
  exampleOf(studyActionResultSchema, {
    command: 'pause',
    results: [
      { studyId, problem: null },
      {
        studyId: 'mixup-1b2c3d4e5f',
        problem: {
          type: 'urn:crossfold:problem:CONFLICT',
          title: 'CONFLICT',
          status: 409,
          detail: 'expected trials to be trained for mixup-1b2c3d4e5f, got: they have all ended',
          remedy: 'Read the current state and decide again.',
          problems: [],
        },
      },
    ],
  }),
  exampleOf(workerListSchema, {
    workers: [
      {
        id: 'worker-1',
        host: 'node-7',
        device: 'GPU 0',
        slots: 1,
        labels: { gpu: 'h100', memoryGb: 80 },
        startedAt: at,
        isDraining: false,
        lastSeenAt: later,
        trials: [
          { studyId, trialId, phase: 'fine-tune', epoch: 4, epochs: 30, imagesPerSecond: 84.5 },
        ],
        imagesPerSecond: 84.5,
      },
    ],
    noneSince: null,
  }),
  exampleOf(fleetDemandSchema, {
    slots: 20,
    running: 2,
    waiting: 18,
    heldBack: 0,
    offeredSlots: 2,
  }),
  exampleOf(fleetPolicySchema, {
    schemaVersion: 1,
    projects: { lesions: 2 },
    users: {},
    pricePerSlotHour: 1.5,
    prices: [],
    currency: 'EUR',
    updatedAt: at,
  }),
  exampleOf(reconciledSchema, {
    studies: [{ studyId, trials: [trialId], ensemble: false }],
    crossEvaluations: [],
    explanations: [],
  }),
  exampleOf(datasetViewSchema, {
    ...dataset,
    layout: 'ham10000',
    source: 'https://doi.org/10.7910/DVN/DBW86T',
    licence: 'CC BY-NC 4.0',
    masks: 10015,
    positive: null,
    group: null,
    classes: [
      { label: 'mel', title: 'melanoma', images: 1113, groups: 614 },
      { label: 'nv', title: 'melanocytic nevus', images: 6705, groups: 5403 },
    ],
    multiplicity: [{ imagesPerGroup: 1, groups: 5514 }],
    problems: [{ kind: 'near-copy', dropped: 0, kept: 3 }],
  }),
  exampleOf(datasetImagePageSchema, {
    images: [
      {
        imageId: 'ISIC_0027419',
        groupId: 'HAM_0000118',
        label: 'nv',
        widthPx: 600,
        heightPx: 450,
        sizeBytes: 254_012,
        hasMask: true,
      },
    ],
    total: 9013,
    sealed: 1002,
    next: 'ISIC_0027419',
  }),
  exampleOf(datasetProblemPageSchema, {
    problems: [
      {
        kind: 'near-copy',
        imageId: 'ISIC_0027419',
        detail: 'a smaller copy of ISIC_0025030',
        decision: 'kept',
      },
    ],
    total: 1,
    next: null,
  }),
  exampleOf(datasetPlanListSchema, {
    plans: [
      {
        foldPlanSha256: sha256,
        manifestSha256: sha256,
        options: foldPlan,
        leak: { leakedImages: 0, poolImages: 9013 },
        sealedImages: 1002,
        studyIds: [studyId],
      },
    ],
  }),
  exampleOf(importedPlanSchema, {
    foldPlanSha256: sha256,
    options: foldPlan,
    leak: { leakedImages: 0, poolImages: 9013 },
    leftOutImages: 0,
  }),
  exampleOf(presetListSchema, {
    presets: [
      { name: 'quick', description: 'A first look.', text: '# A first look.\nname: quick\n' },
    ],
  }),
  exampleOf(predictionViewSchema, {
    notice: researchOnly,
    order: {
      schemaVersion: 1,
      predictionId: '2026113010.0a1b2c3d4e5f6a7b',
      studyId,
      trialId: null,
      images: [{ name: 'one.jpg', sha256 }],
      top: 3,
      coverage: 0.9,
      byClass: false,
      explain: false,
      requestedAt: at,
      expiresAt: '2026-12-01T10:00:00.000Z',
    },
    state: 'open',
    result: null,
    failure: null,
  }),
  exampleOf(apiTokenViewSchema, token),
  exampleOf(apiTokenListSchema, { tokens: [token], next: null }),
  exampleOf(createdTokenSchema, { ...token, token: `cft_abcdefgh2345_${'x'.repeat(43)}` }),
  exampleOf(sessionViewSchema, {
    user: 'Ada',
    role: 'researcher',
    projects: ['lesions'],
    permissions: ['session.read', 'study.read', 'study.write'],
    csrfToken: null,
  }),
  exampleOf(auditListSchema, {
    entries: [
      {
        at,
        user: 'Ada',
        role: 'researcher',
        tokenId: 'abcdefgh2345',
        from: '192.0.2.7',
        operation: 'cancelStudy',
        method: 'POST',
        path: `/api/v1/studies/${studyId}/cancel`,
        body: '{}',
        bodySha256: null,
        status: 202,
        code: null,
      },
    ],
    next: null,
  }),
];

const valuesBySchema = new Map(answerExamples.map(({ schema, value }) => [schema, value]));

/** For the media type of an answer, by name; nothing where there is none. A union has those of its parts. */
export function examplesOf(schema: z.ZodType): {
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
} {
  const parts = schema instanceof z.ZodUnion ? (schema.options as z.ZodType[]) : [schema];
  const known = parts.filter((part) => valuesBySchema.has(part));
  if (known.length === 0) return {};
  const named = known.map((part) => [
    z.globalRegistry.get(part)?.id ?? 'example',
    { value: valuesBySchema.get(part) },
  ]);
  return { examples: Object.fromEntries(named) as Record<string, { value: unknown }> };
}

function exampleOf<S extends z.ZodType>(schema: S, value: z.output<S>): AnswerExample {
  return { schema, value };
}
