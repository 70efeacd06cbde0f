import {
  explanationSchema,
  firstScheme,
  measurementSchema,
  ofEnsembleScores,
  reportAppendixSchema,
  reportSchema,
  studySchema,
  type Explanation,
  type FoldPlan,
  type Measurement,
  type Report,
  type ReportAppendix,
  type Study,
} from '@crossfold/contracts';
import { assertTrainable, evaluate, groupIntervals } from '@crossfold/model';
import { compileStudy, parseStudySpec } from '@crossfold/study';

const at = '2026-11-30T00:00:00.000Z';
const [studyId, sha256] = ['in-full', 'a'.repeat(64)];
const images = Array.from({ length: 70 }, (_, i) => ({
  imageId: `image-${i}`,
  groupId: `lesion-${i}`,
  label: firstScheme.classes[i % 7] ?? 'nv',
  fold: i < 56 ? i % 2 : ('sealed' as const),
}));
const foldPlan: FoldPlan = {
  schemaVersion: 3,
  ...firstScheme,
  manifestSha256: null,
  options: { protocol: 'grouped', folds: 2, seed: 0, sealedShare: 0.2 },
  leak: { leakedImages: 0, poolImages: 56 },
  assignments: images,
};

/** A study of two variants, two folds and one seed. */
export function studyInFull(): Study {
  const body = {
    name: studyId,
    dataset: 'drawn',
    folds: 2,
    seeds: [1],
    sealedShare: 0.2,
    arms: { leaveOneOut: ['focal'] },
  };
  const dataset = {
    schemaVersion: 2 as const,
    name: 'drawn',
    manifestSha256: sha256,
    previous: [],
    images: 70,
    groups: 70,
    addedAt: at,
  };
  const compiled = compileStudy(parseStudySpec(body, assertTrainable), body, {
    studyId,
    submittedAt: at,
    foldPlan,
    dataset,
  });
  return studySchema.parse(compiled);
}

/** Every third image is taken for the next class. */
const predictions = {
  classes: [...firstScheme.classes],
  imageIds: images.map(({ imageId }) => imageId),
  labels: images.map((_, i) => i % 7),
  probabilities: images.map((_, i) =>
    firstScheme.classes.map((_, c) => (c === (i % 3 === 0 ? i + 1 : i) % 7 ? 0.7 : 0.05)),
  ),
};

/** A report that has every table there is, as it is shown. */
export function reportInFull(study: Study): Report {
  const evaluation = evaluate(predictions, firstScheme.positive);
  const coverageCounts = { images: 14, covered: 13, empty: 1, meanSize: 1.75 };
  const intervals = groupIntervals(predictions, new Map());
  const { scores, perClass, confusionMatrix } = evaluation;
  const { accuracy, balancedAccuracy, macroPrecision, macroF1, macroRocAuc, ece } = scores;
  const part = { images: 56, accuracy, balancedAccuracy };
  const calibration = { ece: { before: 0.2, after: 0.1 }, nll: { before: 0.9, after: 0.8 } };
  const prospect = {
    count: 9,
    most: 50,
    chanceAtMost: 0.9,
    standardErrorAtMost: 0.01,
    isBestCase: false,
  };
  const variant = {
    cells: { succeeded: 1, failed: 1, skipped: 0, racedOut: 0, cancelled: 0 },
    pooled: evaluation,
    calibration: { temperatures: [0.9, 1.1], ...calibration },
    worstCase: { cells: 2, missing: 1, accuracy, balancedAccuracy, macroF1, difference: null },
    intervals,
    segmentation: { images: 40, meanDice: 0.8 },
    repeats: [{ images: 56, accuracy, balancedAccuracy, macroF1 }],
    overCells: { mean: scores, sd: null },
    title: 'title',
    removedComponent: null,
  };
  const comparison = {
    cells: 1,
    difference: -0.02,
    pooled: { balancedAccuracy: -0.02, macroF1: -0.02, intervals },
    p: 0.04,
    adjustedP: 0.04,
    estimate: {
      units: 2,
      testToTrain: 1,
      foldSd: 0.01,
      seedSd: null,
      standardError: 0.02,
      df: 1,
      interval: [-0.03, -0.01],
      family: { level: 0.05, interval: [-0.03, -0.01] },
    },
    verdict: 'hurts',
    chances: { better: 0.1, equal: 0.2, worse: 0.7 },
    power: { at: [{ difference: 0.01, power: 0.3 }], smallestDetectable: 0.05 },
    outlook: { repeats: prospect, seeds: prospect },
  };
  const transfer = {
    classes: [...firstScheme.classes],
    scores: { accuracy, balancedAccuracy, macroPrecision, macroF1, macroRocAuc, ece },
    intervals,
    perClass,
    confusionMatrix,
    members: { mean: 0.7, sd: 0.1 },
  };
  const [name, members] = ['drawn', ['full.f0.s1', 'no-focal.f0.s1']];
  const fiveScores = { accuracy, top2: 0.8, top3: 0.9, balancedAccuracy, macroF1 };
  const fiveIntervals = ofEnsembleScores(() => [0.6, 0.9]);
  const crossValidated = {
    variants: ['full'],
    models: [1, 2],
    evaluation,
    intervals: fiveIntervals,
    recallIntervals: intervals.recalls,
    gain: { scores: fiveScores, intervals: fiveIntervals },
  };
  const gain = { scores: fiveScores, intervals: fiveIntervals };
  const viewRow = {
    by: 'allSeeds',
    views: 'dihedral8',
    models: 1,
    scores: fiveScores,
    sd: null,
    intervals: fiveIntervals,
    overPlain: gain,
    overSingle: gain,
  };
  const winner = {
    stage: 'ablation',
    studyId,
    edition: 1,
    variant: 'full',
    by: 'balancedAccuracy',
    rule: { withinPoints: 2, smallest: 'parameters' },
    candidates: [
      { variant: 'full', score: 0.71, parameters: 1000 },
      { variant: 'no-focal', score: 0.72, parameters: 2000 },
    ],
    leftOut: [{ variant: 'no-fc', reason: '1 of its cells have no result' }],
  };
  return reportSchema.parse({
    schemaVersion: 6,
    studyId,
    name: study.name,
    state: 'finished',
    writtenAt: at,
    dataset: { name, manifestSha256: sha256, positive: firstScheme.positive },
    foldPlan: study.foldPlan,
    asked: 'Does focal loss help?',
    question: ['Does focal loss help?', 'Compared with the baseline full: 1 arm, no-focal.'],
    dataFlow: {
      dataset: {
        images: 70,
        groups: 70,
        source: 'drawn',
        licence: 'CC0',
        dropped: [{ reason: 'excluded-class', images: 9 }],
        copies: 2,
      },
      planned: { images: 70, groups: 70 },
      sealed: { images: 14, groups: 14 },
      pool: { images: 56, groups: 56 },
      folds: [[0, 1].map(() => ({ images: 28, groups: 28 }))],
    },
    classSizes: firstScheme.classes.map((name) => ({
      name,
      pool: { images: 8, groups: 8 },
      sealed: { images: 2, groups: 2 },
    })),
    series: {
      stages: ['backbones', 'ablation', 'last'],
      index: 1,
      winner: { ...winner, stage: 'backbones', studyId: 'earlier' },
      chosen: [winner],
    },
    seeds: [1],
    leakage: [{ variant: 'full', leaked: part, others: part }],
    headlines: ['no-focal hurts.'],
    caveats: [{ kind: 'oneClass', subject: 'full', text: 'One cell | answers nv throughout.' }],
    notes: ['No lesion has images on both sides of a split.'],
    trivial: { class: 'nv', accuracy: 0.1, balancedAccuracy: 0.1, macroF1: 0.1 },
    variants: [
      { ...variant, name: 'full', role: 'baseline', comparison: null },
      { ...variant, name: 'no-focal', role: 'arm', comparison },
    ],
    configuration: {
      baseline: 'full',
      settings: [{ path: 'model.backbone', value: 'resnet50' }],
      arms: [],
    },
    ensemble: {
      schemaVersion: 3,
      studyId,
      variant: 'full',
      partners: ['no-focal'],
      testTimeAugmentation: 'none',
      combination: 'mean',
      selection: { metric: 'nll', rounds: 50, sortedStart: 1, bags: 0, bagShare: 0.5 },
      members,
      missing: [],
      learnt: {
        weights: { full: 0.6, 'no-focal': 0.4 },
        images: 40,
        cells: 4,
        nll: { equal: 0.7, learnt: 0.6 },
      },
      predictions: { key: 'k', sha256 },
      evaluation,
      intervals,
      calibration,
      conformal: [
        {
          coverage: 0.9,
          isClassConditional: false,
          all: coverageCounts,
          classes: evaluation.perClass.map(() => coverageCounts),
          subgroups: [{ attribute: 'sex', value: 'female', ...coverageCounts }],
        },
      ],
      comparison: {
        baseline: 'full',
        models: ['full.f0.s1'],
        scores: { balancedAccuracy, macroF1, accuracy, macroRocAuc },
        intervals,
      },
      scoredViews: {
        members: [{ trialId: 'full.f0.s1', seed: 1, weight: 1, predictions: { key: 'k', sha256 } }],
        rows: [viewRow, { ...viewRow, by: 'single', sd: fiveScores, overSingle: null }],
      },
      uncertainty: {
        right: { images: 40, entropy: 0.4, mutualInformation: 0.1 },
        wrong: null,
        errorRocArea: { entropy: 0.8, mutualInformation: 0.7 },
      },
      scoredAt: at,
    },
    stopping: {
      config: { rule: 'median', minEpochs: 5, minTrials: 5 },
      decisions: [
        {
          schemaVersion: 1,
          studyId,
          number: 1,
          edition: 1,
          decidedAt: at,
          rule: 'median',
          trialId: 'no-focal.f1.s1',
          variant: 'no-focal',
          epoch: 6,
          best: 0.31,
          threshold: 0.47,
          compared: [{ trialId: 'full.f0.s1', score: 0.47 }],
        },
      ],
      revived: [],
    },
    crossValidated: [crossValidated, { ...crossValidated, variants: ['full', 'no-focal'] }],
    published: {
      caveat: 'Drawn images.',
      results: [
        {
          name: 'Someone 2020',
          source: 'elsewhere',
          protocol: 'split by image',
          groupsKeptApart: 'no',
          scores: { accuracy: 0.98 },
        },
      ],
      reproduced: {
        source: 'elsewhere',
        rows: [{ name: '6 full', beside: 'baseline', scores: { accuracy: 0.9, macroRecall: 0.8 } }],
      },
    },
    crossEvaluations: [
      {
        schemaVersion: 2,
        studyId,
        crossEvaluationId: 'elsewhere',
        variant: 'full',
        testTimeAugmentation: 'none',
        source: { name, manifestSha256: sha256 },
        target: { name: 'other', manifestSha256: 'b'.repeat(64) },
        requestedAt: at,
        members,
        missing: [],
        images: 70,
        groups: 70,
        dropped: [{ reason: 'sealed', images: 3 }],
        unknownClassImages: 2,
        accuracyWithUnknown: 0.7,
        open: transfer,
        closed: transfer,
        predictions: { key: 'k', sha256 },
        scoredAt: at,
      },
    ],
    sealedOpenings: [
      {
        schemaVersion: 2,
        partSha256: sha256,
        images: 14,
        openedAt: at,
        studyId,
        number: 1,
        worker: 'worker',
        host: 'host',
        variant: 'full',
        members,
      },
    ],
    ensembleMissing: null,
    failures: [],
  });
}

/** What stands beside {@link reportInFull}: curves, subgroups, costs, errors, devices. */
export function appendixInFull(): ReportAppendix {
  const curve = (by: number) => ({
    cells: 2,
    mean: [0.031, 0.412, 0.953].map((value) => value + by),
    sd: [0.011, 0.022, 0.033],
  });
  const curves = [null, 'mel', 'nv'].map((name, i) => ({ class: name, ...curve(i / 100) }));
  const reliability = Array.from({ length: 15 }, (_, bin) => ({
    cells: 2,
    confidence: bin / 15 + 0.05,
    accuracy: 0.555,
    sd: 0.044,
  }));
  const interval: [number, number] = [0.613, 0.874];
  return reportAppendixSchema.parse({
    schemaVersion: 1,
    studyId,
    edition: 1,
    curves: {
      grid: [0, 0.5, 1],
      variants: ['full', 'no-focal'].map((variant, i) => ({
        variant,
        roc: curves,
        precisionRecall: curves,
        riskCoverage: curve(i / 100),
        reliability,
      })),
    },
    subgroups: ['face', 'back'].map((value, i) => ({
      variant: 'full',
      attribute: 'site',
      value,
      images: 31 + i,
      groups: 29 + i,
      absentClasses: i === 0 ? [] : ['df'],
      accuracy: 0.731 + i / 100,
      accuracyInterval: interval,
      balancedAccuracy: 0.722 + i / 100,
      balancedAccuracyInterval: interval,
    })),
    tradeOffs: [
      ['full', 23_587_712, 3_857_973_248, 12.34],
      ['no-focal', 7_794_184, 987_654_321, 5.67],
    ].map(([variant, parameters, multiplyAdds, millisecondsPerImage]) => ({
      variant,
      imageSizePx: 96,
      parameters,
      multiplyAdds,
      millisecondsPerImage,
    })),
    learningCurves: [
      {
        points: [
          { variant: 'no-focal', share: 0.3, images: 17, groups: 15 },
          { variant: 'full', share: 1, images: 56, groups: 51 },
        ],
      },
    ],
    sharedErrors: {
      variant: 'full',
      cases: 56,
      cells: [2, 2],
      rows: [
        {
          group: 'lesion-3',
          label: 'nv',
          images: 1,
          cells: 2,
          answers: [
            { class: 'mel', cells: 1 },
            { class: 'bcc', cells: 1 },
          ],
          answerProbability: 0.913,
          labelProbability: 0.042,
        },
      ],
    },
    environments: [
      {
        ...environment,
        precision: 'float32',
        deterministic: true,
        trials: 4,
      },
    ],
    deviceSeconds: 45_678,
  });
}

const environment = {
  crossfold: '0.1.0',
  gitCommit: null,
  node: 'v20.11.0',
  tfjs: '4.22.0',
  tensorflow: '2.21.0',
  device: 'cpu',
  threads: 2,
};

/** What its variants take to predict. */
export function measurementsInFull(): Measurement[] {
  return ['full', 'no-focal'].map((variant, i) =>
    measurementSchema.parse({
      schemaVersion: 1,
      studyId,
      variant,
      trialId: `${variant}.f0.s1`,
      weightsSha256: sha256,
      imageSizePx: 96,
      measuredAt: at,
      latency: [1, 32].map((batchSize) => ({
        batchSize,
        runs: 10,
        medianMs: (7.89 + i) * batchSize,
        p95Ms: (9.87 + i) * batchSize,
      })),
      memory: { beforeBytes: 212_345_678, peakBytes: 345_678_901 + i * 1e7 },
      environment: { ...environment, host: 'bench' },
    }),
  );
}

/** Where the models of the study look. */
export function explanationInFull(): Explanation {
  const overlap = {
    images: 4,
    energyInside: 0.6,
    interval: [0.5, 0.7],
    maskShare: 0.3,
    pointingGame: 0.7,
    iou: 0.4,
    backgroundQuotient: 0.5,
  };
  const row = { all: overlap, right: overlap, wrong: null, comparison: null, isFlagged: false };
  return explanationSchema.parse({
    schemaVersion: 2,
    studyId,
    number: 1,
    requestedAt: at,
    options: {
      variant: 'full',
      layer: 'block',
      seed: 1,
      method: 'gradCam',
      picturesPerClass: 0,
      imagesPerClass: 4,
      occlusion: false,
    },
    mapSize: [7, 7],
    members: ['full.f0.s1'],
    missing: [],
    images: 4,
    imagesWithMask: 4,
    emptyMaps: 0,
    classes: [{ ...row, class: 'mel' }],
    findings: ['Nothing was found.'],
    occlusion: null,
    pictures: [],
    writtenAt: at,
  });
}
