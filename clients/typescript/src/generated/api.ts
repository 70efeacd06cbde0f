// Generated from the OpenAPI document by open-api.test.ts. Do not edit.

export interface paths {
  '/api/v1/studies': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List studies */
    get: operations['listStudies'];
    put?: never;
    /** Submit a study file */
    post: operations['submitStudy'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/forecast': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What a study file would come to
     * @description Nothing is submitted.
     */
    post: operations['forecastStudy'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/clone': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Submit the file of a study once more, with changes */
    post: operations['cloneStudy'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    /** A study: what it is, and how far */
    get: operations['getStudy'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/configuration': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    /** The settings that a study trains with, and what its arms change */
    get: operations['getConfiguration'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/cells': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    /** All trials of a study in short, for a matrix of folds */
    get: operations['listCells'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    /** List the trials of a study */
    get: operations['listTrials'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials/{trialId}': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    /** A trial: its state, progress and scores */
    get: operations['getTrial'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials/{trialId}/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    /** Curves of a trial */
    get: operations['getTrialMetrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/report': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    /** The report of a study that has ended */
    get: operations['getReport'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/notes': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    /** Notes, tags and owner of a study */
    get: operations['getNotes'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Write notes, tags or owner of a study
     * @description What is left out stays.
     */
    patch: operations['changeNotes'];
    trace?: never;
  };
  '/api/v1/studies/{studyId}/sealed-part': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    /** The sealed part of a study, and who has opened it */
    get: operations['getSealedPart'];
    put?: never;
    /**
     * Open the sealed part of a study that has ended without an ensemble
     * @description By a clone that takes its results, trains the trials that have none, and scores an ensemble. The opening is logged and counted for good; asked again, it is the same clone.
     */
    post: operations['openSealedPart'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials/{trialId}/receipt': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    /** The receipt of a trial: hashes, scores, versions, device and times */
    get: operations['getReceipt'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials/{trialId}/attempts': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    /** List the attempts at a trial, and how each ended */
    get: operations['listAttempts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials/{trialId}/predictions': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    /** What a trial says of the images of its outer fold */
    get: operations['getTrialPredictions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials/{trialId}/log': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    /**
     * What an attempt at a trial has said: its progress, and what its process printed
     * @description Lines of time, source and text. Kept are 64 KiB of the beginning and 192 KiB of the end; one that runs is stored every 15 s. One range of bytes may be asked for.
     */
    get: operations['getTrialLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials/{trialId}/weights': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    /**
     * The weights of a trial that were evaluated, as safetensors
     * @description One range of bytes may be asked for; what asks for several gets all.
     */
    get: operations['getWeights'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/tables/{table}': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description Which table.
         * @example variants
         */
        table:
          | 'variants'
          | 'differences'
          | 'classes'
          | 'confusions'
          | 'ensemble'
          | 'ensembleViews'
          | 'crossValidated'
          | 'subgroups'
          | 'learningCurves'
          | 'sharedErrors'
          | 'tradeOffs'
          | 'curves'
          | 'published'
          | 'dataFlow'
          | 'winners'
          | 'race'
          | 'stops'
          | 'caveats'
          | 'cells'
          | 'epochs'
          | 'predictions';
      };
      cookie?: never;
    };
    /**
     * A table of a study, for data frames
     * @description Values in columns, one row a thing.
     */
    get: operations['getTable'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/comparisons': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Compare variants of any studies, paired by cell
     * @description Of out-of-fold scores. Nothing of a sealed part is read.
     */
    get: operations['compareVariants'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/presets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Study files that come with crossfold */
    get: operations['listPresets'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End it for good
     * @description What is finished of a study is summarised.
     */
    post: operations['cancelStudy'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials/{trialId}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End it for good
     * @description What is finished of a study is summarised.
     */
    post: operations['cancelTrial'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Stop trials at their next step
     * @description They keep their checkpoints.
     */
    post: operations['pauseStudy'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials/{trialId}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Stop trials at their next step
     * @description They keep their checkpoints.
     */
    post: operations['pauseTrial'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Go on with what was paused */
    post: operations['resumeStudy'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials/{trialId}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Go on with what was paused */
    post: operations['resumeTrial'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Try again what failed, was skipped or cancelled
     * @description All of it, or of a study the trials that are named. The report is written anew after.
     */
    post: operations['retryStudy'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials/{trialId}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Try again what failed, was skipped or cancelled
     * @description All of it, or of a study the trials that are named. The report is written anew after.
     */
    post: operations['retryTrial'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/revive': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Run what was raced out
     * @description Of one arm, or of all. They race no more; the report is written anew after.
     */
    post: operations['reviveStudy'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials/{trialId}/revive': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Run what was raced out
     * @description Of one arm, or of all. They race no more; the report is written anew after.
     */
    post: operations['reviveTrial'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/priority': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Say how soon its trials are taken
     * @description The higher, the sooner; 0 to begin with.
     */
    post: operations['prioritiseStudy'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/trials/{trialId}/priority': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Say how soon its trials are taken
     * @description The higher, the sooner; 0 to begin with.
     */
    post: operations['prioritiseTrial'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/actions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ask the same of many studies
     * @description Of those that are named, or of all that a filter of the list has at that moment, up to 1000. What one of them refuses does not stop the others. Each command is in the audit log by itself.
     */
    post: operations['actOnStudies'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/budget': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Give a study another budget
     * @description In place of that of its file. One that was stopped for want of budget goes on; its report is written anew after.
     */
    post: operations['setBudget'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/cross-evaluations': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    /** List the cross-evaluations of a study */
    get: operations['listCrossEvaluations'];
    put?: never;
    /**
     * Predict another data set with the models of a study
     * @description The same question twice is one.
     */
    post: operations['requestCrossEvaluation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/cross-evaluations/{crossEvaluationId}': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description Id of a cross-evaluation.
         * @example 0a1b2c3d4e5f
         */
        crossEvaluationId: string;
      };
      cookie?: never;
    };
    /** A cross-evaluation */
    get: operations['getCrossEvaluation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/explanations': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    /** List the explanations of a study */
    get: operations['listExplanations'];
    put?: never;
    /**
     * Ask where the models of a study look
     * @description The same question twice is one.
     */
    post: operations['requestExplanation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/explanations/{number}': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description Of the explanation.
         * @example 1
         */
        number: number;
      };
      cookie?: never;
    };
    /** An explanation */
    get: operations['getExplanation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/explanations/{number}/report': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description Of the explanation.
         * @example 1
         */
        number: number;
      };
      cookie?: never;
    };
    /** An explanation, to read */
    get: operations['getExplanationReport'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/explanations/{number}/pictures/{position}': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description Of the explanation.
         * @example 1
         */
        number: number;
        /**
         * @description Of the picture or the image, from 1.
         * @example 1
         */
        position: number;
      };
      cookie?: never;
    };
    /** A picture of an explanation */
    get: operations['getExplanationPicture'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/predictions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Predict images, for research only
     * @description At most 16 images of 10 MiB each, 32 MiB as JSON. A worker predicts them; images and answers are removed after 24 hours.
     */
    post: operations['requestPrediction'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/predictions/{predictionId}': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a prediction.
         * @example 20261130T120000-0a1b2c3d4e5f6a7b
         */
        predictionId: string;
      };
      cookie?: never;
    };
    /** A prediction */
    get: operations['getPrediction'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/predictions/{predictionId}/maps/{position}': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a prediction.
         * @example 20261130T120000-0a1b2c3d4e5f6a7b
         */
        predictionId: string;
        /**
         * @description Of the picture or the image, from 1.
         * @example 1
         */
        position: number;
      };
      cookie?: never;
    };
    /**
     * Where the models look in a predicted image
     * @description The weighted mean of the Grad-CAM maps of the models, for the likeliest class, beside the image as they see it. For predictions that asked for it by `explain`.
     */
    get: operations['getPredictionMap'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/reconcile': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rebuild the queue from the store
     * @description Done by itself too, at start and after a wipe of Redis.
     */
    post: operations['reconcile'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/queue': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the jobs that wait, and why each does */
    get: operations['listQueue'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/fleet/forecast': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Say when studies begin and end, and what is left of them
     * @description By how long their trials took so far, on the slots that are connected.
     */
    get: operations['forecastFleet'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/fleet/policy': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How the fleet is shared, and what it costs */
    get: operations['getFleetPolicy'];
    /**
     * Say how the fleet is shared, and what it costs
     * @description What is left out is as it was at first. It holds at once, for trials that wait too.
     */
    put: operations['setFleetPolicy'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/workers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the workers that are connected, and what they train */
    get: operations['listWorkers'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/fleet/demand': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Say how many slots have something to do, for what starts workers */
    get: operations['fleetDemand'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Follow what happens in all studies */
    get: operations['followEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/studies/{studyId}/events': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    /**
     * Follow what happens in a study
     * @description It begins when the study was submitted.
     */
    get: operations['followStudy'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/datasets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List data sets */
    get: operations['listDatasets'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/datasets/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Name of a data set.
         * @example ham10000
         */
        name: string;
      };
      cookie?: never;
    };
    /** A data set: counts, and nothing of a single image */
    get: operations['getDataset'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/datasets/{name}/fold-plans': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Name of a data set.
         * @example ham10000
         */
        name: string;
      };
      cookie?: never;
    };
    /** List the fold plans by which studies split a data set */
    get: operations['listFoldPlans'];
    put?: never;
    /**
     * Take a fold plan that was made elsewhere
     * @description A refusal names the images, groups and folds at fault.
     */
    post: operations['importFoldPlan'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/fold-plans/{sha256}': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Hash of a fold plan.
         * @example aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
         */
        sha256: string;
      };
      cookie?: never;
    };
    /** A fold plan: options and leak, and nothing of a single image */
    get: operations['getFoldPlan'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/schema/study': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The JSON Schema of a study file, for editors */
    get: operations['getStudySchema'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/datasets/{name}/problems': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Name of a data set.
         * @example ham10000
         */
        name: string;
      };
      cookie?: never;
    };
    /**
     * List what was wrong with the files of a data set, duplicates too
     * @description What names an image that a study seals is left out.
     */
    get: operations['listProblems'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/datasets/{name}/images': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Name of a data set.
         * @example ham10000
         */
        name: string;
      };
      cookie?: never;
    };
    /**
     * List images of a data set
     * @description Those that a study seals are left out, and labels are told of images that a study trains on.
     */
    get: operations['listImages'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/datasets/{name}/images/{imageId}': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Name of a data set.
         * @example ham10000
         */
        name: string;
        /**
         * @description Id of an image.
         * @example ISIC_0027419
         */
        imageId: string;
      };
      cookie?: never;
    };
    /**
     * The file of an image of a data set
     * @description Of at most 32 MiB; none that a study seals.
     */
    get: operations['getImage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who sends the request, and what they may do */
    get: operations['getSession'];
    put?: never;
    /**
     * Open a session of a browser, which has a cookie in place of the token
     * @description Its unsafe requests carry `csrfToken` as X-CSRF-Token.
     */
    post: operations['openSession'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/session/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End the session of a browser
     * @description A token that is sent stays as it is.
     */
    post: operations['endSession'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/session/oidc/ways': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether people may log in at a provider of OpenID Connect */
    get: operations['listWaysIn'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/session/oidc': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Begin a login at the provider
     * @description For browsers.
     */
    get: operations['beginLogin'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/session/oidc/callback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Come back from the provider
     * @description It opens a session of the browser.
     */
    get: operations['finishLogin'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the tokens that were made
     * @description Those that have ended too.
     */
    get: operations['listTokens'];
    put?: never;
    /**
     * Make a token for a user
     * @description The answer alone has the token.
     */
    post: operations['createToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tokens/{tokenId}': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of an API token.
         * @example a2b3c4d5e6f7
         */
        tokenId: string;
      };
      cookie?: never;
    };
    /** A token: whose it is, and what it may do */
    get: operations['getToken'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tokens/{tokenId}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of an API token.
         * @example a2b3c4d5e6f7
         */
        tokenId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End a token for good
     * @description Sessions that were opened with it end too.
     */
    post: operations['revokeToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/session/tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the tokens of whoever asks
     * @description Those that have ended too.
     */
    get: operations['listOwnTokens'];
    put?: never;
    /**
     * Make a token for oneself
     * @description It may do no more than whoever asks, and ends with the token that they use. The answer alone has it.
     */
    post: operations['createOwnToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/session/tokens/{tokenId}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of an API token.
         * @example a2b3c4d5e6f7
         */
        tokenId: string;
      };
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End a token of oneself for good
     * @description Sessions that were opened with it, and tokens that were made with it, end too.
     */
    post: operations['revokeOwnToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/audit-log': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the commands that were given, the newest first */
    get: operations['listAuditLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether the process answers */
    get: operations['isLive'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether studies can be taken and answered
     * @description The queue takes connections and writes, and the store works. How many workers are connected is said, too.
     */
    get: operations['isReady'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Figures for Prometheus */
    get: operations['getMetrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Problem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      remedy: string;
      problems: string[];
    };
    /** crossfold study */
    StudyFile: {
      /** @description Of the study; ids begin with it. */
      name: string;
      /** @description A name of `crossfold dataset list`. */
      dataset: string;
      /** @description What it is to answer, in a sentence or two: its report begins with this. */
      question?: string;
      /**
       * @description Whose share of the fleet its trials have; changes no result.
       * @default default
       */
      project: string;
      /**
       * @description How images are split; `image` leaks groups and needs `acknowledgeLeakage`.
       * @default grouped
       * @enum {string}
       */
      protocol: 'grouped' | 'dedup' | 'image';
      /**
       * @description Must be true for the protocol `image`: its scores are inflated.
       * @constant
       */
      acknowledgeLeakage?: true;
      /**
       * @description Parts of the images; each is held out once, and trained without.
       * @default 5
       */
      folds: number;
      /**
       * @description How often the images are split into folds anew; each fold of each split is trained on.
       * @default 1
       */
      repeats: number;
      /**
       * @description Share of the images sealed for the final ensemble, 0 for none (assumed).
       * @default 0.15
       */
      sealedShare: number;
      /**
       * @description Seed of the fold plan.
       * @default 0
       */
      splitSeed: number;
      /** @description Hash of a stored fold plan (`crossfold plan import`) instead of protocol, folds, repeats, sealedShare and splitSeed. */
      foldPlan?: string;
      /**
       * @description Root seeds; each variant trains on each fold once for each.
       * @default [
       *       1,
       *       2,
       *       3
       *     ]
       */
      seeds: number[];
      /**
       * @description The configuration that the arms are compared with.
       * @default {}
       */
      baseline: {
        /**
         * @description Of the variant.
         * @default full
         */
        name: string;
        /**
         * @description The part of the images that is seen.
         * @default {}
         */
        region: {
          /**
           * @description `foreground-only`: all but the region that a mask marks in one grey; `background-only`: that region and its rim painted over from around them; `crop`: its box with a margin.
           * @default full
           * @enum {string}
           */
          part: 'full' | 'foreground-only' | 'background-only' | 'crop';
          /**
           * @description Where the region is: by the masks of the data set, or by a threshold (Otsu 1979) on each image, whose overlap with existing masks (Dice) is reported.
           * @default given
           * @enum {string}
           */
          masks: 'given' | 'otsu';
        };
        /**
         * @description The network: backbone, head, weights, input.
         * @default {}
         */
        model: {
          /**
           * @description A name of `crossfold model list`.
           * @default resnet50
           */
          backbone: string;
          /**
           * @description Side of the square input in pixels (assumed: not published).
           * @default 224
           */
          imageSizePx: number;
          /**
           * @description Global average pooling of the backbone features, or all of them in one vector.
           * @default gap
           * @enum {string}
           */
          pooling: 'gap' | 'flatten';
          /**
           * @description Widths of the fully connected layers before the classifier (assumed widths).
           * @default [
           *       256,
           *       128
           *     ]
           */
          hiddenUnits: number[];
          /**
           * @description Dropout rate in the head, 0 for none (assumed).
           * @default 0.5
           */
          dropout: number;
          /**
           * @description Share of the running statistics kept at each step; null: the architecture's own.
           * @default null
           */
          batchNormMomentum: number | null;
          /**
           * @description Where the weights of the backbone come from.
           * @default {
           *       "from": "random"
           *     }
           */
          weights:
            | {
                /** @constant */
                from: 'random';
              }
            | {
                /** @constant */
                from: 'imagenet';
              }
            | {
                /** @constant */
                from: 'file';
                /** @description A .h5, .weights.h5 or .safetensors file on the worker; absolute, or beside the study file for the command line. */
                path: string;
                /** @description Refuse the file if its hash differs. */
                sha256?: string;
              }
            | {
                /** @constant */
                from: 'address';
                /** @description Of such a file: `https://` or `s3://`; each worker fetches it once. */
                address: string;
                /** @description Of the file: anything else is refused. */
                sha256: string;
              };
        };
        /**
         * @description What training makes small.
         * @default {}
         */
        loss:
          | {
              /** @constant */
              name: 'crossEntropy';
              /**
               * @description Share of each target that is spread over all classes; 0 for none.
               * @default 0
               */
              labelSmoothing: number;
              /**
               * @description Adds this times the log of the class frequency to the logits in training.
               * @default 0
               */
              logitAdjustment: number;
              /**
               * @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order.
               * @default balanced
               */
              classWeights: ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
              /**
               * @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency.
               * @default 0.999
               */
              effectiveNumberBeta: number;
              /**
               * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
               * @default batchMean
               * @enum {string}
               */
              reduction: 'batchMean' | 'weightedMean';
            }
          | {
              /**
               * @default focal
               * @constant
               */
              name: 'focal';
              /**
               * @description Focusing exponent (assumed).
               * @default 2
               */
              gamma: number;
              /**
               * @description Share of each target that is spread over all classes; 0 for none.
               * @default 0
               */
              labelSmoothing: number;
              /**
               * @description Adds this times the log of the class frequency to the logits in training.
               * @default 0
               */
              logitAdjustment: number;
              /**
               * @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order.
               * @default balanced
               */
              classWeights: ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
              /**
               * @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency.
               * @default 0.999
               */
              effectiveNumberBeta: number;
              /**
               * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
               * @default batchMean
               * @enum {string}
               */
              reduction: 'batchMean' | 'weightedMean';
            }
          | {
              /** @constant */
              name: 'ldam';
              /**
               * @description Margin of the rarest class in logits: 15 is 0.5 at a scale of 30.
               * @default 15
               */
              maxMargin: number;
              /**
               * @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order.
               * @default balanced
               */
              classWeights: ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
              /**
               * @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency.
               * @default 0.999
               */
              effectiveNumberBeta: number;
              /**
               * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
               * @default batchMean
               * @enum {string}
               */
              reduction: 'batchMean' | 'weightedMean';
            }
          | {
              /** @constant */
              name: 'gce';
              /**
               * @description Towards 0: cross-entropy; 1: the mean absolute error.
               * @default 0.7
               */
              q: number;
              /**
               * @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order.
               * @default balanced
               */
              classWeights: ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
              /**
               * @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency.
               * @default 0.999
               */
              effectiveNumberBeta: number;
              /**
               * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
               * @default batchMean
               * @enum {string}
               */
              reduction: 'batchMean' | 'weightedMean';
            };
        /**
         * @description null for none.
         * @default {}
         */
        augmentation: {
          /**
           * @description Largest angle (assumed).
           * @default 180
           */
          rotationDegrees: number;
          /**
           * @description Whether half of the images are mirrored left to right.
           * @default true
           */
          horizontalFlip: boolean;
          /**
           * @description Whether half of the images are mirrored top to bottom.
           * @default true
           */
          verticalFlip: boolean;
          /**
           * @description Smallest share of the area that a random crop keeps; 1 for no crop (assumed).
           * @default 0.8
           */
          cropScaleMin: number;
          /**
           * @description Largest quotient of the sides of a random crop, either way; 1 for squares.
           * @default 1
           */
          cropAspectMax: number;
          /**
           * @description Side of the blanked square as a share of the image side; 0 for none (assumed).
           * @default 0.25
           */
          cutoutShare: number;
          /**
           * @description Largest change of the factor, as in torchvision's ColorJitter; 0 for none.
           * @default 0
           */
          brightness: number;
          /**
           * @description The same for contrast.
           * @default 0
           */
          contrast: number;
          /**
           * @description The same for saturation.
           * @default 0
           */
          saturation: number;
          /**
           * @description Largest turn as a share of the circle.
           * @default 0
           */
          hue: number;
          /**
           * @description Random operations out of identity, shear, translation, rotation, brightness, colour, contrast, sharpness, posterise, solarise, auto-contrast and equalise; null for none.
           * @default null
           */
          randAugment: {
            /**
             * @description For each image, one after the other.
             * @default 2
             */
            operations: number;
            /**
             * @description From 0 to 30.
             * @default 9
             */
            magnitude: number;
            /**
             * @description Standard deviation of the magnitude, image by image, as timm's `mstd`.
             * @default 0
             */
            magnitudeDeviation: number;
          } | null;
          /**
           * @description Blends pairs of images and their classes by shares from Beta(a, a); 0 for none.
           * @default 0
           */
          mixupAlpha: number;
          /**
           * @description The same with boxes cut from one into the other; with mixup, batches take turns.
           * @default 0
           */
          cutmixAlpha: number;
        } | null;
        /**
         * @description Stages, optimiser, schedule, and what is kept.
         * @default {}
         */
        training: {
          /**
           * @description Images of one step of the optimiser (assumed: not published).
           * @default 32
           */
          batchSize: number;
          /**
           * @description Leave out the last batch of an epoch where it is smaller than the others, so that no update rests on the batch statistics of a few images; folds of different sizes then share one graph. Which images are left out differs from epoch to epoch.
           * @default false
           */
          dropLastBatch: boolean;
          /**
           * @description Pieces that a batch is computed in, their gradients summed for its one update: less memory, the same update; but each piece has its own batch statistics.
           * @default 1
           */
          accumulateSteps: number;
          /**
           * @description `shuffle`: each image once in an epoch; `balanced`: as many images, each class alike often. With class weights as well, rarity counts twice.
           * @default shuffle
           * @enum {string}
           */
          sampling: 'shuffle' | 'balanced';
          /**
           * @description Keras's Adam (assumed).
           * @default {}
           */
          optimiser:
            | {
                /**
                 * @default adam
                 * @constant
                 */
                name: 'adam';
                /**
                 * @description Decay of the mean of the gradients, a step; higher smooths more.
                 * @default 0.9
                 */
                beta1: number;
                /**
                 * @description Decay of the mean of the squared gradients, a step.
                 * @default 0.999
                 */
                beta2: number;
                /**
                 * @description Added to the root of the squared gradients; larger damps small gradients.
                 * @default 1e-7
                 */
                epsilon: number;
              }
            | {
                /** @constant */
                name: 'adamw';
                /**
                 * @description Decay of the mean of the gradients, a step; higher smooths more.
                 * @default 0.9
                 */
                beta1: number;
                /**
                 * @description Decay of the mean of the squared gradients, a step.
                 * @default 0.999
                 */
                beta2: number;
                /**
                 * @description Added to the root of the squared gradients; larger damps small gradients.
                 * @default 1e-7
                 */
                epsilon: number;
                /**
                 * @description Kernels shrink by learning rate × weight decay at each step; all else does not.
                 * @default 0.004
                 */
                weightDecay: number;
              }
            | {
                /** @constant */
                name: 'sgd';
                /**
                 * @description Share of the last update that the next one keeps; 0 for none.
                 * @default 0.9
                 */
                momentum: number;
                /**
                 * @description Whether the gradient is taken where the momentum leads (Nesterov).
                 * @default false
                 */
                nesterov: boolean;
              };
          /**
           * @description Largest global norm of the gradients, longer ones are scaled down; null: any.
           * @default null
           */
          clipNorm: number | null;
          /**
           * @description Trained one after the other; the optimiser starts anew in each (assumed).
           * @default [
           *       {
           *         "name": "head",
           *         "trainable": "head",
           *         "epochs": 5,
           *         "learningRate": 0.001,
           *         "backboneLearningRate": null,
           *         "classWeights": true
           *       },
           *       {
           *         "name": "fine-tune",
           *         "trainable": "all",
           *         "epochs": 45,
           *         "learningRate": 0.0001,
           *         "backboneLearningRate": null,
           *         "classWeights": true
           *       }
           *     ]
           */
          stages: {
            /** @description For curves and logs. */
            name: string;
            /** @description `head`: the backbone is frozen; `lastBlocks`: all of it but its last blocks. */
            trainable:
              | ('head' | 'all')
              | {
                  /** @description How many blocks, counted from the output. */
                  lastBlocks: number;
                };
            /** @description Epochs at most; `earlyStopping` may end the last stage sooner. */
            epochs: number;
            /** @description At the beginning of the stage; `schedule` and `plateau` change it. */
            learningRate: number;
            /**
             * @description Of the backbone where it is not the head's; null: `learningRate`.
             * @default null
             */
            backboneLearningRate: number | null;
            /**
             * @description Whether the loss weighs classes; only in a last stage: deferred re-weighting.
             * @default true
             */
            classWeights: boolean;
          }[];
          /**
           * @description Layer-wise decay of the learning rate: that of each block as a share of the block after it; the head has the whole.
           * @default 1
           */
          layerDecay: number;
          /**
           * @description Batch normalisations of the backbone keep the statistics, scales and offsets that they come with.
           * @default false
           */
          frozenBatchNorm: boolean;
          /**
           * @description Of the learning rate, from the beginning of each stage.
           * @default {}
           */
          schedule:
            | {
                /**
                 * @default plateau
                 * @constant
                 */
                name: 'plateau';
              }
            | {
                /** @constant */
                name: 'constant';
              }
            | {
                /** @constant */
                name: 'cosine';
                /**
                 * @description Epochs in which the rate grows from zero.
                 * @default 1
                 */
                warmupEpochs: number;
                /**
                 * @description What is left at its end, as a share of the stage's rate.
                 * @default 0
                 */
                finalShare: number;
              }
            | {
                /** @constant */
                name: 'step';
                /**
                 * @description Epochs between two cuts.
                 * @default 30
                 */
                everyEpochs: number;
                /**
                 * @description By which it is lowered.
                 * @default 0.1
                 */
                factor: number;
              };
          /**
           * @description Of a moving average of the weights that is evaluated in their place; null: none.
           * @default null
           */
          emaDecay: number | null;
          /**
           * @description Stochastic weight averaging: the mean of the weights after each of these epochs is evaluated, not the best epoch; batch statistics are re-estimated.
           * @default null
           */
          swa: {
            /** @description The last epochs of the last stage. */
            epochs: number;
          } | null;
          /**
           * @description Take batch statistics anew, over the training part, for the weights that are evaluated in the end, which may be a moving average; done with `swa` anyway.
           * @default false
           */
          reestimateBatchNorm: boolean;
          /**
           * @description Of convolutions and what lies between them; auto: bfloat16 where the device multiplies it natively, float16 on GPUs that have only that. float16 scales the loss, and is slow on CPUs. Weights, sums and predictions of the outer fold are always float32.
           * @default float32
           * @enum {string}
           */
          precision: 'auto' | 'float32' | 'bfloat16' | 'float16';
          /**
           * @description Refuse faster kernels that give other bits from run to run; matters on GPUs.
           * @default false
           */
          deterministic: boolean;
          /**
           * @description Lower the learning rate when the inner validation loss stalls; null for never.
           * @default {}
           */
          plateau: {
            /**
             * @description By which the rate is multiplied.
             * @default 0.1
             */
            factor: number;
            /**
             * @description Epochs without gain before it is lowered.
             * @default 10
             */
            patience: number;
            /**
             * @description Least fall of the loss that counts as gain.
             * @default 0.0001
             */
            minDelta: number;
            /**
             * @description Epochs after a cut in which none is counted.
             * @default 0
             */
            cooldown: number;
            /**
             * @description The rate goes no lower.
             * @default 0
             */
            minLearningRate: number;
          } | null;
          /**
           * @description End the last stage when the monitored value stalls; null for never.
           * @default {}
           */
          earlyStopping: {
            /**
             * @description Epochs without gain before it ends.
             * @default 15
             */
            patience: number;
            /**
             * @description Least gain that counts, in the unit of `monitor`.
             * @default 0
             */
            minDelta: number;
          } | null;
          /**
           * @description The inner validation value that picks the best epoch and stops early; `none`: the last epoch is kept.
           * @default balancedAccuracy
           * @enum {string}
           */
          monitor: 'loss' | 'balancedAccuracy' | 'none';
          /**
           * @description Share of the training folds that is the inner, grouped validation part.
           * @default 0.15
           */
          validationShare: number;
          /**
           * @description Share of the groups of each class that is trained on, of what inner validation leaves; smaller shares lie within larger ones. For learning curves.
           * @default 1
           */
          trainShare: number;
        };
        /**
         * @description How its models predict: training does not depend on it.
         * @default {}
         */
        evaluation: {
          /**
           * @description Views of each image of the outer fold whose probabilities are averaged; also of inner validation when training is over. `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
           * @default none
           * @enum {string}
           */
          testTimeAugmentation: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
        };
      };
      /**
       * @description What is compared with the baseline.
       * @default {}
       */
      arms: {
        /**
         * @description One arm for each component: the baseline without it.
         * @default []
         */
        leaveOneOut: (
          | 'dropout'
          | 'augmentation'
          | 'classWeights'
          | 'focal'
          | 'fc'
          | 'gap'
          | 'pretraining'
          | 'rotation'
          | 'flips'
          | 'crop'
          | 'cutout'
          | 'mixup'
          | 'cutmix'
          | 'colour'
          | 'randAugment'
          | 'labelSmoothing'
          | 'logitAdjustment'
          | 'balancedSampling'
          | 'schedule'
          | 'layerDecay'
          | 'frozenBatchNorm'
          | 'ema'
          | 'swa'
          | 'tta'
        )[];
        /**
         * @description The arm `none`, the baseline without all of these components, and one arm for each: that with this component alone.
         * @default []
         */
        addOneIn: (
          | 'dropout'
          | 'augmentation'
          | 'classWeights'
          | 'focal'
          | 'fc'
          | 'gap'
          | 'pretraining'
          | 'rotation'
          | 'flips'
          | 'crop'
          | 'cutout'
          | 'mixup'
          | 'cutmix'
          | 'colour'
          | 'randAugment'
          | 'labelSmoothing'
          | 'logitAdjustment'
          | 'balancedSampling'
          | 'schedule'
          | 'layerDecay'
          | 'frozenBatchNorm'
          | 'ema'
          | 'swa'
          | 'tta'
        )[];
        /**
         * @description Arms for each pair of components and fields: the baseline without both components, or with both fields at each of their values.
         * @default []
         */
        pairwise: (
          | (
              | 'dropout'
              | 'augmentation'
              | 'classWeights'
              | 'focal'
              | 'fc'
              | 'gap'
              | 'pretraining'
              | 'rotation'
              | 'flips'
              | 'crop'
              | 'cutout'
              | 'mixup'
              | 'cutmix'
              | 'colour'
              | 'randAugment'
              | 'labelSmoothing'
              | 'logitAdjustment'
              | 'balancedSampling'
              | 'schedule'
              | 'layerDecay'
              | 'frozenBatchNorm'
              | 'ema'
              | 'swa'
              | 'tta'
            )
          | {
              /** @description Its path, such as `training.batchSize`. */
              field: string;
              /** @description The values, one after the other. */
              values: unknown[];
              /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
              when?: {
                [key: string]: unknown;
              };
            }
        )[];
        /** @description Every combination of components, with and without, and of values of fields. */
        fullFactorial?: {
          /** @description Components, each with and without, and fields with their values: every combination. */
          factors: (
            | (
                | 'dropout'
                | 'augmentation'
                | 'classWeights'
                | 'focal'
                | 'fc'
                | 'gap'
                | 'pretraining'
                | 'rotation'
                | 'flips'
                | 'crop'
                | 'cutout'
                | 'mixup'
                | 'cutmix'
                | 'colour'
                | 'randAugment'
                | 'labelSmoothing'
                | 'logitAdjustment'
                | 'balancedSampling'
                | 'schedule'
                | 'layerDecay'
                | 'frozenBatchNorm'
                | 'ema'
                | 'swa'
                | 'tta'
              )
            | {
                /** @description Its path, such as `training.batchSize`. */
                field: string;
                /** @description The values, one after the other. */
                values: unknown[];
                /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                when?: {
                  [key: string]: unknown;
                };
              }
          )[];
        };
        /**
         * @description Fields such as `training.batchSize` with their values: every combination.
         * @example {
         *       "training.batchSize": [
         *         16,
         *         32
         *       ],
         *       "loss.name": [
         *         "focal",
         *         "crossEntropy"
         *       ]
         *     }
         */
        grid?: {
          [key: string]:
            | unknown[]
            | {
                /** @description The values, one after the other. */
                values: unknown[];
                /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                when?: {
                  [key: string]: unknown;
                };
              };
        };
        /** @description So many configurations drawn at random, the same on every machine. */
        random?: {
          /** @description How many arms are drawn. */
          count: number;
          /**
           * @description Another seed draws other configurations.
           * @default 0
           */
          seed: number;
          /** @description Fields, each with `values`, or `min` and `max`. */
          space: {
            [key: string]:
              | unknown[]
              | {
                  /** @description The values, one after the other. */
                  values?: unknown[];
                  /** @description Least value that is drawn. */
                  min?: number;
                  /** @description Largest value that is drawn. */
                  max?: number;
                  /**
                   * @description Of min to max; linear when left out.
                   * @enum {string}
                   */
                  scale?: 'linear' | 'log';
                  /** @description Whole numbers from min to max, both included. */
                  integer?: boolean;
                  /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                  when?: {
                    [key: string]: unknown;
                  };
                };
          };
        };
        /**
         * @description Arms that are named one by one.
         * @default []
         */
        explicit: {
          /** @description Of the variant, in trials, tables and figures. */
          name: string;
          /** @description Laid over the baseline: objects by key, all else replaced. */
          overrides?: {
            /** @description The part of the images that is seen. */
            region?: {
              /**
               * @description `foreground-only`: all but the region that a mask marks in one grey; `background-only`: that region and its rim painted over from around them; `crop`: its box with a margin.
               * @enum {string}
               */
              part?: 'full' | 'foreground-only' | 'background-only' | 'crop';
              /**
               * @description Where the region is: by the masks of the data set, or by a threshold (Otsu 1979) on each image, whose overlap with existing masks (Dice) is reported.
               * @enum {string}
               */
              masks?: 'given' | 'otsu';
            };
            /** @description The network: backbone, head, weights, input. */
            model?: {
              /** @description A name of `crossfold model list`. */
              backbone?: string;
              /** @description Side of the square input in pixels (assumed: not published). */
              imageSizePx?: number;
              /**
               * @description Global average pooling of the backbone features, or all of them in one vector.
               * @enum {string}
               */
              pooling?: 'gap' | 'flatten';
              /** @description Widths of the fully connected layers before the classifier (assumed widths). */
              hiddenUnits?: number[];
              /** @description Dropout rate in the head, 0 for none (assumed). */
              dropout?: number;
              /** @description Share of the running statistics kept at each step; null: the architecture's own. */
              batchNormMomentum?: number | null;
              /** @description Where the weights of the backbone come from. */
              weights?:
                | {
                    /** @constant */
                    from?: 'random';
                  }
                | {
                    /** @constant */
                    from?: 'imagenet';
                  }
                | {
                    /** @constant */
                    from?: 'file';
                    /** @description A .h5, .weights.h5 or .safetensors file on the worker; absolute, or beside the study file for the command line. */
                    path?: string;
                    /** @description Refuse the file if its hash differs. */
                    sha256?: string;
                  }
                | {
                    /** @constant */
                    from?: 'address';
                    /** @description Of such a file: `https://` or `s3://`; each worker fetches it once. */
                    address?: string;
                    /** @description Of the file: anything else is refused. */
                    sha256?: string;
                  };
            };
            /** @description What training makes small. */
            loss?:
              | {
                  /** @constant */
                  name?: 'crossEntropy';
                  /** @description Share of each target that is spread over all classes; 0 for none. */
                  labelSmoothing?: number;
                  /** @description Adds this times the log of the class frequency to the logits in training. */
                  logitAdjustment?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                }
              | {
                  /** @constant */
                  name?: 'focal';
                  /** @description Focusing exponent (assumed). */
                  gamma?: number;
                  /** @description Share of each target that is spread over all classes; 0 for none. */
                  labelSmoothing?: number;
                  /** @description Adds this times the log of the class frequency to the logits in training. */
                  logitAdjustment?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                }
              | {
                  /** @constant */
                  name?: 'ldam';
                  /** @description Margin of the rarest class in logits: 15 is 0.5 at a scale of 30. */
                  maxMargin?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                }
              | {
                  /** @constant */
                  name?: 'gce';
                  /** @description Towards 0: cross-entropy; 1: the mean absolute error. */
                  q?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                };
            /** @description null for none. */
            augmentation?: {
              /** @description Largest angle (assumed). */
              rotationDegrees?: number;
              /** @description Whether half of the images are mirrored left to right. */
              horizontalFlip?: boolean;
              /** @description Whether half of the images are mirrored top to bottom. */
              verticalFlip?: boolean;
              /** @description Smallest share of the area that a random crop keeps; 1 for no crop (assumed). */
              cropScaleMin?: number;
              /** @description Largest quotient of the sides of a random crop, either way; 1 for squares. */
              cropAspectMax?: number;
              /** @description Side of the blanked square as a share of the image side; 0 for none (assumed). */
              cutoutShare?: number;
              /** @description Largest change of the factor, as in torchvision's ColorJitter; 0 for none. */
              brightness?: number;
              /** @description The same for contrast. */
              contrast?: number;
              /** @description The same for saturation. */
              saturation?: number;
              /** @description Largest turn as a share of the circle. */
              hue?: number;
              /** @description Random operations out of identity, shear, translation, rotation, brightness, colour, contrast, sharpness, posterise, solarise, auto-contrast and equalise; null for none. */
              randAugment?: {
                /** @description For each image, one after the other. */
                operations?: number;
                /** @description From 0 to 30. */
                magnitude?: number;
                /** @description Standard deviation of the magnitude, image by image, as timm's `mstd`. */
                magnitudeDeviation?: number;
              } | null;
              /** @description Blends pairs of images and their classes by shares from Beta(a, a); 0 for none. */
              mixupAlpha?: number;
              /** @description The same with boxes cut from one into the other; with mixup, batches take turns. */
              cutmixAlpha?: number;
            } | null;
            /** @description Stages, optimiser, schedule, and what is kept. */
            training?: {
              /** @description Images of one step of the optimiser (assumed: not published). */
              batchSize?: number;
              /** @description Leave out the last batch of an epoch where it is smaller than the others, so that no update rests on the batch statistics of a few images; folds of different sizes then share one graph. Which images are left out differs from epoch to epoch. */
              dropLastBatch?: boolean;
              /** @description Pieces that a batch is computed in, their gradients summed for its one update: less memory, the same update; but each piece has its own batch statistics. */
              accumulateSteps?: number;
              /**
               * @description `shuffle`: each image once in an epoch; `balanced`: as many images, each class alike often. With class weights as well, rarity counts twice.
               * @enum {string}
               */
              sampling?: 'shuffle' | 'balanced';
              /** @description Keras's Adam (assumed). */
              optimiser?:
                | {
                    /** @constant */
                    name?: 'adam';
                    /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                    beta1?: number;
                    /** @description Decay of the mean of the squared gradients, a step. */
                    beta2?: number;
                    /** @description Added to the root of the squared gradients; larger damps small gradients. */
                    epsilon?: number;
                  }
                | {
                    /** @constant */
                    name?: 'adamw';
                    /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                    beta1?: number;
                    /** @description Decay of the mean of the squared gradients, a step. */
                    beta2?: number;
                    /** @description Added to the root of the squared gradients; larger damps small gradients. */
                    epsilon?: number;
                    /** @description Kernels shrink by learning rate × weight decay at each step; all else does not. */
                    weightDecay?: number;
                  }
                | {
                    /** @constant */
                    name?: 'sgd';
                    /** @description Share of the last update that the next one keeps; 0 for none. */
                    momentum?: number;
                    /** @description Whether the gradient is taken where the momentum leads (Nesterov). */
                    nesterov?: boolean;
                  };
              /** @description Largest global norm of the gradients, longer ones are scaled down; null: any. */
              clipNorm?: number | null;
              /** @description Trained one after the other; the optimiser starts anew in each (assumed). */
              stages?: {
                /** @description For curves and logs. */
                name: string;
                /** @description `head`: the backbone is frozen; `lastBlocks`: all of it but its last blocks. */
                trainable:
                  | ('head' | 'all')
                  | {
                      /** @description How many blocks, counted from the output. */
                      lastBlocks: number;
                    };
                /** @description Epochs at most; `earlyStopping` may end the last stage sooner. */
                epochs: number;
                /** @description At the beginning of the stage; `schedule` and `plateau` change it. */
                learningRate: number;
                /**
                 * @description Of the backbone where it is not the head's; null: `learningRate`.
                 * @default null
                 */
                backboneLearningRate: number | null;
                /**
                 * @description Whether the loss weighs classes; only in a last stage: deferred re-weighting.
                 * @default true
                 */
                classWeights: boolean;
              }[];
              /** @description Layer-wise decay of the learning rate: that of each block as a share of the block after it; the head has the whole. */
              layerDecay?: number;
              /** @description Batch normalisations of the backbone keep the statistics, scales and offsets that they come with. */
              frozenBatchNorm?: boolean;
              /** @description Of the learning rate, from the beginning of each stage. */
              schedule?:
                | {
                    /** @constant */
                    name?: 'plateau';
                  }
                | {
                    /** @constant */
                    name?: 'constant';
                  }
                | {
                    /** @constant */
                    name?: 'cosine';
                    /** @description Epochs in which the rate grows from zero. */
                    warmupEpochs?: number;
                    /** @description What is left at its end, as a share of the stage's rate. */
                    finalShare?: number;
                  }
                | {
                    /** @constant */
                    name?: 'step';
                    /** @description Epochs between two cuts. */
                    everyEpochs?: number;
                    /** @description By which it is lowered. */
                    factor?: number;
                  };
              /** @description Of a moving average of the weights that is evaluated in their place; null: none. */
              emaDecay?: number | null;
              /** @description Stochastic weight averaging: the mean of the weights after each of these epochs is evaluated, not the best epoch; batch statistics are re-estimated. */
              swa?: {
                /** @description The last epochs of the last stage. */
                epochs?: number;
              } | null;
              /** @description Take batch statistics anew, over the training part, for the weights that are evaluated in the end, which may be a moving average; done with `swa` anyway. */
              reestimateBatchNorm?: boolean;
              /**
               * @description Of convolutions and what lies between them; auto: bfloat16 where the device multiplies it natively, float16 on GPUs that have only that. float16 scales the loss, and is slow on CPUs. Weights, sums and predictions of the outer fold are always float32.
               * @enum {string}
               */
              precision?: 'auto' | 'float32' | 'bfloat16' | 'float16';
              /** @description Refuse faster kernels that give other bits from run to run; matters on GPUs. */
              deterministic?: boolean;
              /** @description Lower the learning rate when the inner validation loss stalls; null for never. */
              plateau?: {
                /** @description By which the rate is multiplied. */
                factor?: number;
                /** @description Epochs without gain before it is lowered. */
                patience?: number;
                /** @description Least fall of the loss that counts as gain. */
                minDelta?: number;
                /** @description Epochs after a cut in which none is counted. */
                cooldown?: number;
                /** @description The rate goes no lower. */
                minLearningRate?: number;
              } | null;
              /** @description End the last stage when the monitored value stalls; null for never. */
              earlyStopping?: {
                /** @description Epochs without gain before it ends. */
                patience?: number;
                /** @description Least gain that counts, in the unit of `monitor`. */
                minDelta?: number;
              } | null;
              /**
               * @description The inner validation value that picks the best epoch and stops early; `none`: the last epoch is kept.
               * @enum {string}
               */
              monitor?: 'loss' | 'balancedAccuracy' | 'none';
              /** @description Share of the training folds that is the inner, grouped validation part. */
              validationShare?: number;
              /** @description Share of the groups of each class that is trained on, of what inner validation leaves; smaller shares lie within larger ones. For learning curves. */
              trainShare?: number;
            };
            /** @description How its models predict: training does not depend on it. */
            evaluation?: {
              /**
               * @description Views of each image of the outer fold whose probabilities are averaged; also of inner validation when training is over. `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
               * @enum {string}
               */
              testTimeAugmentation?: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
            };
          };
          /** @description Predictions of a model that was made elsewhere, by the folds of this study: a CSV with the image, a probability for each class, and where there are several the repeat and the seed. It is compared, not trained. */
          predictions?:
            | string
            | {
                /** @description Its name, as its owner calls it. */
                file: string;
                /** @description Of its bytes, by which the store has it. */
                sha256: string;
              };
          /**
           * @description The baseline itself, trained with other seeds: the report says how often such arms are wrongly told apart from it.
           * @constant
           */
          null?: true;
        }[];
      };
      /**
       * @description Differences of balanced accuracy within ± so many points make no practical difference.
       * @default 1
       */
      marginPoints: number;
      /**
       * @description A temperature fitted on inner validation, for calibrated ECE and NLL beside the other scores, which it leaves alone.
       * @default temperature
       * @enum {string}
       */
      calibration: 'none' | 'temperature';
      /**
       * @description Scored once, on the sealed part; null for none.
       * @default {}
       */
      ensemble: {
        /** @description Whose members; the baseline when left out. */
        variant?: string;
        /**
         * @description Other variants whose members vote too; with them, weights can be learnt.
         * @default []
         */
        partners: string[];
        /**
         * @description `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
         * @default dihedral8
         * @enum {string}
         */
        testTimeAugmentation: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
        /**
         * @description Sets of views that single members and ensembles are scored with on the sealed part, beside the one that counts; [] for none.
         * @default [
         *       "none",
         *       "dihedral8",
         *       "tenCrop"
         *     ]
         */
        views: ('none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale')[];
        /**
         * @description Of the probabilities of the members: `mean`; `logitMean` of their logarithms; `rankMean` of their ranks over the images, class by class, which are no probabilities; `weighted` by the weights of variants that make inner validation most likely; `greedy` selection of variants on inner validation.
         * @default mean
         * @enum {string}
         */
        combination: 'mean' | 'logitMean' | 'rankMean' | 'weighted' | 'greedy';
        /**
         * @description Of `combination: greedy`.
         * @default {}
         */
        selection: {
          /**
           * @description What each step improves most.
           * @default nll
           * @enum {string}
           */
          metric: 'nll' | 'balancedAccuracy';
          /**
           * @description Variants drawn, with replacement.
           * @default 50
           */
          rounds: number;
          /**
           * @description So many of the best single variants are in it from the beginning.
           * @default 1
           */
          sortedStart: number;
          /**
           * @description Selections among a random part of the variants whose weights are averaged; 0: one.
           * @default 0
           */
          bags: number;
          /**
           * @description Chance of each variant to be in a bag.
           * @default 0.5
           */
          bagShare: number;
        };
      } | null;
      /**
       * @description Whether reports show what others published of HAM10000: `auto` where the images are known to be of it; `always` also where they are not, with a warning.
       * @default auto
       * @enum {string}
       */
      published: 'auto' | 'always' | 'never';
      /**
       * @description Results of others to stand beside those of the study.
       * @default []
       */
      compareWith: {
        /** @description Of the method, as tables show it. */
        name: string;
        /** @description Where it is published: an address or a citation. */
        source: string;
        /** @description How images were split, and what was scored. */
        protocol: string;
        /**
         * @description Whether images of one group, such as a lesion, were never on both sides of the split.
         * @enum {string}
         */
        groupsKeptApart: 'yes' | 'no' | 'unknown';
        /**
         * @description That were scored, where stated.
         * @default null
         */
        images: number | null;
        /** @description In [0, 1]: accuracy, top2, top3, balancedAccuracy, macroF1, macroPrecision, macroRecall, macroRocAuc. */
        scores: {
          /** @description As a share, in [0, 1]. */
          accuracy?: number;
          /** @description As a share, in [0, 1]. */
          top2?: number;
          /** @description As a share, in [0, 1]. */
          top3?: number;
          /** @description As a share, in [0, 1]. */
          balancedAccuracy?: number;
          /** @description As a share, in [0, 1]. */
          macroF1?: number;
          /** @description As a share, in [0, 1]. */
          macroPrecision?: number;
          /** @description As a share, in [0, 1]. */
          macroRecall?: number;
          /** @description As a share, in [0, 1]. */
          macroRocAuc?: number;
        };
        /**
         * @description Whether the numbers were read at the source, and not from a second one.
         * @default true
         */
        isVerified: boolean;
      }[];
      /**
       * @description When trials save their state; changes no result.
       * @default {}
       */
      checkpoints: {
        /**
         * @description One or several of: `1 epoch`, `200 steps`, `5m` (s, m, h). Best epochs, the end of a stage and leaving are saved besides.
         * @default [
         *       "1 epoch",
         *       "5m"
         *     ]
         */
        every: string | string[];
        /**
         * @description So many of the newest, each with that of its best epoch, in case one is damaged.
         * @default 2
         */
        keep: number;
      };
      /**
       * @description Ids of studies whose results are taken for the trials that are the same there: configuration, data, split, fold, seed, first weights and software; `auto` for all studies that have such results when this one is submitted.
       * @default []
       */
      reuse: 'auto' | string[];
      /**
       * @description Labels of the workers that may train it: a number at least, a text as a word of the label, such as {gpu: h100, memoryGb: 40}.
       * @default {}
       */
      requires: {
        [key: string]: string | number;
      };
      /**
       * @description Trials of it that may run at once; null for as many as its share allows.
       * @default null
       */
      maxParallel: number | null;
      /**
       * @description Where it is spent, trials that have not ended are stopped, and what there is is reported; null for none.
       * @default null
       */
      budget: {
        /** @description Hours of slots that its trials may take together. */
        maxHours?: number;
        /** @description What those hours may cost, by the price of the fleet. */
        maxCost?: number;
        /**
         * Format: date-time
         * @description When it is to end at the latest, such as 2026-12-24T18:00:00Z.
         */
        deadline?: string;
      } | null;
      /**
       * @description `fail`: it is tried again as any other crash; `halve-batch`: each batch is computed in twice as many pieces, their gradients summed, until it fits. The receipt says so: each piece has its own batch statistics.
       * @default fail
       * @enum {string}
       */
      onOutOfMemory: 'fail' | 'halve-batch';
      /**
       * @description Threads of TensorFlow in each trial, whatever cores and slots its machine has: another number gives other bits.
       * @default 1
       */
      threads: number;
      /**
       * @description Drops arms that can no longer be among the best, so that their cells to come are not trained; null for none. Variants that vote in the ensemble stay, as the baseline does.
       * @default null
       */
      racing: {
        /**
         * @description How many of the best variants, by mean balanced accuracy over their cells, have all of their cells in the end.
         * @default 1
         */
        keep: number;
        /**
         * @description Chance that none of those is dropped, over all looks at the race.
         * @default 0.95
         */
        confidence: number;
        /**
         * @description Cells (fold × seed) that each variant has before the first look.
         * @default 2
         */
        minCells: number;
        /**
         * @description Whether null arms may be dropped; else they run as the baseline does.
         * @default false
         */
        nullArms: boolean;
      } | null;
      /**
       * @description Stops trials of arms between two epochs that lag behind others on inner validation; null for none. Stopped trials have no result, and count as raced out.
       * @default null
       */
      stopping:
        | (
            | {
                /** @constant */
                rule: 'median';
                /**
                 * @description That every trial has.
                 * @default 5
                 */
                minEpochs: number;
                /**
                 * @description Finished trials of the study before the first one is stopped.
                 * @default 5
                 */
                minTrials: number;
              }
            | {
                /** @constant */
                rule: 'asha';
                /**
                 * @description Up to the first rung.
                 * @default 3
                 */
                minEpochs: number;
                /**
                 * @description Each rung has so many times the epochs of the one before, and keeps one in so many trials.
                 * @default 3
                 */
                reduction: number;
              }
          )
        | null;
      /**
       * @description When so many trials of a variant have failed for good and none has succeeded, those that wait are skipped by name; null to train them all.
       * @default 3
       */
      skipAfterFailures: number | null;
      /** @description Studies that follow each other on the same folds, each with arms of its own; the ensemble is that of the last one. */
      stages?: {
        /** @description Of the stage; part of the id of its study. */
        name: string;
        /**
         * @description What the arms of this stage are compared with.
         * @default {}
         */
        baseline: {
          /** @description Of the baseline; that of the file when left out. */
          name?: string;
          /** @description An earlier stage, whose winner is the baseline; else that of the file is. */
          winnerOf?: string;
          /**
           * @description Mean out-of-fold score of its cells; the sealed part is never looked at.
           * @default balancedAccuracy
           * @enum {string}
           */
          by: 'balancedAccuracy' | 'accuracy' | 'macroF1' | 'macroRocAuc';
          /**
           * @description `best`, or the one with the fewest parameters of those within so many points of the best.
           * @default best
           */
          rule:
            | 'best'
            | {
                /** @description Points of the score below the best that still take part. */
                withinPoints: number;
                /**
                 * @description The one with the fewest parameters wins.
                 * @constant
                 */
                smallest: 'parameters';
              };
          /** @description Laid over the baseline: objects by key, all else replaced. */
          overrides?: {
            /** @description The part of the images that is seen. */
            region?: {
              /**
               * @description `foreground-only`: all but the region that a mask marks in one grey; `background-only`: that region and its rim painted over from around them; `crop`: its box with a margin.
               * @enum {string}
               */
              part?: 'full' | 'foreground-only' | 'background-only' | 'crop';
              /**
               * @description Where the region is: by the masks of the data set, or by a threshold (Otsu 1979) on each image, whose overlap with existing masks (Dice) is reported.
               * @enum {string}
               */
              masks?: 'given' | 'otsu';
            };
            /** @description The network: backbone, head, weights, input. */
            model?: {
              /** @description A name of `crossfold model list`. */
              backbone?: string;
              /** @description Side of the square input in pixels (assumed: not published). */
              imageSizePx?: number;
              /**
               * @description Global average pooling of the backbone features, or all of them in one vector.
               * @enum {string}
               */
              pooling?: 'gap' | 'flatten';
              /** @description Widths of the fully connected layers before the classifier (assumed widths). */
              hiddenUnits?: number[];
              /** @description Dropout rate in the head, 0 for none (assumed). */
              dropout?: number;
              /** @description Share of the running statistics kept at each step; null: the architecture's own. */
              batchNormMomentum?: number | null;
              /** @description Where the weights of the backbone come from. */
              weights?:
                | {
                    /** @constant */
                    from?: 'random';
                  }
                | {
                    /** @constant */
                    from?: 'imagenet';
                  }
                | {
                    /** @constant */
                    from?: 'file';
                    /** @description A .h5, .weights.h5 or .safetensors file on the worker; absolute, or beside the study file for the command line. */
                    path?: string;
                    /** @description Refuse the file if its hash differs. */
                    sha256?: string;
                  }
                | {
                    /** @constant */
                    from?: 'address';
                    /** @description Of such a file: `https://` or `s3://`; each worker fetches it once. */
                    address?: string;
                    /** @description Of the file: anything else is refused. */
                    sha256?: string;
                  };
            };
            /** @description What training makes small. */
            loss?:
              | {
                  /** @constant */
                  name?: 'crossEntropy';
                  /** @description Share of each target that is spread over all classes; 0 for none. */
                  labelSmoothing?: number;
                  /** @description Adds this times the log of the class frequency to the logits in training. */
                  logitAdjustment?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                }
              | {
                  /** @constant */
                  name?: 'focal';
                  /** @description Focusing exponent (assumed). */
                  gamma?: number;
                  /** @description Share of each target that is spread over all classes; 0 for none. */
                  labelSmoothing?: number;
                  /** @description Adds this times the log of the class frequency to the logits in training. */
                  logitAdjustment?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                }
              | {
                  /** @constant */
                  name?: 'ldam';
                  /** @description Margin of the rarest class in logits: 15 is 0.5 at a scale of 30. */
                  maxMargin?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                }
              | {
                  /** @constant */
                  name?: 'gce';
                  /** @description Towards 0: cross-entropy; 1: the mean absolute error. */
                  q?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                };
            /** @description null for none. */
            augmentation?: {
              /** @description Largest angle (assumed). */
              rotationDegrees?: number;
              /** @description Whether half of the images are mirrored left to right. */
              horizontalFlip?: boolean;
              /** @description Whether half of the images are mirrored top to bottom. */
              verticalFlip?: boolean;
              /** @description Smallest share of the area that a random crop keeps; 1 for no crop (assumed). */
              cropScaleMin?: number;
              /** @description Largest quotient of the sides of a random crop, either way; 1 for squares. */
              cropAspectMax?: number;
              /** @description Side of the blanked square as a share of the image side; 0 for none (assumed). */
              cutoutShare?: number;
              /** @description Largest change of the factor, as in torchvision's ColorJitter; 0 for none. */
              brightness?: number;
              /** @description The same for contrast. */
              contrast?: number;
              /** @description The same for saturation. */
              saturation?: number;
              /** @description Largest turn as a share of the circle. */
              hue?: number;
              /** @description Random operations out of identity, shear, translation, rotation, brightness, colour, contrast, sharpness, posterise, solarise, auto-contrast and equalise; null for none. */
              randAugment?: {
                /** @description For each image, one after the other. */
                operations?: number;
                /** @description From 0 to 30. */
                magnitude?: number;
                /** @description Standard deviation of the magnitude, image by image, as timm's `mstd`. */
                magnitudeDeviation?: number;
              } | null;
              /** @description Blends pairs of images and their classes by shares from Beta(a, a); 0 for none. */
              mixupAlpha?: number;
              /** @description The same with boxes cut from one into the other; with mixup, batches take turns. */
              cutmixAlpha?: number;
            } | null;
            /** @description Stages, optimiser, schedule, and what is kept. */
            training?: {
              /** @description Images of one step of the optimiser (assumed: not published). */
              batchSize?: number;
              /** @description Leave out the last batch of an epoch where it is smaller than the others, so that no update rests on the batch statistics of a few images; folds of different sizes then share one graph. Which images are left out differs from epoch to epoch. */
              dropLastBatch?: boolean;
              /** @description Pieces that a batch is computed in, their gradients summed for its one update: less memory, the same update; but each piece has its own batch statistics. */
              accumulateSteps?: number;
              /**
               * @description `shuffle`: each image once in an epoch; `balanced`: as many images, each class alike often. With class weights as well, rarity counts twice.
               * @enum {string}
               */
              sampling?: 'shuffle' | 'balanced';
              /** @description Keras's Adam (assumed). */
              optimiser?:
                | {
                    /** @constant */
                    name?: 'adam';
                    /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                    beta1?: number;
                    /** @description Decay of the mean of the squared gradients, a step. */
                    beta2?: number;
                    /** @description Added to the root of the squared gradients; larger damps small gradients. */
                    epsilon?: number;
                  }
                | {
                    /** @constant */
                    name?: 'adamw';
                    /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                    beta1?: number;
                    /** @description Decay of the mean of the squared gradients, a step. */
                    beta2?: number;
                    /** @description Added to the root of the squared gradients; larger damps small gradients. */
                    epsilon?: number;
                    /** @description Kernels shrink by learning rate × weight decay at each step; all else does not. */
                    weightDecay?: number;
                  }
                | {
                    /** @constant */
                    name?: 'sgd';
                    /** @description Share of the last update that the next one keeps; 0 for none. */
                    momentum?: number;
                    /** @description Whether the gradient is taken where the momentum leads (Nesterov). */
                    nesterov?: boolean;
                  };
              /** @description Largest global norm of the gradients, longer ones are scaled down; null: any. */
              clipNorm?: number | null;
              /** @description Trained one after the other; the optimiser starts anew in each (assumed). */
              stages?: {
                /** @description For curves and logs. */
                name: string;
                /** @description `head`: the backbone is frozen; `lastBlocks`: all of it but its last blocks. */
                trainable:
                  | ('head' | 'all')
                  | {
                      /** @description How many blocks, counted from the output. */
                      lastBlocks: number;
                    };
                /** @description Epochs at most; `earlyStopping` may end the last stage sooner. */
                epochs: number;
                /** @description At the beginning of the stage; `schedule` and `plateau` change it. */
                learningRate: number;
                /**
                 * @description Of the backbone where it is not the head's; null: `learningRate`.
                 * @default null
                 */
                backboneLearningRate: number | null;
                /**
                 * @description Whether the loss weighs classes; only in a last stage: deferred re-weighting.
                 * @default true
                 */
                classWeights: boolean;
              }[];
              /** @description Layer-wise decay of the learning rate: that of each block as a share of the block after it; the head has the whole. */
              layerDecay?: number;
              /** @description Batch normalisations of the backbone keep the statistics, scales and offsets that they come with. */
              frozenBatchNorm?: boolean;
              /** @description Of the learning rate, from the beginning of each stage. */
              schedule?:
                | {
                    /** @constant */
                    name?: 'plateau';
                  }
                | {
                    /** @constant */
                    name?: 'constant';
                  }
                | {
                    /** @constant */
                    name?: 'cosine';
                    /** @description Epochs in which the rate grows from zero. */
                    warmupEpochs?: number;
                    /** @description What is left at its end, as a share of the stage's rate. */
                    finalShare?: number;
                  }
                | {
                    /** @constant */
                    name?: 'step';
                    /** @description Epochs between two cuts. */
                    everyEpochs?: number;
                    /** @description By which it is lowered. */
                    factor?: number;
                  };
              /** @description Of a moving average of the weights that is evaluated in their place; null: none. */
              emaDecay?: number | null;
              /** @description Stochastic weight averaging: the mean of the weights after each of these epochs is evaluated, not the best epoch; batch statistics are re-estimated. */
              swa?: {
                /** @description The last epochs of the last stage. */
                epochs?: number;
              } | null;
              /** @description Take batch statistics anew, over the training part, for the weights that are evaluated in the end, which may be a moving average; done with `swa` anyway. */
              reestimateBatchNorm?: boolean;
              /**
               * @description Of convolutions and what lies between them; auto: bfloat16 where the device multiplies it natively, float16 on GPUs that have only that. float16 scales the loss, and is slow on CPUs. Weights, sums and predictions of the outer fold are always float32.
               * @enum {string}
               */
              precision?: 'auto' | 'float32' | 'bfloat16' | 'float16';
              /** @description Refuse faster kernels that give other bits from run to run; matters on GPUs. */
              deterministic?: boolean;
              /** @description Lower the learning rate when the inner validation loss stalls; null for never. */
              plateau?: {
                /** @description By which the rate is multiplied. */
                factor?: number;
                /** @description Epochs without gain before it is lowered. */
                patience?: number;
                /** @description Least fall of the loss that counts as gain. */
                minDelta?: number;
                /** @description Epochs after a cut in which none is counted. */
                cooldown?: number;
                /** @description The rate goes no lower. */
                minLearningRate?: number;
              } | null;
              /** @description End the last stage when the monitored value stalls; null for never. */
              earlyStopping?: {
                /** @description Epochs without gain before it ends. */
                patience?: number;
                /** @description Least gain that counts, in the unit of `monitor`. */
                minDelta?: number;
              } | null;
              /**
               * @description The inner validation value that picks the best epoch and stops early; `none`: the last epoch is kept.
               * @enum {string}
               */
              monitor?: 'loss' | 'balancedAccuracy' | 'none';
              /** @description Share of the training folds that is the inner, grouped validation part. */
              validationShare?: number;
              /** @description Share of the groups of each class that is trained on, of what inner validation leaves; smaller shares lie within larger ones. For learning curves. */
              trainShare?: number;
            };
            /** @description How its models predict: training does not depend on it. */
            evaluation?: {
              /**
               * @description Views of each image of the outer fold whose probabilities are averaged; also of inner validation when training is over. `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
               * @enum {string}
               */
              testTimeAugmentation?: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
            };
          };
        };
        /**
         * @description Of this stage.
         * @default {}
         */
        arms: {
          /**
           * @description One arm for each component: the baseline without it.
           * @default []
           */
          leaveOneOut: (
            | 'dropout'
            | 'augmentation'
            | 'classWeights'
            | 'focal'
            | 'fc'
            | 'gap'
            | 'pretraining'
            | 'rotation'
            | 'flips'
            | 'crop'
            | 'cutout'
            | 'mixup'
            | 'cutmix'
            | 'colour'
            | 'randAugment'
            | 'labelSmoothing'
            | 'logitAdjustment'
            | 'balancedSampling'
            | 'schedule'
            | 'layerDecay'
            | 'frozenBatchNorm'
            | 'ema'
            | 'swa'
            | 'tta'
          )[];
          /**
           * @description The arm `none`, the baseline without all of these components, and one arm for each: that with this component alone.
           * @default []
           */
          addOneIn: (
            | 'dropout'
            | 'augmentation'
            | 'classWeights'
            | 'focal'
            | 'fc'
            | 'gap'
            | 'pretraining'
            | 'rotation'
            | 'flips'
            | 'crop'
            | 'cutout'
            | 'mixup'
            | 'cutmix'
            | 'colour'
            | 'randAugment'
            | 'labelSmoothing'
            | 'logitAdjustment'
            | 'balancedSampling'
            | 'schedule'
            | 'layerDecay'
            | 'frozenBatchNorm'
            | 'ema'
            | 'swa'
            | 'tta'
          )[];
          /**
           * @description Arms for each pair of components and fields: the baseline without both components, or with both fields at each of their values.
           * @default []
           */
          pairwise: (
            | (
                | 'dropout'
                | 'augmentation'
                | 'classWeights'
                | 'focal'
                | 'fc'
                | 'gap'
                | 'pretraining'
                | 'rotation'
                | 'flips'
                | 'crop'
                | 'cutout'
                | 'mixup'
                | 'cutmix'
                | 'colour'
                | 'randAugment'
                | 'labelSmoothing'
                | 'logitAdjustment'
                | 'balancedSampling'
                | 'schedule'
                | 'layerDecay'
                | 'frozenBatchNorm'
                | 'ema'
                | 'swa'
                | 'tta'
              )
            | {
                /** @description Its path, such as `training.batchSize`. */
                field: string;
                /** @description The values, one after the other. */
                values: unknown[];
                /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                when?: {
                  [key: string]: unknown;
                };
              }
          )[];
          /** @description Every combination of components, with and without, and of values of fields. */
          fullFactorial?: {
            /** @description Components, each with and without, and fields with their values: every combination. */
            factors: (
              | (
                  | 'dropout'
                  | 'augmentation'
                  | 'classWeights'
                  | 'focal'
                  | 'fc'
                  | 'gap'
                  | 'pretraining'
                  | 'rotation'
                  | 'flips'
                  | 'crop'
                  | 'cutout'
                  | 'mixup'
                  | 'cutmix'
                  | 'colour'
                  | 'randAugment'
                  | 'labelSmoothing'
                  | 'logitAdjustment'
                  | 'balancedSampling'
                  | 'schedule'
                  | 'layerDecay'
                  | 'frozenBatchNorm'
                  | 'ema'
                  | 'swa'
                  | 'tta'
                )
              | {
                  /** @description Its path, such as `training.batchSize`. */
                  field: string;
                  /** @description The values, one after the other. */
                  values: unknown[];
                  /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                  when?: {
                    [key: string]: unknown;
                  };
                }
            )[];
          };
          /**
           * @description Fields such as `training.batchSize` with their values: every combination.
           * @example {
           *       "training.batchSize": [
           *         16,
           *         32
           *       ],
           *       "loss.name": [
           *         "focal",
           *         "crossEntropy"
           *       ]
           *     }
           */
          grid?: {
            [key: string]:
              | unknown[]
              | {
                  /** @description The values, one after the other. */
                  values: unknown[];
                  /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                  when?: {
                    [key: string]: unknown;
                  };
                };
          };
          /** @description So many configurations drawn at random, the same on every machine. */
          random?: {
            /** @description How many arms are drawn. */
            count: number;
            /**
             * @description Another seed draws other configurations.
             * @default 0
             */
            seed: number;
            /** @description Fields, each with `values`, or `min` and `max`. */
            space: {
              [key: string]:
                | unknown[]
                | {
                    /** @description The values, one after the other. */
                    values?: unknown[];
                    /** @description Least value that is drawn. */
                    min?: number;
                    /** @description Largest value that is drawn. */
                    max?: number;
                    /**
                     * @description Of min to max; linear when left out.
                     * @enum {string}
                     */
                    scale?: 'linear' | 'log';
                    /** @description Whole numbers from min to max, both included. */
                    integer?: boolean;
                    /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                    when?: {
                      [key: string]: unknown;
                    };
                  };
            };
          };
          /**
           * @description Arms that are named one by one.
           * @default []
           */
          explicit: {
            /** @description Of the variant, in trials, tables and figures. */
            name: string;
            /** @description Laid over the baseline: objects by key, all else replaced. */
            overrides?: {
              /** @description The part of the images that is seen. */
              region?: {
                /**
                 * @description `foreground-only`: all but the region that a mask marks in one grey; `background-only`: that region and its rim painted over from around them; `crop`: its box with a margin.
                 * @enum {string}
                 */
                part?: 'full' | 'foreground-only' | 'background-only' | 'crop';
                /**
                 * @description Where the region is: by the masks of the data set, or by a threshold (Otsu 1979) on each image, whose overlap with existing masks (Dice) is reported.
                 * @enum {string}
                 */
                masks?: 'given' | 'otsu';
              };
              /** @description The network: backbone, head, weights, input. */
              model?: {
                /** @description A name of `crossfold model list`. */
                backbone?: string;
                /** @description Side of the square input in pixels (assumed: not published). */
                imageSizePx?: number;
                /**
                 * @description Global average pooling of the backbone features, or all of them in one vector.
                 * @enum {string}
                 */
                pooling?: 'gap' | 'flatten';
                /** @description Widths of the fully connected layers before the classifier (assumed widths). */
                hiddenUnits?: number[];
                /** @description Dropout rate in the head, 0 for none (assumed). */
                dropout?: number;
                /** @description Share of the running statistics kept at each step; null: the architecture's own. */
                batchNormMomentum?: number | null;
                /** @description Where the weights of the backbone come from. */
                weights?:
                  | {
                      /** @constant */
                      from?: 'random';
                    }
                  | {
                      /** @constant */
                      from?: 'imagenet';
                    }
                  | {
                      /** @constant */
                      from?: 'file';
                      /** @description A .h5, .weights.h5 or .safetensors file on the worker; absolute, or beside the study file for the command line. */
                      path?: string;
                      /** @description Refuse the file if its hash differs. */
                      sha256?: string;
                    }
                  | {
                      /** @constant */
                      from?: 'address';
                      /** @description Of such a file: `https://` or `s3://`; each worker fetches it once. */
                      address?: string;
                      /** @description Of the file: anything else is refused. */
                      sha256?: string;
                    };
              };
              /** @description What training makes small. */
              loss?:
                | {
                    /** @constant */
                    name?: 'crossEntropy';
                    /** @description Share of each target that is spread over all classes; 0 for none. */
                    labelSmoothing?: number;
                    /** @description Adds this times the log of the class frequency to the logits in training. */
                    logitAdjustment?: number;
                    /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                    classWeights?:
                      ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                    /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                    effectiveNumberBeta?: number;
                    /**
                     * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                     * @enum {string}
                     */
                    reduction?: 'batchMean' | 'weightedMean';
                  }
                | {
                    /** @constant */
                    name?: 'focal';
                    /** @description Focusing exponent (assumed). */
                    gamma?: number;
                    /** @description Share of each target that is spread over all classes; 0 for none. */
                    labelSmoothing?: number;
                    /** @description Adds this times the log of the class frequency to the logits in training. */
                    logitAdjustment?: number;
                    /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                    classWeights?:
                      ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                    /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                    effectiveNumberBeta?: number;
                    /**
                     * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                     * @enum {string}
                     */
                    reduction?: 'batchMean' | 'weightedMean';
                  }
                | {
                    /** @constant */
                    name?: 'ldam';
                    /** @description Margin of the rarest class in logits: 15 is 0.5 at a scale of 30. */
                    maxMargin?: number;
                    /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                    classWeights?:
                      ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                    /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                    effectiveNumberBeta?: number;
                    /**
                     * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                     * @enum {string}
                     */
                    reduction?: 'batchMean' | 'weightedMean';
                  }
                | {
                    /** @constant */
                    name?: 'gce';
                    /** @description Towards 0: cross-entropy; 1: the mean absolute error. */
                    q?: number;
                    /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                    classWeights?:
                      ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                    /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                    effectiveNumberBeta?: number;
                    /**
                     * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                     * @enum {string}
                     */
                    reduction?: 'batchMean' | 'weightedMean';
                  };
              /** @description null for none. */
              augmentation?: {
                /** @description Largest angle (assumed). */
                rotationDegrees?: number;
                /** @description Whether half of the images are mirrored left to right. */
                horizontalFlip?: boolean;
                /** @description Whether half of the images are mirrored top to bottom. */
                verticalFlip?: boolean;
                /** @description Smallest share of the area that a random crop keeps; 1 for no crop (assumed). */
                cropScaleMin?: number;
                /** @description Largest quotient of the sides of a random crop, either way; 1 for squares. */
                cropAspectMax?: number;
                /** @description Side of the blanked square as a share of the image side; 0 for none (assumed). */
                cutoutShare?: number;
                /** @description Largest change of the factor, as in torchvision's ColorJitter; 0 for none. */
                brightness?: number;
                /** @description The same for contrast. */
                contrast?: number;
                /** @description The same for saturation. */
                saturation?: number;
                /** @description Largest turn as a share of the circle. */
                hue?: number;
                /** @description Random operations out of identity, shear, translation, rotation, brightness, colour, contrast, sharpness, posterise, solarise, auto-contrast and equalise; null for none. */
                randAugment?: {
                  /** @description For each image, one after the other. */
                  operations?: number;
                  /** @description From 0 to 30. */
                  magnitude?: number;
                  /** @description Standard deviation of the magnitude, image by image, as timm's `mstd`. */
                  magnitudeDeviation?: number;
                } | null;
                /** @description Blends pairs of images and their classes by shares from Beta(a, a); 0 for none. */
                mixupAlpha?: number;
                /** @description The same with boxes cut from one into the other; with mixup, batches take turns. */
                cutmixAlpha?: number;
              } | null;
              /** @description Stages, optimiser, schedule, and what is kept. */
              training?: {
                /** @description Images of one step of the optimiser (assumed: not published). */
                batchSize?: number;
                /** @description Leave out the last batch of an epoch where it is smaller than the others, so that no update rests on the batch statistics of a few images; folds of different sizes then share one graph. Which images are left out differs from epoch to epoch. */
                dropLastBatch?: boolean;
                /** @description Pieces that a batch is computed in, their gradients summed for its one update: less memory, the same update; but each piece has its own batch statistics. */
                accumulateSteps?: number;
                /**
                 * @description `shuffle`: each image once in an epoch; `balanced`: as many images, each class alike often. With class weights as well, rarity counts twice.
                 * @enum {string}
                 */
                sampling?: 'shuffle' | 'balanced';
                /** @description Keras's Adam (assumed). */
                optimiser?:
                  | {
                      /** @constant */
                      name?: 'adam';
                      /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                      beta1?: number;
                      /** @description Decay of the mean of the squared gradients, a step. */
                      beta2?: number;
                      /** @description Added to the root of the squared gradients; larger damps small gradients. */
                      epsilon?: number;
                    }
                  | {
                      /** @constant */
                      name?: 'adamw';
                      /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                      beta1?: number;
                      /** @description Decay of the mean of the squared gradients, a step. */
                      beta2?: number;
                      /** @description Added to the root of the squared gradients; larger damps small gradients. */
                      epsilon?: number;
                      /** @description Kernels shrink by learning rate × weight decay at each step; all else does not. */
                      weightDecay?: number;
                    }
                  | {
                      /** @constant */
                      name?: 'sgd';
                      /** @description Share of the last update that the next one keeps; 0 for none. */
                      momentum?: number;
                      /** @description Whether the gradient is taken where the momentum leads (Nesterov). */
                      nesterov?: boolean;
                    };
                /** @description Largest global norm of the gradients, longer ones are scaled down; null: any. */
                clipNorm?: number | null;
                /** @description Trained one after the other; the optimiser starts anew in each (assumed). */
                stages?: {
                  /** @description For curves and logs. */
                  name: string;
                  /** @description `head`: the backbone is frozen; `lastBlocks`: all of it but its last blocks. */
                  trainable:
                    | ('head' | 'all')
                    | {
                        /** @description How many blocks, counted from the output. */
                        lastBlocks: number;
                      };
                  /** @description Epochs at most; `earlyStopping` may end the last stage sooner. */
                  epochs: number;
                  /** @description At the beginning of the stage; `schedule` and `plateau` change it. */
                  learningRate: number;
                  /**
                   * @description Of the backbone where it is not the head's; null: `learningRate`.
                   * @default null
                   */
                  backboneLearningRate: number | null;
                  /**
                   * @description Whether the loss weighs classes; only in a last stage: deferred re-weighting.
                   * @default true
                   */
                  classWeights: boolean;
                }[];
                /** @description Layer-wise decay of the learning rate: that of each block as a share of the block after it; the head has the whole. */
                layerDecay?: number;
                /** @description Batch normalisations of the backbone keep the statistics, scales and offsets that they come with. */
                frozenBatchNorm?: boolean;
                /** @description Of the learning rate, from the beginning of each stage. */
                schedule?:
                  | {
                      /** @constant */
                      name?: 'plateau';
                    }
                  | {
                      /** @constant */
                      name?: 'constant';
                    }
                  | {
                      /** @constant */
                      name?: 'cosine';
                      /** @description Epochs in which the rate grows from zero. */
                      warmupEpochs?: number;
                      /** @description What is left at its end, as a share of the stage's rate. */
                      finalShare?: number;
                    }
                  | {
                      /** @constant */
                      name?: 'step';
                      /** @description Epochs between two cuts. */
                      everyEpochs?: number;
                      /** @description By which it is lowered. */
                      factor?: number;
                    };
                /** @description Of a moving average of the weights that is evaluated in their place; null: none. */
                emaDecay?: number | null;
                /** @description Stochastic weight averaging: the mean of the weights after each of these epochs is evaluated, not the best epoch; batch statistics are re-estimated. */
                swa?: {
                  /** @description The last epochs of the last stage. */
                  epochs?: number;
                } | null;
                /** @description Take batch statistics anew, over the training part, for the weights that are evaluated in the end, which may be a moving average; done with `swa` anyway. */
                reestimateBatchNorm?: boolean;
                /**
                 * @description Of convolutions and what lies between them; auto: bfloat16 where the device multiplies it natively, float16 on GPUs that have only that. float16 scales the loss, and is slow on CPUs. Weights, sums and predictions of the outer fold are always float32.
                 * @enum {string}
                 */
                precision?: 'auto' | 'float32' | 'bfloat16' | 'float16';
                /** @description Refuse faster kernels that give other bits from run to run; matters on GPUs. */
                deterministic?: boolean;
                /** @description Lower the learning rate when the inner validation loss stalls; null for never. */
                plateau?: {
                  /** @description By which the rate is multiplied. */
                  factor?: number;
                  /** @description Epochs without gain before it is lowered. */
                  patience?: number;
                  /** @description Least fall of the loss that counts as gain. */
                  minDelta?: number;
                  /** @description Epochs after a cut in which none is counted. */
                  cooldown?: number;
                  /** @description The rate goes no lower. */
                  minLearningRate?: number;
                } | null;
                /** @description End the last stage when the monitored value stalls; null for never. */
                earlyStopping?: {
                  /** @description Epochs without gain before it ends. */
                  patience?: number;
                  /** @description Least gain that counts, in the unit of `monitor`. */
                  minDelta?: number;
                } | null;
                /**
                 * @description The inner validation value that picks the best epoch and stops early; `none`: the last epoch is kept.
                 * @enum {string}
                 */
                monitor?: 'loss' | 'balancedAccuracy' | 'none';
                /** @description Share of the training folds that is the inner, grouped validation part. */
                validationShare?: number;
                /** @description Share of the groups of each class that is trained on, of what inner validation leaves; smaller shares lie within larger ones. For learning curves. */
                trainShare?: number;
              };
              /** @description How its models predict: training does not depend on it. */
              evaluation?: {
                /**
                 * @description Views of each image of the outer fold whose probabilities are averaged; also of inner validation when training is over. `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
                 * @enum {string}
                 */
                testTimeAugmentation?: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
              };
            };
            /** @description Predictions of a model that was made elsewhere, by the folds of this study: a CSV with the image, a probability for each class, and where there are several the repeat and the seed. It is compared, not trained. */
            predictions?:
              | string
              | {
                  /** @description Its name, as its owner calls it. */
                  file: string;
                  /** @description Of its bytes, by which the store has it. */
                  sha256: string;
                };
            /**
             * @description The baseline itself, trained with other seeds: the report says how often such arms are wrongly told apart from it.
             * @constant
             */
            null?: true;
          }[];
        };
        /** @description Where they are not those of the file. */
        seeds?: number[];
      }[];
    };
    /** @description Laid over the file of the study: objects by key, all else replaced. */
    StudyChanges: {
      /** @description Of the study; ids begin with it. */
      name?: string;
      /** @description A name of `crossfold dataset list`. */
      dataset?: string;
      /** @description What it is to answer, in a sentence or two: its report begins with this. */
      question?: string;
      /** @description Whose share of the fleet its trials have; changes no result. */
      project?: string;
      /**
       * @description How images are split; `image` leaks groups and needs `acknowledgeLeakage`.
       * @enum {string}
       */
      protocol?: 'grouped' | 'dedup' | 'image';
      /**
       * @description Must be true for the protocol `image`: its scores are inflated.
       * @constant
       */
      acknowledgeLeakage?: true;
      /** @description Parts of the images; each is held out once, and trained without. */
      folds?: number;
      /** @description How often the images are split into folds anew; each fold of each split is trained on. */
      repeats?: number;
      /** @description Share of the images sealed for the final ensemble, 0 for none (assumed). */
      sealedShare?: number;
      /** @description Seed of the fold plan. */
      splitSeed?: number;
      /** @description Hash of a stored fold plan (`crossfold plan import`) instead of protocol, folds, repeats, sealedShare and splitSeed. */
      foldPlan?: string;
      /** @description Root seeds; each variant trains on each fold once for each. */
      seeds?: number[];
      /** @description The configuration that the arms are compared with. */
      baseline?: {
        /** @description Of the variant. */
        name?: string;
        /** @description The part of the images that is seen. */
        region?: {
          /**
           * @description `foreground-only`: all but the region that a mask marks in one grey; `background-only`: that region and its rim painted over from around them; `crop`: its box with a margin.
           * @enum {string}
           */
          part?: 'full' | 'foreground-only' | 'background-only' | 'crop';
          /**
           * @description Where the region is: by the masks of the data set, or by a threshold (Otsu 1979) on each image, whose overlap with existing masks (Dice) is reported.
           * @enum {string}
           */
          masks?: 'given' | 'otsu';
        };
        /** @description The network: backbone, head, weights, input. */
        model?: {
          /** @description A name of `crossfold model list`. */
          backbone?: string;
          /** @description Side of the square input in pixels (assumed: not published). */
          imageSizePx?: number;
          /**
           * @description Global average pooling of the backbone features, or all of them in one vector.
           * @enum {string}
           */
          pooling?: 'gap' | 'flatten';
          /** @description Widths of the fully connected layers before the classifier (assumed widths). */
          hiddenUnits?: number[];
          /** @description Dropout rate in the head, 0 for none (assumed). */
          dropout?: number;
          /** @description Share of the running statistics kept at each step; null: the architecture's own. */
          batchNormMomentum?: number | null;
          /** @description Where the weights of the backbone come from. */
          weights?:
            | {
                /** @constant */
                from?: 'random';
              }
            | {
                /** @constant */
                from?: 'imagenet';
              }
            | {
                /** @constant */
                from?: 'file';
                /** @description A .h5, .weights.h5 or .safetensors file on the worker; absolute, or beside the study file for the command line. */
                path?: string;
                /** @description Refuse the file if its hash differs. */
                sha256?: string;
              }
            | {
                /** @constant */
                from?: 'address';
                /** @description Of such a file: `https://` or `s3://`; each worker fetches it once. */
                address?: string;
                /** @description Of the file: anything else is refused. */
                sha256?: string;
              };
        };
        /** @description What training makes small. */
        loss?:
          | {
              /** @constant */
              name?: 'crossEntropy';
              /** @description Share of each target that is spread over all classes; 0 for none. */
              labelSmoothing?: number;
              /** @description Adds this times the log of the class frequency to the logits in training. */
              logitAdjustment?: number;
              /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
              classWeights?: ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
              /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
              effectiveNumberBeta?: number;
              /**
               * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
               * @enum {string}
               */
              reduction?: 'batchMean' | 'weightedMean';
            }
          | {
              /** @constant */
              name?: 'focal';
              /** @description Focusing exponent (assumed). */
              gamma?: number;
              /** @description Share of each target that is spread over all classes; 0 for none. */
              labelSmoothing?: number;
              /** @description Adds this times the log of the class frequency to the logits in training. */
              logitAdjustment?: number;
              /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
              classWeights?: ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
              /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
              effectiveNumberBeta?: number;
              /**
               * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
               * @enum {string}
               */
              reduction?: 'batchMean' | 'weightedMean';
            }
          | {
              /** @constant */
              name?: 'ldam';
              /** @description Margin of the rarest class in logits: 15 is 0.5 at a scale of 30. */
              maxMargin?: number;
              /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
              classWeights?: ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
              /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
              effectiveNumberBeta?: number;
              /**
               * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
               * @enum {string}
               */
              reduction?: 'batchMean' | 'weightedMean';
            }
          | {
              /** @constant */
              name?: 'gce';
              /** @description Towards 0: cross-entropy; 1: the mean absolute error. */
              q?: number;
              /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
              classWeights?: ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
              /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
              effectiveNumberBeta?: number;
              /**
               * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
               * @enum {string}
               */
              reduction?: 'batchMean' | 'weightedMean';
            };
        /** @description null for none. */
        augmentation?: {
          /** @description Largest angle (assumed). */
          rotationDegrees?: number;
          /** @description Whether half of the images are mirrored left to right. */
          horizontalFlip?: boolean;
          /** @description Whether half of the images are mirrored top to bottom. */
          verticalFlip?: boolean;
          /** @description Smallest share of the area that a random crop keeps; 1 for no crop (assumed). */
          cropScaleMin?: number;
          /** @description Largest quotient of the sides of a random crop, either way; 1 for squares. */
          cropAspectMax?: number;
          /** @description Side of the blanked square as a share of the image side; 0 for none (assumed). */
          cutoutShare?: number;
          /** @description Largest change of the factor, as in torchvision's ColorJitter; 0 for none. */
          brightness?: number;
          /** @description The same for contrast. */
          contrast?: number;
          /** @description The same for saturation. */
          saturation?: number;
          /** @description Largest turn as a share of the circle. */
          hue?: number;
          /** @description Random operations out of identity, shear, translation, rotation, brightness, colour, contrast, sharpness, posterise, solarise, auto-contrast and equalise; null for none. */
          randAugment?: {
            /** @description For each image, one after the other. */
            operations?: number;
            /** @description From 0 to 30. */
            magnitude?: number;
            /** @description Standard deviation of the magnitude, image by image, as timm's `mstd`. */
            magnitudeDeviation?: number;
          } | null;
          /** @description Blends pairs of images and their classes by shares from Beta(a, a); 0 for none. */
          mixupAlpha?: number;
          /** @description The same with boxes cut from one into the other; with mixup, batches take turns. */
          cutmixAlpha?: number;
        } | null;
        /** @description Stages, optimiser, schedule, and what is kept. */
        training?: {
          /** @description Images of one step of the optimiser (assumed: not published). */
          batchSize?: number;
          /** @description Leave out the last batch of an epoch where it is smaller than the others, so that no update rests on the batch statistics of a few images; folds of different sizes then share one graph. Which images are left out differs from epoch to epoch. */
          dropLastBatch?: boolean;
          /** @description Pieces that a batch is computed in, their gradients summed for its one update: less memory, the same update; but each piece has its own batch statistics. */
          accumulateSteps?: number;
          /**
           * @description `shuffle`: each image once in an epoch; `balanced`: as many images, each class alike often. With class weights as well, rarity counts twice.
           * @enum {string}
           */
          sampling?: 'shuffle' | 'balanced';
          /** @description Keras's Adam (assumed). */
          optimiser?:
            | {
                /** @constant */
                name?: 'adam';
                /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                beta1?: number;
                /** @description Decay of the mean of the squared gradients, a step. */
                beta2?: number;
                /** @description Added to the root of the squared gradients; larger damps small gradients. */
                epsilon?: number;
              }
            | {
                /** @constant */
                name?: 'adamw';
                /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                beta1?: number;
                /** @description Decay of the mean of the squared gradients, a step. */
                beta2?: number;
                /** @description Added to the root of the squared gradients; larger damps small gradients. */
                epsilon?: number;
                /** @description Kernels shrink by learning rate × weight decay at each step; all else does not. */
                weightDecay?: number;
              }
            | {
                /** @constant */
                name?: 'sgd';
                /** @description Share of the last update that the next one keeps; 0 for none. */
                momentum?: number;
                /** @description Whether the gradient is taken where the momentum leads (Nesterov). */
                nesterov?: boolean;
              };
          /** @description Largest global norm of the gradients, longer ones are scaled down; null: any. */
          clipNorm?: number | null;
          /** @description Trained one after the other; the optimiser starts anew in each (assumed). */
          stages?: {
            /** @description For curves and logs. */
            name: string;
            /** @description `head`: the backbone is frozen; `lastBlocks`: all of it but its last blocks. */
            trainable:
              | ('head' | 'all')
              | {
                  /** @description How many blocks, counted from the output. */
                  lastBlocks: number;
                };
            /** @description Epochs at most; `earlyStopping` may end the last stage sooner. */
            epochs: number;
            /** @description At the beginning of the stage; `schedule` and `plateau` change it. */
            learningRate: number;
            /**
             * @description Of the backbone where it is not the head's; null: `learningRate`.
             * @default null
             */
            backboneLearningRate: number | null;
            /**
             * @description Whether the loss weighs classes; only in a last stage: deferred re-weighting.
             * @default true
             */
            classWeights: boolean;
          }[];
          /** @description Layer-wise decay of the learning rate: that of each block as a share of the block after it; the head has the whole. */
          layerDecay?: number;
          /** @description Batch normalisations of the backbone keep the statistics, scales and offsets that they come with. */
          frozenBatchNorm?: boolean;
          /** @description Of the learning rate, from the beginning of each stage. */
          schedule?:
            | {
                /** @constant */
                name?: 'plateau';
              }
            | {
                /** @constant */
                name?: 'constant';
              }
            | {
                /** @constant */
                name?: 'cosine';
                /** @description Epochs in which the rate grows from zero. */
                warmupEpochs?: number;
                /** @description What is left at its end, as a share of the stage's rate. */
                finalShare?: number;
              }
            | {
                /** @constant */
                name?: 'step';
                /** @description Epochs between two cuts. */
                everyEpochs?: number;
                /** @description By which it is lowered. */
                factor?: number;
              };
          /** @description Of a moving average of the weights that is evaluated in their place; null: none. */
          emaDecay?: number | null;
          /** @description Stochastic weight averaging: the mean of the weights after each of these epochs is evaluated, not the best epoch; batch statistics are re-estimated. */
          swa?: {
            /** @description The last epochs of the last stage. */
            epochs?: number;
          } | null;
          /** @description Take batch statistics anew, over the training part, for the weights that are evaluated in the end, which may be a moving average; done with `swa` anyway. */
          reestimateBatchNorm?: boolean;
          /**
           * @description Of convolutions and what lies between them; auto: bfloat16 where the device multiplies it natively, float16 on GPUs that have only that. float16 scales the loss, and is slow on CPUs. Weights, sums and predictions of the outer fold are always float32.
           * @enum {string}
           */
          precision?: 'auto' | 'float32' | 'bfloat16' | 'float16';
          /** @description Refuse faster kernels that give other bits from run to run; matters on GPUs. */
          deterministic?: boolean;
          /** @description Lower the learning rate when the inner validation loss stalls; null for never. */
          plateau?: {
            /** @description By which the rate is multiplied. */
            factor?: number;
            /** @description Epochs without gain before it is lowered. */
            patience?: number;
            /** @description Least fall of the loss that counts as gain. */
            minDelta?: number;
            /** @description Epochs after a cut in which none is counted. */
            cooldown?: number;
            /** @description The rate goes no lower. */
            minLearningRate?: number;
          } | null;
          /** @description End the last stage when the monitored value stalls; null for never. */
          earlyStopping?: {
            /** @description Epochs without gain before it ends. */
            patience?: number;
            /** @description Least gain that counts, in the unit of `monitor`. */
            minDelta?: number;
          } | null;
          /**
           * @description The inner validation value that picks the best epoch and stops early; `none`: the last epoch is kept.
           * @enum {string}
           */
          monitor?: 'loss' | 'balancedAccuracy' | 'none';
          /** @description Share of the training folds that is the inner, grouped validation part. */
          validationShare?: number;
          /** @description Share of the groups of each class that is trained on, of what inner validation leaves; smaller shares lie within larger ones. For learning curves. */
          trainShare?: number;
        };
        /** @description How its models predict: training does not depend on it. */
        evaluation?: {
          /**
           * @description Views of each image of the outer fold whose probabilities are averaged; also of inner validation when training is over. `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
           * @enum {string}
           */
          testTimeAugmentation?: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
        };
      };
      /** @description What is compared with the baseline. */
      arms?: {
        /** @description One arm for each component: the baseline without it. */
        leaveOneOut?: (
          | 'dropout'
          | 'augmentation'
          | 'classWeights'
          | 'focal'
          | 'fc'
          | 'gap'
          | 'pretraining'
          | 'rotation'
          | 'flips'
          | 'crop'
          | 'cutout'
          | 'mixup'
          | 'cutmix'
          | 'colour'
          | 'randAugment'
          | 'labelSmoothing'
          | 'logitAdjustment'
          | 'balancedSampling'
          | 'schedule'
          | 'layerDecay'
          | 'frozenBatchNorm'
          | 'ema'
          | 'swa'
          | 'tta'
        )[];
        /** @description The arm `none`, the baseline without all of these components, and one arm for each: that with this component alone. */
        addOneIn?: (
          | 'dropout'
          | 'augmentation'
          | 'classWeights'
          | 'focal'
          | 'fc'
          | 'gap'
          | 'pretraining'
          | 'rotation'
          | 'flips'
          | 'crop'
          | 'cutout'
          | 'mixup'
          | 'cutmix'
          | 'colour'
          | 'randAugment'
          | 'labelSmoothing'
          | 'logitAdjustment'
          | 'balancedSampling'
          | 'schedule'
          | 'layerDecay'
          | 'frozenBatchNorm'
          | 'ema'
          | 'swa'
          | 'tta'
        )[];
        /** @description Arms for each pair of components and fields: the baseline without both components, or with both fields at each of their values. */
        pairwise?: (
          | (
              | 'dropout'
              | 'augmentation'
              | 'classWeights'
              | 'focal'
              | 'fc'
              | 'gap'
              | 'pretraining'
              | 'rotation'
              | 'flips'
              | 'crop'
              | 'cutout'
              | 'mixup'
              | 'cutmix'
              | 'colour'
              | 'randAugment'
              | 'labelSmoothing'
              | 'logitAdjustment'
              | 'balancedSampling'
              | 'schedule'
              | 'layerDecay'
              | 'frozenBatchNorm'
              | 'ema'
              | 'swa'
              | 'tta'
            )
          | {
              /** @description Its path, such as `training.batchSize`. */
              field: string;
              /** @description The values, one after the other. */
              values: unknown[];
              /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
              when?: {
                [key: string]: unknown;
              };
            }
        )[];
        /** @description Every combination of components, with and without, and of values of fields. */
        fullFactorial?: {
          /** @description Components, each with and without, and fields with their values: every combination. */
          factors?: (
            | (
                | 'dropout'
                | 'augmentation'
                | 'classWeights'
                | 'focal'
                | 'fc'
                | 'gap'
                | 'pretraining'
                | 'rotation'
                | 'flips'
                | 'crop'
                | 'cutout'
                | 'mixup'
                | 'cutmix'
                | 'colour'
                | 'randAugment'
                | 'labelSmoothing'
                | 'logitAdjustment'
                | 'balancedSampling'
                | 'schedule'
                | 'layerDecay'
                | 'frozenBatchNorm'
                | 'ema'
                | 'swa'
                | 'tta'
              )
            | {
                /** @description Its path, such as `training.batchSize`. */
                field: string;
                /** @description The values, one after the other. */
                values: unknown[];
                /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                when?: {
                  [key: string]: unknown;
                };
              }
          )[];
        };
        /**
         * @description Fields such as `training.batchSize` with their values: every combination.
         * @example {
         *       "training.batchSize": [
         *         16,
         *         32
         *       ],
         *       "loss.name": [
         *         "focal",
         *         "crossEntropy"
         *       ]
         *     }
         */
        grid?: {
          [key: string]:
            | unknown[]
            | {
                /** @description The values, one after the other. */
                values: unknown[];
                /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                when?: {
                  [key: string]: unknown;
                };
              };
        };
        /** @description So many configurations drawn at random, the same on every machine. */
        random?: {
          /** @description How many arms are drawn. */
          count?: number;
          /** @description Another seed draws other configurations. */
          seed?: number;
          /** @description Fields, each with `values`, or `min` and `max`. */
          space?: {
            [key: string]:
              | unknown[]
              | {
                  /** @description The values, one after the other. */
                  values?: unknown[];
                  /** @description Least value that is drawn. */
                  min?: number;
                  /** @description Largest value that is drawn. */
                  max?: number;
                  /**
                   * @description Of min to max; linear when left out.
                   * @enum {string}
                   */
                  scale?: 'linear' | 'log';
                  /** @description Whole numbers from min to max, both included. */
                  integer?: boolean;
                  /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                  when?: {
                    [key: string]: unknown;
                  };
                };
          };
        };
        /** @description Arms that are named one by one. */
        explicit?: {
          /** @description Of the variant, in trials, tables and figures. */
          name: string;
          /** @description Laid over the baseline: objects by key, all else replaced. */
          overrides?: {
            /** @description The part of the images that is seen. */
            region?: {
              /**
               * @description `foreground-only`: all but the region that a mask marks in one grey; `background-only`: that region and its rim painted over from around them; `crop`: its box with a margin.
               * @enum {string}
               */
              part?: 'full' | 'foreground-only' | 'background-only' | 'crop';
              /**
               * @description Where the region is: by the masks of the data set, or by a threshold (Otsu 1979) on each image, whose overlap with existing masks (Dice) is reported.
               * @enum {string}
               */
              masks?: 'given' | 'otsu';
            };
            /** @description The network: backbone, head, weights, input. */
            model?: {
              /** @description A name of `crossfold model list`. */
              backbone?: string;
              /** @description Side of the square input in pixels (assumed: not published). */
              imageSizePx?: number;
              /**
               * @description Global average pooling of the backbone features, or all of them in one vector.
               * @enum {string}
               */
              pooling?: 'gap' | 'flatten';
              /** @description Widths of the fully connected layers before the classifier (assumed widths). */
              hiddenUnits?: number[];
              /** @description Dropout rate in the head, 0 for none (assumed). */
              dropout?: number;
              /** @description Share of the running statistics kept at each step; null: the architecture's own. */
              batchNormMomentum?: number | null;
              /** @description Where the weights of the backbone come from. */
              weights?:
                | {
                    /** @constant */
                    from?: 'random';
                  }
                | {
                    /** @constant */
                    from?: 'imagenet';
                  }
                | {
                    /** @constant */
                    from?: 'file';
                    /** @description A .h5, .weights.h5 or .safetensors file on the worker; absolute, or beside the study file for the command line. */
                    path?: string;
                    /** @description Refuse the file if its hash differs. */
                    sha256?: string;
                  }
                | {
                    /** @constant */
                    from?: 'address';
                    /** @description Of such a file: `https://` or `s3://`; each worker fetches it once. */
                    address?: string;
                    /** @description Of the file: anything else is refused. */
                    sha256?: string;
                  };
            };
            /** @description What training makes small. */
            loss?:
              | {
                  /** @constant */
                  name?: 'crossEntropy';
                  /** @description Share of each target that is spread over all classes; 0 for none. */
                  labelSmoothing?: number;
                  /** @description Adds this times the log of the class frequency to the logits in training. */
                  logitAdjustment?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                }
              | {
                  /** @constant */
                  name?: 'focal';
                  /** @description Focusing exponent (assumed). */
                  gamma?: number;
                  /** @description Share of each target that is spread over all classes; 0 for none. */
                  labelSmoothing?: number;
                  /** @description Adds this times the log of the class frequency to the logits in training. */
                  logitAdjustment?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                }
              | {
                  /** @constant */
                  name?: 'ldam';
                  /** @description Margin of the rarest class in logits: 15 is 0.5 at a scale of 30. */
                  maxMargin?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                }
              | {
                  /** @constant */
                  name?: 'gce';
                  /** @description Towards 0: cross-entropy; 1: the mean absolute error. */
                  q?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                };
            /** @description null for none. */
            augmentation?: {
              /** @description Largest angle (assumed). */
              rotationDegrees?: number;
              /** @description Whether half of the images are mirrored left to right. */
              horizontalFlip?: boolean;
              /** @description Whether half of the images are mirrored top to bottom. */
              verticalFlip?: boolean;
              /** @description Smallest share of the area that a random crop keeps; 1 for no crop (assumed). */
              cropScaleMin?: number;
              /** @description Largest quotient of the sides of a random crop, either way; 1 for squares. */
              cropAspectMax?: number;
              /** @description Side of the blanked square as a share of the image side; 0 for none (assumed). */
              cutoutShare?: number;
              /** @description Largest change of the factor, as in torchvision's ColorJitter; 0 for none. */
              brightness?: number;
              /** @description The same for contrast. */
              contrast?: number;
              /** @description The same for saturation. */
              saturation?: number;
              /** @description Largest turn as a share of the circle. */
              hue?: number;
              /** @description Random operations out of identity, shear, translation, rotation, brightness, colour, contrast, sharpness, posterise, solarise, auto-contrast and equalise; null for none. */
              randAugment?: {
                /** @description For each image, one after the other. */
                operations?: number;
                /** @description From 0 to 30. */
                magnitude?: number;
                /** @description Standard deviation of the magnitude, image by image, as timm's `mstd`. */
                magnitudeDeviation?: number;
              } | null;
              /** @description Blends pairs of images and their classes by shares from Beta(a, a); 0 for none. */
              mixupAlpha?: number;
              /** @description The same with boxes cut from one into the other; with mixup, batches take turns. */
              cutmixAlpha?: number;
            } | null;
            /** @description Stages, optimiser, schedule, and what is kept. */
            training?: {
              /** @description Images of one step of the optimiser (assumed: not published). */
              batchSize?: number;
              /** @description Leave out the last batch of an epoch where it is smaller than the others, so that no update rests on the batch statistics of a few images; folds of different sizes then share one graph. Which images are left out differs from epoch to epoch. */
              dropLastBatch?: boolean;
              /** @description Pieces that a batch is computed in, their gradients summed for its one update: less memory, the same update; but each piece has its own batch statistics. */
              accumulateSteps?: number;
              /**
               * @description `shuffle`: each image once in an epoch; `balanced`: as many images, each class alike often. With class weights as well, rarity counts twice.
               * @enum {string}
               */
              sampling?: 'shuffle' | 'balanced';
              /** @description Keras's Adam (assumed). */
              optimiser?:
                | {
                    /** @constant */
                    name?: 'adam';
                    /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                    beta1?: number;
                    /** @description Decay of the mean of the squared gradients, a step. */
                    beta2?: number;
                    /** @description Added to the root of the squared gradients; larger damps small gradients. */
                    epsilon?: number;
                  }
                | {
                    /** @constant */
                    name?: 'adamw';
                    /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                    beta1?: number;
                    /** @description Decay of the mean of the squared gradients, a step. */
                    beta2?: number;
                    /** @description Added to the root of the squared gradients; larger damps small gradients. */
                    epsilon?: number;
                    /** @description Kernels shrink by learning rate × weight decay at each step; all else does not. */
                    weightDecay?: number;
                  }
                | {
                    /** @constant */
                    name?: 'sgd';
                    /** @description Share of the last update that the next one keeps; 0 for none. */
                    momentum?: number;
                    /** @description Whether the gradient is taken where the momentum leads (Nesterov). */
                    nesterov?: boolean;
                  };
              /** @description Largest global norm of the gradients, longer ones are scaled down; null: any. */
              clipNorm?: number | null;
              /** @description Trained one after the other; the optimiser starts anew in each (assumed). */
              stages?: {
                /** @description For curves and logs. */
                name: string;
                /** @description `head`: the backbone is frozen; `lastBlocks`: all of it but its last blocks. */
                trainable:
                  | ('head' | 'all')
                  | {
                      /** @description How many blocks, counted from the output. */
                      lastBlocks: number;
                    };
                /** @description Epochs at most; `earlyStopping` may end the last stage sooner. */
                epochs: number;
                /** @description At the beginning of the stage; `schedule` and `plateau` change it. */
                learningRate: number;
                /**
                 * @description Of the backbone where it is not the head's; null: `learningRate`.
                 * @default null
                 */
                backboneLearningRate: number | null;
                /**
                 * @description Whether the loss weighs classes; only in a last stage: deferred re-weighting.
                 * @default true
                 */
                classWeights: boolean;
              }[];
              /** @description Layer-wise decay of the learning rate: that of each block as a share of the block after it; the head has the whole. */
              layerDecay?: number;
              /** @description Batch normalisations of the backbone keep the statistics, scales and offsets that they come with. */
              frozenBatchNorm?: boolean;
              /** @description Of the learning rate, from the beginning of each stage. */
              schedule?:
                | {
                    /** @constant */
                    name?: 'plateau';
                  }
                | {
                    /** @constant */
                    name?: 'constant';
                  }
                | {
                    /** @constant */
                    name?: 'cosine';
                    /** @description Epochs in which the rate grows from zero. */
                    warmupEpochs?: number;
                    /** @description What is left at its end, as a share of the stage's rate. */
                    finalShare?: number;
                  }
                | {
                    /** @constant */
                    name?: 'step';
                    /** @description Epochs between two cuts. */
                    everyEpochs?: number;
                    /** @description By which it is lowered. */
                    factor?: number;
                  };
              /** @description Of a moving average of the weights that is evaluated in their place; null: none. */
              emaDecay?: number | null;
              /** @description Stochastic weight averaging: the mean of the weights after each of these epochs is evaluated, not the best epoch; batch statistics are re-estimated. */
              swa?: {
                /** @description The last epochs of the last stage. */
                epochs?: number;
              } | null;
              /** @description Take batch statistics anew, over the training part, for the weights that are evaluated in the end, which may be a moving average; done with `swa` anyway. */
              reestimateBatchNorm?: boolean;
              /**
               * @description Of convolutions and what lies between them; auto: bfloat16 where the device multiplies it natively, float16 on GPUs that have only that. float16 scales the loss, and is slow on CPUs. Weights, sums and predictions of the outer fold are always float32.
               * @enum {string}
               */
              precision?: 'auto' | 'float32' | 'bfloat16' | 'float16';
              /** @description Refuse faster kernels that give other bits from run to run; matters on GPUs. */
              deterministic?: boolean;
              /** @description Lower the learning rate when the inner validation loss stalls; null for never. */
              plateau?: {
                /** @description By which the rate is multiplied. */
                factor?: number;
                /** @description Epochs without gain before it is lowered. */
                patience?: number;
                /** @description Least fall of the loss that counts as gain. */
                minDelta?: number;
                /** @description Epochs after a cut in which none is counted. */
                cooldown?: number;
                /** @description The rate goes no lower. */
                minLearningRate?: number;
              } | null;
              /** @description End the last stage when the monitored value stalls; null for never. */
              earlyStopping?: {
                /** @description Epochs without gain before it ends. */
                patience?: number;
                /** @description Least gain that counts, in the unit of `monitor`. */
                minDelta?: number;
              } | null;
              /**
               * @description The inner validation value that picks the best epoch and stops early; `none`: the last epoch is kept.
               * @enum {string}
               */
              monitor?: 'loss' | 'balancedAccuracy' | 'none';
              /** @description Share of the training folds that is the inner, grouped validation part. */
              validationShare?: number;
              /** @description Share of the groups of each class that is trained on, of what inner validation leaves; smaller shares lie within larger ones. For learning curves. */
              trainShare?: number;
            };
            /** @description How its models predict: training does not depend on it. */
            evaluation?: {
              /**
               * @description Views of each image of the outer fold whose probabilities are averaged; also of inner validation when training is over. `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
               * @enum {string}
               */
              testTimeAugmentation?: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
            };
          };
          /** @description Predictions of a model that was made elsewhere, by the folds of this study: a CSV with the image, a probability for each class, and where there are several the repeat and the seed. It is compared, not trained. */
          predictions?:
            | string
            | {
                /** @description Its name, as its owner calls it. */
                file: string;
                /** @description Of its bytes, by which the store has it. */
                sha256: string;
              };
          /**
           * @description The baseline itself, trained with other seeds: the report says how often such arms are wrongly told apart from it.
           * @constant
           */
          null?: true;
        }[];
      };
      /** @description Differences of balanced accuracy within ± so many points make no practical difference. */
      marginPoints?: number;
      /**
       * @description A temperature fitted on inner validation, for calibrated ECE and NLL beside the other scores, which it leaves alone.
       * @enum {string}
       */
      calibration?: 'none' | 'temperature';
      /** @description Scored once, on the sealed part; null for none. */
      ensemble?: {
        /** @description Whose members; the baseline when left out. */
        variant?: string;
        /** @description Other variants whose members vote too; with them, weights can be learnt. */
        partners?: string[];
        /**
         * @description `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
         * @enum {string}
         */
        testTimeAugmentation?: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
        /** @description Sets of views that single members and ensembles are scored with on the sealed part, beside the one that counts; [] for none. */
        views?: ('none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale')[];
        /**
         * @description Of the probabilities of the members: `mean`; `logitMean` of their logarithms; `rankMean` of their ranks over the images, class by class, which are no probabilities; `weighted` by the weights of variants that make inner validation most likely; `greedy` selection of variants on inner validation.
         * @enum {string}
         */
        combination?: 'mean' | 'logitMean' | 'rankMean' | 'weighted' | 'greedy';
        /** @description Of `combination: greedy`. */
        selection?: {
          /**
           * @description What each step improves most.
           * @enum {string}
           */
          metric?: 'nll' | 'balancedAccuracy';
          /** @description Variants drawn, with replacement. */
          rounds?: number;
          /** @description So many of the best single variants are in it from the beginning. */
          sortedStart?: number;
          /** @description Selections among a random part of the variants whose weights are averaged; 0: one. */
          bags?: number;
          /** @description Chance of each variant to be in a bag. */
          bagShare?: number;
        };
      } | null;
      /**
       * @description Whether reports show what others published of HAM10000: `auto` where the images are known to be of it; `always` also where they are not, with a warning.
       * @enum {string}
       */
      published?: 'auto' | 'always' | 'never';
      /** @description Results of others to stand beside those of the study. */
      compareWith?: {
        /** @description Of the method, as tables show it. */
        name: string;
        /** @description Where it is published: an address or a citation. */
        source: string;
        /** @description How images were split, and what was scored. */
        protocol: string;
        /**
         * @description Whether images of one group, such as a lesion, were never on both sides of the split.
         * @enum {string}
         */
        groupsKeptApart: 'yes' | 'no' | 'unknown';
        /**
         * @description That were scored, where stated.
         * @default null
         */
        images: number | null;
        /** @description In [0, 1]: accuracy, top2, top3, balancedAccuracy, macroF1, macroPrecision, macroRecall, macroRocAuc. */
        scores: {
          /** @description As a share, in [0, 1]. */
          accuracy?: number;
          /** @description As a share, in [0, 1]. */
          top2?: number;
          /** @description As a share, in [0, 1]. */
          top3?: number;
          /** @description As a share, in [0, 1]. */
          balancedAccuracy?: number;
          /** @description As a share, in [0, 1]. */
          macroF1?: number;
          /** @description As a share, in [0, 1]. */
          macroPrecision?: number;
          /** @description As a share, in [0, 1]. */
          macroRecall?: number;
          /** @description As a share, in [0, 1]. */
          macroRocAuc?: number;
        };
        /**
         * @description Whether the numbers were read at the source, and not from a second one.
         * @default true
         */
        isVerified: boolean;
      }[];
      /** @description When trials save their state; changes no result. */
      checkpoints?: {
        /** @description One or several of: `1 epoch`, `200 steps`, `5m` (s, m, h). Best epochs, the end of a stage and leaving are saved besides. */
        every?: string | string[];
        /** @description So many of the newest, each with that of its best epoch, in case one is damaged. */
        keep?: number;
      };
      /** @description Ids of studies whose results are taken for the trials that are the same there: configuration, data, split, fold, seed, first weights and software; `auto` for all studies that have such results when this one is submitted. */
      reuse?: 'auto' | string[];
      /** @description Labels of the workers that may train it: a number at least, a text as a word of the label, such as {gpu: h100, memoryGb: 40}. */
      requires?: {
        [key: string]: string | number;
      };
      /** @description Trials of it that may run at once; null for as many as its share allows. */
      maxParallel?: number | null;
      /** @description Where it is spent, trials that have not ended are stopped, and what there is is reported; null for none. */
      budget?: {
        /** @description Hours of slots that its trials may take together. */
        maxHours?: number;
        /** @description What those hours may cost, by the price of the fleet. */
        maxCost?: number;
        /**
         * Format: date-time
         * @description When it is to end at the latest, such as 2026-12-24T18:00:00Z.
         */
        deadline?: string;
      } | null;
      /**
       * @description `fail`: it is tried again as any other crash; `halve-batch`: each batch is computed in twice as many pieces, their gradients summed, until it fits. The receipt says so: each piece has its own batch statistics.
       * @enum {string}
       */
      onOutOfMemory?: 'fail' | 'halve-batch';
      /** @description Threads of TensorFlow in each trial, whatever cores and slots its machine has: another number gives other bits. */
      threads?: number;
      /** @description Drops arms that can no longer be among the best, so that their cells to come are not trained; null for none. Variants that vote in the ensemble stay, as the baseline does. */
      racing?: {
        /** @description How many of the best variants, by mean balanced accuracy over their cells, have all of their cells in the end. */
        keep?: number;
        /** @description Chance that none of those is dropped, over all looks at the race. */
        confidence?: number;
        /** @description Cells (fold × seed) that each variant has before the first look. */
        minCells?: number;
        /** @description Whether null arms may be dropped; else they run as the baseline does. */
        nullArms?: boolean;
      } | null;
      /** @description Stops trials of arms between two epochs that lag behind others on inner validation; null for none. Stopped trials have no result, and count as raced out. */
      stopping?:
        | (
            | {
                /** @constant */
                rule?: 'median';
                /** @description That every trial has. */
                minEpochs?: number;
                /** @description Finished trials of the study before the first one is stopped. */
                minTrials?: number;
              }
            | {
                /** @constant */
                rule?: 'asha';
                /** @description Up to the first rung. */
                minEpochs?: number;
                /** @description Each rung has so many times the epochs of the one before, and keeps one in so many trials. */
                reduction?: number;
              }
          )
        | null;
      /** @description When so many trials of a variant have failed for good and none has succeeded, those that wait are skipped by name; null to train them all. */
      skipAfterFailures?: number | null;
      /** @description Studies that follow each other on the same folds, each with arms of its own; the ensemble is that of the last one. */
      stages?: {
        /** @description Of the stage; part of the id of its study. */
        name: string;
        /**
         * @description What the arms of this stage are compared with.
         * @default {}
         */
        baseline: {
          /** @description Of the baseline; that of the file when left out. */
          name?: string;
          /** @description An earlier stage, whose winner is the baseline; else that of the file is. */
          winnerOf?: string;
          /**
           * @description Mean out-of-fold score of its cells; the sealed part is never looked at.
           * @default balancedAccuracy
           * @enum {string}
           */
          by: 'balancedAccuracy' | 'accuracy' | 'macroF1' | 'macroRocAuc';
          /**
           * @description `best`, or the one with the fewest parameters of those within so many points of the best.
           * @default best
           */
          rule:
            | 'best'
            | {
                /** @description Points of the score below the best that still take part. */
                withinPoints: number;
                /**
                 * @description The one with the fewest parameters wins.
                 * @constant
                 */
                smallest: 'parameters';
              };
          /** @description Laid over the baseline: objects by key, all else replaced. */
          overrides?: {
            /** @description The part of the images that is seen. */
            region?: {
              /**
               * @description `foreground-only`: all but the region that a mask marks in one grey; `background-only`: that region and its rim painted over from around them; `crop`: its box with a margin.
               * @enum {string}
               */
              part?: 'full' | 'foreground-only' | 'background-only' | 'crop';
              /**
               * @description Where the region is: by the masks of the data set, or by a threshold (Otsu 1979) on each image, whose overlap with existing masks (Dice) is reported.
               * @enum {string}
               */
              masks?: 'given' | 'otsu';
            };
            /** @description The network: backbone, head, weights, input. */
            model?: {
              /** @description A name of `crossfold model list`. */
              backbone?: string;
              /** @description Side of the square input in pixels (assumed: not published). */
              imageSizePx?: number;
              /**
               * @description Global average pooling of the backbone features, or all of them in one vector.
               * @enum {string}
               */
              pooling?: 'gap' | 'flatten';
              /** @description Widths of the fully connected layers before the classifier (assumed widths). */
              hiddenUnits?: number[];
              /** @description Dropout rate in the head, 0 for none (assumed). */
              dropout?: number;
              /** @description Share of the running statistics kept at each step; null: the architecture's own. */
              batchNormMomentum?: number | null;
              /** @description Where the weights of the backbone come from. */
              weights?:
                | {
                    /** @constant */
                    from?: 'random';
                  }
                | {
                    /** @constant */
                    from?: 'imagenet';
                  }
                | {
                    /** @constant */
                    from?: 'file';
                    /** @description A .h5, .weights.h5 or .safetensors file on the worker; absolute, or beside the study file for the command line. */
                    path?: string;
                    /** @description Refuse the file if its hash differs. */
                    sha256?: string;
                  }
                | {
                    /** @constant */
                    from?: 'address';
                    /** @description Of such a file: `https://` or `s3://`; each worker fetches it once. */
                    address?: string;
                    /** @description Of the file: anything else is refused. */
                    sha256?: string;
                  };
            };
            /** @description What training makes small. */
            loss?:
              | {
                  /** @constant */
                  name?: 'crossEntropy';
                  /** @description Share of each target that is spread over all classes; 0 for none. */
                  labelSmoothing?: number;
                  /** @description Adds this times the log of the class frequency to the logits in training. */
                  logitAdjustment?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                }
              | {
                  /** @constant */
                  name?: 'focal';
                  /** @description Focusing exponent (assumed). */
                  gamma?: number;
                  /** @description Share of each target that is spread over all classes; 0 for none. */
                  labelSmoothing?: number;
                  /** @description Adds this times the log of the class frequency to the logits in training. */
                  logitAdjustment?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                }
              | {
                  /** @constant */
                  name?: 'ldam';
                  /** @description Margin of the rarest class in logits: 15 is 0.5 at a scale of 30. */
                  maxMargin?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                }
              | {
                  /** @constant */
                  name?: 'gce';
                  /** @description Towards 0: cross-entropy; 1: the mean absolute error. */
                  q?: number;
                  /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                  classWeights?:
                    ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                  /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                  effectiveNumberBeta?: number;
                  /**
                   * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                   * @enum {string}
                   */
                  reduction?: 'batchMean' | 'weightedMean';
                };
            /** @description null for none. */
            augmentation?: {
              /** @description Largest angle (assumed). */
              rotationDegrees?: number;
              /** @description Whether half of the images are mirrored left to right. */
              horizontalFlip?: boolean;
              /** @description Whether half of the images are mirrored top to bottom. */
              verticalFlip?: boolean;
              /** @description Smallest share of the area that a random crop keeps; 1 for no crop (assumed). */
              cropScaleMin?: number;
              /** @description Largest quotient of the sides of a random crop, either way; 1 for squares. */
              cropAspectMax?: number;
              /** @description Side of the blanked square as a share of the image side; 0 for none (assumed). */
              cutoutShare?: number;
              /** @description Largest change of the factor, as in torchvision's ColorJitter; 0 for none. */
              brightness?: number;
              /** @description The same for contrast. */
              contrast?: number;
              /** @description The same for saturation. */
              saturation?: number;
              /** @description Largest turn as a share of the circle. */
              hue?: number;
              /** @description Random operations out of identity, shear, translation, rotation, brightness, colour, contrast, sharpness, posterise, solarise, auto-contrast and equalise; null for none. */
              randAugment?: {
                /** @description For each image, one after the other. */
                operations?: number;
                /** @description From 0 to 30. */
                magnitude?: number;
                /** @description Standard deviation of the magnitude, image by image, as timm's `mstd`. */
                magnitudeDeviation?: number;
              } | null;
              /** @description Blends pairs of images and their classes by shares from Beta(a, a); 0 for none. */
              mixupAlpha?: number;
              /** @description The same with boxes cut from one into the other; with mixup, batches take turns. */
              cutmixAlpha?: number;
            } | null;
            /** @description Stages, optimiser, schedule, and what is kept. */
            training?: {
              /** @description Images of one step of the optimiser (assumed: not published). */
              batchSize?: number;
              /** @description Leave out the last batch of an epoch where it is smaller than the others, so that no update rests on the batch statistics of a few images; folds of different sizes then share one graph. Which images are left out differs from epoch to epoch. */
              dropLastBatch?: boolean;
              /** @description Pieces that a batch is computed in, their gradients summed for its one update: less memory, the same update; but each piece has its own batch statistics. */
              accumulateSteps?: number;
              /**
               * @description `shuffle`: each image once in an epoch; `balanced`: as many images, each class alike often. With class weights as well, rarity counts twice.
               * @enum {string}
               */
              sampling?: 'shuffle' | 'balanced';
              /** @description Keras's Adam (assumed). */
              optimiser?:
                | {
                    /** @constant */
                    name?: 'adam';
                    /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                    beta1?: number;
                    /** @description Decay of the mean of the squared gradients, a step. */
                    beta2?: number;
                    /** @description Added to the root of the squared gradients; larger damps small gradients. */
                    epsilon?: number;
                  }
                | {
                    /** @constant */
                    name?: 'adamw';
                    /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                    beta1?: number;
                    /** @description Decay of the mean of the squared gradients, a step. */
                    beta2?: number;
                    /** @description Added to the root of the squared gradients; larger damps small gradients. */
                    epsilon?: number;
                    /** @description Kernels shrink by learning rate × weight decay at each step; all else does not. */
                    weightDecay?: number;
                  }
                | {
                    /** @constant */
                    name?: 'sgd';
                    /** @description Share of the last update that the next one keeps; 0 for none. */
                    momentum?: number;
                    /** @description Whether the gradient is taken where the momentum leads (Nesterov). */
                    nesterov?: boolean;
                  };
              /** @description Largest global norm of the gradients, longer ones are scaled down; null: any. */
              clipNorm?: number | null;
              /** @description Trained one after the other; the optimiser starts anew in each (assumed). */
              stages?: {
                /** @description For curves and logs. */
                name: string;
                /** @description `head`: the backbone is frozen; `lastBlocks`: all of it but its last blocks. */
                trainable:
                  | ('head' | 'all')
                  | {
                      /** @description How many blocks, counted from the output. */
                      lastBlocks: number;
                    };
                /** @description Epochs at most; `earlyStopping` may end the last stage sooner. */
                epochs: number;
                /** @description At the beginning of the stage; `schedule` and `plateau` change it. */
                learningRate: number;
                /**
                 * @description Of the backbone where it is not the head's; null: `learningRate`.
                 * @default null
                 */
                backboneLearningRate: number | null;
                /**
                 * @description Whether the loss weighs classes; only in a last stage: deferred re-weighting.
                 * @default true
                 */
                classWeights: boolean;
              }[];
              /** @description Layer-wise decay of the learning rate: that of each block as a share of the block after it; the head has the whole. */
              layerDecay?: number;
              /** @description Batch normalisations of the backbone keep the statistics, scales and offsets that they come with. */
              frozenBatchNorm?: boolean;
              /** @description Of the learning rate, from the beginning of each stage. */
              schedule?:
                | {
                    /** @constant */
                    name?: 'plateau';
                  }
                | {
                    /** @constant */
                    name?: 'constant';
                  }
                | {
                    /** @constant */
                    name?: 'cosine';
                    /** @description Epochs in which the rate grows from zero. */
                    warmupEpochs?: number;
                    /** @description What is left at its end, as a share of the stage's rate. */
                    finalShare?: number;
                  }
                | {
                    /** @constant */
                    name?: 'step';
                    /** @description Epochs between two cuts. */
                    everyEpochs?: number;
                    /** @description By which it is lowered. */
                    factor?: number;
                  };
              /** @description Of a moving average of the weights that is evaluated in their place; null: none. */
              emaDecay?: number | null;
              /** @description Stochastic weight averaging: the mean of the weights after each of these epochs is evaluated, not the best epoch; batch statistics are re-estimated. */
              swa?: {
                /** @description The last epochs of the last stage. */
                epochs?: number;
              } | null;
              /** @description Take batch statistics anew, over the training part, for the weights that are evaluated in the end, which may be a moving average; done with `swa` anyway. */
              reestimateBatchNorm?: boolean;
              /**
               * @description Of convolutions and what lies between them; auto: bfloat16 where the device multiplies it natively, float16 on GPUs that have only that. float16 scales the loss, and is slow on CPUs. Weights, sums and predictions of the outer fold are always float32.
               * @enum {string}
               */
              precision?: 'auto' | 'float32' | 'bfloat16' | 'float16';
              /** @description Refuse faster kernels that give other bits from run to run; matters on GPUs. */
              deterministic?: boolean;
              /** @description Lower the learning rate when the inner validation loss stalls; null for never. */
              plateau?: {
                /** @description By which the rate is multiplied. */
                factor?: number;
                /** @description Epochs without gain before it is lowered. */
                patience?: number;
                /** @description Least fall of the loss that counts as gain. */
                minDelta?: number;
                /** @description Epochs after a cut in which none is counted. */
                cooldown?: number;
                /** @description The rate goes no lower. */
                minLearningRate?: number;
              } | null;
              /** @description End the last stage when the monitored value stalls; null for never. */
              earlyStopping?: {
                /** @description Epochs without gain before it ends. */
                patience?: number;
                /** @description Least gain that counts, in the unit of `monitor`. */
                minDelta?: number;
              } | null;
              /**
               * @description The inner validation value that picks the best epoch and stops early; `none`: the last epoch is kept.
               * @enum {string}
               */
              monitor?: 'loss' | 'balancedAccuracy' | 'none';
              /** @description Share of the training folds that is the inner, grouped validation part. */
              validationShare?: number;
              /** @description Share of the groups of each class that is trained on, of what inner validation leaves; smaller shares lie within larger ones. For learning curves. */
              trainShare?: number;
            };
            /** @description How its models predict: training does not depend on it. */
            evaluation?: {
              /**
               * @description Views of each image of the outer fold whose probabilities are averaged; also of inner validation when training is over. `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
               * @enum {string}
               */
              testTimeAugmentation?: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
            };
          };
        };
        /**
         * @description Of this stage.
         * @default {}
         */
        arms: {
          /**
           * @description One arm for each component: the baseline without it.
           * @default []
           */
          leaveOneOut: (
            | 'dropout'
            | 'augmentation'
            | 'classWeights'
            | 'focal'
            | 'fc'
            | 'gap'
            | 'pretraining'
            | 'rotation'
            | 'flips'
            | 'crop'
            | 'cutout'
            | 'mixup'
            | 'cutmix'
            | 'colour'
            | 'randAugment'
            | 'labelSmoothing'
            | 'logitAdjustment'
            | 'balancedSampling'
            | 'schedule'
            | 'layerDecay'
            | 'frozenBatchNorm'
            | 'ema'
            | 'swa'
            | 'tta'
          )[];
          /**
           * @description The arm `none`, the baseline without all of these components, and one arm for each: that with this component alone.
           * @default []
           */
          addOneIn: (
            | 'dropout'
            | 'augmentation'
            | 'classWeights'
            | 'focal'
            | 'fc'
            | 'gap'
            | 'pretraining'
            | 'rotation'
            | 'flips'
            | 'crop'
            | 'cutout'
            | 'mixup'
            | 'cutmix'
            | 'colour'
            | 'randAugment'
            | 'labelSmoothing'
            | 'logitAdjustment'
            | 'balancedSampling'
            | 'schedule'
            | 'layerDecay'
            | 'frozenBatchNorm'
            | 'ema'
            | 'swa'
            | 'tta'
          )[];
          /**
           * @description Arms for each pair of components and fields: the baseline without both components, or with both fields at each of their values.
           * @default []
           */
          pairwise: (
            | (
                | 'dropout'
                | 'augmentation'
                | 'classWeights'
                | 'focal'
                | 'fc'
                | 'gap'
                | 'pretraining'
                | 'rotation'
                | 'flips'
                | 'crop'
                | 'cutout'
                | 'mixup'
                | 'cutmix'
                | 'colour'
                | 'randAugment'
                | 'labelSmoothing'
                | 'logitAdjustment'
                | 'balancedSampling'
                | 'schedule'
                | 'layerDecay'
                | 'frozenBatchNorm'
                | 'ema'
                | 'swa'
                | 'tta'
              )
            | {
                /** @description Its path, such as `training.batchSize`. */
                field: string;
                /** @description The values, one after the other. */
                values: unknown[];
                /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                when?: {
                  [key: string]: unknown;
                };
              }
          )[];
          /** @description Every combination of components, with and without, and of values of fields. */
          fullFactorial?: {
            /** @description Components, each with and without, and fields with their values: every combination. */
            factors: (
              | (
                  | 'dropout'
                  | 'augmentation'
                  | 'classWeights'
                  | 'focal'
                  | 'fc'
                  | 'gap'
                  | 'pretraining'
                  | 'rotation'
                  | 'flips'
                  | 'crop'
                  | 'cutout'
                  | 'mixup'
                  | 'cutmix'
                  | 'colour'
                  | 'randAugment'
                  | 'labelSmoothing'
                  | 'logitAdjustment'
                  | 'balancedSampling'
                  | 'schedule'
                  | 'layerDecay'
                  | 'frozenBatchNorm'
                  | 'ema'
                  | 'swa'
                  | 'tta'
                )
              | {
                  /** @description Its path, such as `training.batchSize`. */
                  field: string;
                  /** @description The values, one after the other. */
                  values: unknown[];
                  /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                  when?: {
                    [key: string]: unknown;
                  };
                }
            )[];
          };
          /**
           * @description Fields such as `training.batchSize` with their values: every combination.
           * @example {
           *       "training.batchSize": [
           *         16,
           *         32
           *       ],
           *       "loss.name": [
           *         "focal",
           *         "crossEntropy"
           *       ]
           *     }
           */
          grid?: {
            [key: string]:
              | unknown[]
              | {
                  /** @description The values, one after the other. */
                  values: unknown[];
                  /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                  when?: {
                    [key: string]: unknown;
                  };
                };
          };
          /** @description So many configurations drawn at random, the same on every machine. */
          random?: {
            /** @description How many arms are drawn. */
            count: number;
            /**
             * @description Another seed draws other configurations.
             * @default 0
             */
            seed: number;
            /** @description Fields, each with `values`, or `min` and `max`. */
            space: {
              [key: string]:
                | unknown[]
                | {
                    /** @description The values, one after the other. */
                    values?: unknown[];
                    /** @description Least value that is drawn. */
                    min?: number;
                    /** @description Largest value that is drawn. */
                    max?: number;
                    /**
                     * @description Of min to max; linear when left out.
                     * @enum {string}
                     */
                    scale?: 'linear' | 'log';
                    /** @description Whole numbers from min to max, both included. */
                    integer?: boolean;
                    /** @description The field is set only where other fields have these values (one of a list); elsewhere it is left as it is, and makes no arms. */
                    when?: {
                      [key: string]: unknown;
                    };
                  };
            };
          };
          /**
           * @description Arms that are named one by one.
           * @default []
           */
          explicit: {
            /** @description Of the variant, in trials, tables and figures. */
            name: string;
            /** @description Laid over the baseline: objects by key, all else replaced. */
            overrides?: {
              /** @description The part of the images that is seen. */
              region?: {
                /**
                 * @description `foreground-only`: all but the region that a mask marks in one grey; `background-only`: that region and its rim painted over from around them; `crop`: its box with a margin.
                 * @enum {string}
                 */
                part?: 'full' | 'foreground-only' | 'background-only' | 'crop';
                /**
                 * @description Where the region is: by the masks of the data set, or by a threshold (Otsu 1979) on each image, whose overlap with existing masks (Dice) is reported.
                 * @enum {string}
                 */
                masks?: 'given' | 'otsu';
              };
              /** @description The network: backbone, head, weights, input. */
              model?: {
                /** @description A name of `crossfold model list`. */
                backbone?: string;
                /** @description Side of the square input in pixels (assumed: not published). */
                imageSizePx?: number;
                /**
                 * @description Global average pooling of the backbone features, or all of them in one vector.
                 * @enum {string}
                 */
                pooling?: 'gap' | 'flatten';
                /** @description Widths of the fully connected layers before the classifier (assumed widths). */
                hiddenUnits?: number[];
                /** @description Dropout rate in the head, 0 for none (assumed). */
                dropout?: number;
                /** @description Share of the running statistics kept at each step; null: the architecture's own. */
                batchNormMomentum?: number | null;
                /** @description Where the weights of the backbone come from. */
                weights?:
                  | {
                      /** @constant */
                      from?: 'random';
                    }
                  | {
                      /** @constant */
                      from?: 'imagenet';
                    }
                  | {
                      /** @constant */
                      from?: 'file';
                      /** @description A .h5, .weights.h5 or .safetensors file on the worker; absolute, or beside the study file for the command line. */
                      path?: string;
                      /** @description Refuse the file if its hash differs. */
                      sha256?: string;
                    }
                  | {
                      /** @constant */
                      from?: 'address';
                      /** @description Of such a file: `https://` or `s3://`; each worker fetches it once. */
                      address?: string;
                      /** @description Of the file: anything else is refused. */
                      sha256?: string;
                    };
              };
              /** @description What training makes small. */
              loss?:
                | {
                    /** @constant */
                    name?: 'crossEntropy';
                    /** @description Share of each target that is spread over all classes; 0 for none. */
                    labelSmoothing?: number;
                    /** @description Adds this times the log of the class frequency to the logits in training. */
                    logitAdjustment?: number;
                    /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                    classWeights?:
                      ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                    /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                    effectiveNumberBeta?: number;
                    /**
                     * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                     * @enum {string}
                     */
                    reduction?: 'batchMean' | 'weightedMean';
                  }
                | {
                    /** @constant */
                    name?: 'focal';
                    /** @description Focusing exponent (assumed). */
                    gamma?: number;
                    /** @description Share of each target that is spread over all classes; 0 for none. */
                    labelSmoothing?: number;
                    /** @description Adds this times the log of the class frequency to the logits in training. */
                    logitAdjustment?: number;
                    /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                    classWeights?:
                      ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                    /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                    effectiveNumberBeta?: number;
                    /**
                     * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                     * @enum {string}
                     */
                    reduction?: 'batchMean' | 'weightedMean';
                  }
                | {
                    /** @constant */
                    name?: 'ldam';
                    /** @description Margin of the rarest class in logits: 15 is 0.5 at a scale of 30. */
                    maxMargin?: number;
                    /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                    classWeights?:
                      ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                    /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                    effectiveNumberBeta?: number;
                    /**
                     * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                     * @enum {string}
                     */
                    reduction?: 'batchMean' | 'weightedMean';
                  }
                | {
                    /** @constant */
                    name?: 'gce';
                    /** @description Towards 0: cross-entropy; 1: the mean absolute error. */
                    q?: number;
                    /** @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order. */
                    classWeights?:
                      ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
                    /** @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency. */
                    effectiveNumberBeta?: number;
                    /**
                     * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
                     * @enum {string}
                     */
                    reduction?: 'batchMean' | 'weightedMean';
                  };
              /** @description null for none. */
              augmentation?: {
                /** @description Largest angle (assumed). */
                rotationDegrees?: number;
                /** @description Whether half of the images are mirrored left to right. */
                horizontalFlip?: boolean;
                /** @description Whether half of the images are mirrored top to bottom. */
                verticalFlip?: boolean;
                /** @description Smallest share of the area that a random crop keeps; 1 for no crop (assumed). */
                cropScaleMin?: number;
                /** @description Largest quotient of the sides of a random crop, either way; 1 for squares. */
                cropAspectMax?: number;
                /** @description Side of the blanked square as a share of the image side; 0 for none (assumed). */
                cutoutShare?: number;
                /** @description Largest change of the factor, as in torchvision's ColorJitter; 0 for none. */
                brightness?: number;
                /** @description The same for contrast. */
                contrast?: number;
                /** @description The same for saturation. */
                saturation?: number;
                /** @description Largest turn as a share of the circle. */
                hue?: number;
                /** @description Random operations out of identity, shear, translation, rotation, brightness, colour, contrast, sharpness, posterise, solarise, auto-contrast and equalise; null for none. */
                randAugment?: {
                  /** @description For each image, one after the other. */
                  operations?: number;
                  /** @description From 0 to 30. */
                  magnitude?: number;
                  /** @description Standard deviation of the magnitude, image by image, as timm's `mstd`. */
                  magnitudeDeviation?: number;
                } | null;
                /** @description Blends pairs of images and their classes by shares from Beta(a, a); 0 for none. */
                mixupAlpha?: number;
                /** @description The same with boxes cut from one into the other; with mixup, batches take turns. */
                cutmixAlpha?: number;
              } | null;
              /** @description Stages, optimiser, schedule, and what is kept. */
              training?: {
                /** @description Images of one step of the optimiser (assumed: not published). */
                batchSize?: number;
                /** @description Leave out the last batch of an epoch where it is smaller than the others, so that no update rests on the batch statistics of a few images; folds of different sizes then share one graph. Which images are left out differs from epoch to epoch. */
                dropLastBatch?: boolean;
                /** @description Pieces that a batch is computed in, their gradients summed for its one update: less memory, the same update; but each piece has its own batch statistics. */
                accumulateSteps?: number;
                /**
                 * @description `shuffle`: each image once in an epoch; `balanced`: as many images, each class alike often. With class weights as well, rarity counts twice.
                 * @enum {string}
                 */
                sampling?: 'shuffle' | 'balanced';
                /** @description Keras's Adam (assumed). */
                optimiser?:
                  | {
                      /** @constant */
                      name?: 'adam';
                      /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                      beta1?: number;
                      /** @description Decay of the mean of the squared gradients, a step. */
                      beta2?: number;
                      /** @description Added to the root of the squared gradients; larger damps small gradients. */
                      epsilon?: number;
                    }
                  | {
                      /** @constant */
                      name?: 'adamw';
                      /** @description Decay of the mean of the gradients, a step; higher smooths more. */
                      beta1?: number;
                      /** @description Decay of the mean of the squared gradients, a step. */
                      beta2?: number;
                      /** @description Added to the root of the squared gradients; larger damps small gradients. */
                      epsilon?: number;
                      /** @description Kernels shrink by learning rate × weight decay at each step; all else does not. */
                      weightDecay?: number;
                    }
                  | {
                      /** @constant */
                      name?: 'sgd';
                      /** @description Share of the last update that the next one keeps; 0 for none. */
                      momentum?: number;
                      /** @description Whether the gradient is taken where the momentum leads (Nesterov). */
                      nesterov?: boolean;
                    };
                /** @description Largest global norm of the gradients, longer ones are scaled down; null: any. */
                clipNorm?: number | null;
                /** @description Trained one after the other; the optimiser starts anew in each (assumed). */
                stages?: {
                  /** @description For curves and logs. */
                  name: string;
                  /** @description `head`: the backbone is frozen; `lastBlocks`: all of it but its last blocks. */
                  trainable:
                    | ('head' | 'all')
                    | {
                        /** @description How many blocks, counted from the output. */
                        lastBlocks: number;
                      };
                  /** @description Epochs at most; `earlyStopping` may end the last stage sooner. */
                  epochs: number;
                  /** @description At the beginning of the stage; `schedule` and `plateau` change it. */
                  learningRate: number;
                  /**
                   * @description Of the backbone where it is not the head's; null: `learningRate`.
                   * @default null
                   */
                  backboneLearningRate: number | null;
                  /**
                   * @description Whether the loss weighs classes; only in a last stage: deferred re-weighting.
                   * @default true
                   */
                  classWeights: boolean;
                }[];
                /** @description Layer-wise decay of the learning rate: that of each block as a share of the block after it; the head has the whole. */
                layerDecay?: number;
                /** @description Batch normalisations of the backbone keep the statistics, scales and offsets that they come with. */
                frozenBatchNorm?: boolean;
                /** @description Of the learning rate, from the beginning of each stage. */
                schedule?:
                  | {
                      /** @constant */
                      name?: 'plateau';
                    }
                  | {
                      /** @constant */
                      name?: 'constant';
                    }
                  | {
                      /** @constant */
                      name?: 'cosine';
                      /** @description Epochs in which the rate grows from zero. */
                      warmupEpochs?: number;
                      /** @description What is left at its end, as a share of the stage's rate. */
                      finalShare?: number;
                    }
                  | {
                      /** @constant */
                      name?: 'step';
                      /** @description Epochs between two cuts. */
                      everyEpochs?: number;
                      /** @description By which it is lowered. */
                      factor?: number;
                    };
                /** @description Of a moving average of the weights that is evaluated in their place; null: none. */
                emaDecay?: number | null;
                /** @description Stochastic weight averaging: the mean of the weights after each of these epochs is evaluated, not the best epoch; batch statistics are re-estimated. */
                swa?: {
                  /** @description The last epochs of the last stage. */
                  epochs?: number;
                } | null;
                /** @description Take batch statistics anew, over the training part, for the weights that are evaluated in the end, which may be a moving average; done with `swa` anyway. */
                reestimateBatchNorm?: boolean;
                /**
                 * @description Of convolutions and what lies between them; auto: bfloat16 where the device multiplies it natively, float16 on GPUs that have only that. float16 scales the loss, and is slow on CPUs. Weights, sums and predictions of the outer fold are always float32.
                 * @enum {string}
                 */
                precision?: 'auto' | 'float32' | 'bfloat16' | 'float16';
                /** @description Refuse faster kernels that give other bits from run to run; matters on GPUs. */
                deterministic?: boolean;
                /** @description Lower the learning rate when the inner validation loss stalls; null for never. */
                plateau?: {
                  /** @description By which the rate is multiplied. */
                  factor?: number;
                  /** @description Epochs without gain before it is lowered. */
                  patience?: number;
                  /** @description Least fall of the loss that counts as gain. */
                  minDelta?: number;
                  /** @description Epochs after a cut in which none is counted. */
                  cooldown?: number;
                  /** @description The rate goes no lower. */
                  minLearningRate?: number;
                } | null;
                /** @description End the last stage when the monitored value stalls; null for never. */
                earlyStopping?: {
                  /** @description Epochs without gain before it ends. */
                  patience?: number;
                  /** @description Least gain that counts, in the unit of `monitor`. */
                  minDelta?: number;
                } | null;
                /**
                 * @description The inner validation value that picks the best epoch and stops early; `none`: the last epoch is kept.
                 * @enum {string}
                 */
                monitor?: 'loss' | 'balancedAccuracy' | 'none';
                /** @description Share of the training folds that is the inner, grouped validation part. */
                validationShare?: number;
                /** @description Share of the groups of each class that is trained on, of what inner validation leaves; smaller shares lie within larger ones. For learning curves. */
                trainShare?: number;
              };
              /** @description How its models predict: training does not depend on it. */
              evaluation?: {
                /**
                 * @description Views of each image of the outer fold whose probabilities are averaged; also of inner validation when training is over. `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
                 * @enum {string}
                 */
                testTimeAugmentation?: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
              };
            };
            /** @description Predictions of a model that was made elsewhere, by the folds of this study: a CSV with the image, a probability for each class, and where there are several the repeat and the seed. It is compared, not trained. */
            predictions?:
              | string
              | {
                  /** @description Its name, as its owner calls it. */
                  file: string;
                  /** @description Of its bytes, by which the store has it. */
                  sha256: string;
                };
            /**
             * @description The baseline itself, trained with other seeds: the report says how often such arms are wrongly told apart from it.
             * @constant
             */
            null?: true;
          }[];
        };
        /** @description Where they are not those of the file. */
        seeds?: number[];
      }[];
    };
    Attempt: {
      attempt: number;
      worker: string;
      /** Format: date-time */
      startedAt: string;
      endedAt: string | null;
      /** @enum {string} */
      end:
        'running' | 'interrupted' | 'succeeded' | 'failed' | 'skipped' | 'raced-out' | 'cancelled';
      error: {
        code: string;
        message: string;
        remedy: string;
      } | null;
    };
    Cell: {
      trialId: string;
      variant: string;
      repeat: number;
      fold: number;
      seed: number;
      /** @enum {string} */
      state:
        | 'queued'
        | 'running'
        | 'paused'
        | 'succeeded'
        | 'failed'
        | 'skipped'
        | 'raced-out'
        | 'cancelled';
      epoch: number;
      epochs: number | null;
      attempt: number;
      worker: string | null;
      takenFrom: string | null;
      scores: {
        /** @description mean over the classes of the share of their images that is answered rightly, to six decimals */
        balancedAccuracy: number;
        /** @description share of all images that is answered rightly, to six decimals */
        accuracy: number;
        /** @description mean over the classes of the harmonic mean of precision and recall, to six decimals */
        macroF1: number;
        /** @description mean over the classes of the area under the ROC curve of each against the rest, to six decimals */
        macroRocAuc: number;
      } | null;
      error: string | null;
      startedAt: string | null;
      endedAt: string | null;
    };
    Configuration: {
      baseline: string;
      settings: {
        path: string;
        value: string;
      }[];
      arms: {
        name: string;
        differences: {
          path: string;
          baseline: string | null;
          arm: string | null;
        }[];
      }[];
    };
    Control: {
      /** @constant */
      schemaVersion: 2;
      studyId: string;
      revision: number;
      /** @enum {string} */
      desired: 'run' | 'pause' | 'cancel';
      priority: number;
      edition: number;
      sinceEdition: number;
      budget?: {
        /** @description Hours of slots that its trials may take together. */
        maxHours?: number;
        /** @description What those hours may cost, by the price of the fleet. */
        maxCost?: number;
        /**
         * Format: date-time
         * @description When it is to end at the latest, such as 2026-12-24T18:00:00Z.
         */
        deadline?: string;
      };
      outOfBudget?: {
        /** @enum {string} */
        limit: 'maxHours' | 'maxCost' | 'deadline';
        message: string;
        /** Format: date-time */
        at: string;
      };
      trials: {
        [key: string]: {
          /**
           * @default run
           * @enum {string}
           */
          desired: 'run' | 'pause' | 'cancel';
          /** @default null */
          priority: number | null;
          /** @default 1 */
          sinceEdition: number;
          stopDecision?: number;
        };
      };
    };
    CrossEvaluation: {
      studyId: string;
      crossEvaluationId: string;
      /** @enum {string} */
      state: 'queued' | 'running' | 'succeeded' | 'failed';
      result: {
        /** @constant */
        schemaVersion: 2;
        studyId: string;
        crossEvaluationId: string;
        variant: string;
        /**
         * @description `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
         * @enum {string}
         */
        testTimeAugmentation: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
        source: {
          name: string;
          manifestSha256: string;
        };
        target: {
          name: string;
          manifestSha256: string;
        };
        /** Format: date-time */
        requestedAt: string;
        members: string[];
        missing: string[];
        images: number;
        groups: number;
        dropped: {
          /** @enum {string} */
          reason: 'trained-bytes' | 'trained-group' | 'trained-patient' | 'sealed';
          images: number;
        }[];
        unknownClassImages: number;
        accuracyWithUnknown: number;
        open: {
          classes: string[];
          scores: {
            accuracy: number;
            balancedAccuracy: number;
            macroPrecision: number;
            macroF1: number;
            macroRocAuc: number;
            ece: number;
          };
          intervals: {
            balancedAccuracy: number[];
            macroF1: number[];
            /** @default null */
            accuracy: number[] | null;
            /** @default null */
            macroRocAuc: number[] | null;
            /** @default null */
            recalls: (number[] | null)[] | null;
            precisions?: (number[] | null)[];
            f1s?: (number[] | null)[];
          };
          perClass: {
            name: string;
            /** @description Images of the class. */
            support: number;
            /** @description Precision: share of the answers of the class that is right. */
            precision: number;
            /** @description Recall: share of the images of the class that is answered rightly. */
            recall: number;
            /** @description F1: harmonic mean of precision and recall. */
            f1: number;
            /** @description AUC: area under the ROC curve against the rest. */
            rocAuc: number;
            /** @description AP: average precision against the rest: area of steps, nothing interpolated. */
            averagePrecision: number;
          }[];
          confusionMatrix: number[][];
          members: {
            mean: number;
            sd: number | null;
          };
        };
        closed: {
          classes: string[];
          scores: {
            accuracy: number;
            balancedAccuracy: number;
            macroPrecision: number;
            macroF1: number;
            macroRocAuc: number;
            ece: number;
          };
          intervals: {
            balancedAccuracy: number[];
            macroF1: number[];
            /** @default null */
            accuracy: number[] | null;
            /** @default null */
            macroRocAuc: number[] | null;
            /** @default null */
            recalls: (number[] | null)[] | null;
            precisions?: (number[] | null)[];
            f1s?: (number[] | null)[];
          };
          perClass: {
            name: string;
            /** @description Images of the class. */
            support: number;
            /** @description Precision: share of the answers of the class that is right. */
            precision: number;
            /** @description Recall: share of the images of the class that is answered rightly. */
            recall: number;
            /** @description F1: harmonic mean of precision and recall. */
            f1: number;
            /** @description AUC: area under the ROC curve against the rest. */
            rocAuc: number;
            /** @description AP: average precision against the rest: area of steps, nothing interpolated. */
            averagePrecision: number;
          }[];
          confusionMatrix: number[][];
          members: {
            mean: number;
            sd: number | null;
          };
        };
        predictions: {
          key: string;
          sha256: string;
        };
        /** Format: date-time */
        scoredAt: string;
      } | null;
      error: {
        /** @enum {string} */
        code:
          | 'CONFIG_INVALID'
          | 'REQUEST_INVALID'
          | 'REQUEST_UNFIT'
          | 'SPEC_INVALID'
          | 'UNAUTHORISED'
          | 'FORBIDDEN'
          | 'TOO_MANY_ATTEMPTS'
          | 'RATE_LIMITED'
          | 'REQUEST_LATE'
          | 'HEADERS_TOO_LARGE'
          | 'HOST_REFUSED'
          | 'ORIGIN_REFUSED'
          | 'METHOD_REFUSED'
          | 'PRECONDITION_REFUSED'
          | 'BODY_TOO_LARGE'
          | 'MEDIA_TYPE_REFUSED'
          | 'NOT_FOUND'
          | 'CONFLICT'
          | 'DATASET_INVALID'
          | 'FOLD_PLAN_INVALID'
          | 'OBJECT_MISSING'
          | 'OBJECT_REMOVED'
          | 'OBJECT_CORRUPT'
          | 'SCHEMA_VERSION_UNKNOWN'
          | 'OBJECT_EXISTS'
          | 'STORE_UNAVAILABLE'
          | 'STORE_REFUSED'
          | 'QUOTA_EXCEEDED'
          | 'QUEUE_UNAVAILABLE'
          | 'OVERLOADED'
          | 'QUEUE_REFUSED'
          | 'SERVER_UNAVAILABLE'
          | 'WEIGHTS_INVALID'
          | 'IMAGE_UNREADABLE'
          | 'TRIAL_DIVERGED'
          | 'TRIAL_CRASHED'
          | 'TRIAL_STALLED'
          | 'TRIAL_SKIPPED'
          | 'TRIAL_RACED_OUT'
          | 'OUT_OF_MEMORY'
          | 'DEVICE_LOST'
          | 'TENSORFLOW_UNAVAILABLE'
          | 'NOT_TRACEABLE'
          | 'INTERRUPTED'
          | 'SUPERSEDED'
          | 'PROVISION_FAILED'
          | 'CANCELLED'
          | 'INTERNAL';
        message: string;
      } | null;
    };
    Dataset: {
      /** @constant */
      schemaVersion: 2;
      name: string;
      manifestSha256: string;
      images: number;
      groups: number;
      /** Format: date-time */
      addedAt: string;
      /** @default [] */
      previous: {
        manifestSha256: string;
        /** Format: date-time */
        addedAt: string;
      }[];
      layout: string;
      source: string;
      licence: string;
      masks: number;
      positive: {
        title: string;
        classes: string[];
      } | null;
      group: {
        one: string;
        many: string;
        /** @enum {string} */
        labels: 'one' | 'any';
      } | null;
      classes: {
        label: string;
        title: string | null;
        images: number;
        groups: number;
      }[];
      multiplicity: {
        imagesPerGroup: number;
        groups: number;
      }[];
      problems: {
        kind: string;
        dropped: number;
        kept: number;
      }[];
    };
    DatasetImage: {
      imageId: string;
      groupId: string;
      label: string | null;
      widthPx: number;
      heightPx: number;
      sizeBytes: number;
      hasMask: boolean;
    };
    EpochRecord: {
      epoch: number;
      stage: string;
      learningRate: number;
      trainLoss: number;
      trainAccuracy: number;
      validationLoss: number;
      validationAccuracy: number;
      validationBalancedAccuracy: number;
    };
    Evaluation: {
      images: number;
      scores: components['schemas']['Scores'];
      perClass: {
        name: string;
        /** @description Images of the class. */
        support: number;
        /** @description Precision: share of the answers of the class that is right. */
        precision: number;
        /** @description Recall: share of the images of the class that is answered rightly. */
        recall: number;
        /** @description F1: harmonic mean of precision and recall. */
        f1: number;
        /** @description AUC: area under the ROC curve against the rest. */
        rocAuc: number;
        /** @description AP: average precision against the rest: area of steps, nothing interpolated. */
        averagePrecision: number;
      }[];
      confusionMatrix: number[][];
      reliability: {
        images: number;
        confidence: number | null;
        accuracy: number | null;
      }[];
    };
    Explanation: {
      order: {
        /** @constant */
        schemaVersion: 1;
        studyId: string;
        number: number;
        /** Format: date-time */
        requestedAt: string;
        options: {
          /** @description Whose models; the ensemble's, or the baseline. */
          variant: string;
          /**
           * @default gradCam
           * @enum {string}
           */
          method: 'gradCam' | 'gradCamPlusPlus' | 'hiResCam';
          /** @description A layer of the backbone with a feature map; its last block when left out. */
          layer: string;
          /** @description Whose trials; the first seed of the study. */
          seed: number;
          /**
           * @description Drawn, right and wrong in turn.
           * @default 4
           */
          picturesPerClass: number;
          /**
           * @description Measured, at most.
           * @default 100
           */
          imagesPerClass: number;
          /**
           * @description Check the maps of the pictures against occlusion sensitivity.
           * @default true
           */
          occlusion: boolean;
        };
      };
      /** @enum {string} */
      state: 'open' | 'finished' | 'failed';
      progress: {
        done: number;
        total: number;
      } | null;
      explanation: {
        /** @constant */
        schemaVersion: 2;
        studyId: string;
        number: number;
        /** Format: date-time */
        requestedAt: string;
        options: {
          /** @description Whose models; the ensemble's, or the baseline. */
          variant: string;
          /**
           * @default gradCam
           * @enum {string}
           */
          method: 'gradCam' | 'gradCamPlusPlus' | 'hiResCam';
          /** @description A layer of the backbone with a feature map; its last block when left out. */
          layer: string;
          /** @description Whose trials; the first seed of the study. */
          seed: number;
          /**
           * @description Drawn, right and wrong in turn.
           * @default 4
           */
          picturesPerClass: number;
          /**
           * @description Measured, at most.
           * @default 100
           */
          imagesPerClass: number;
          /**
           * @description Check the maps of the pictures against occlusion sensitivity.
           * @default true
           */
          occlusion: boolean;
        };
        mapSize: number[];
        members: string[];
        missing: string[];
        images: number;
        imagesWithMask: number;
        emptyMaps: number;
        classes: {
          class: string;
          all: {
            images: number;
            energyInside: number;
            interval: number[];
            maskShare: number;
            pointingGame: number;
            iou: number;
            backgroundQuotient: number | null;
          } | null;
          right: {
            images: number;
            energyInside: number;
            interval: number[];
            maskShare: number;
            pointingGame: number;
            iou: number;
            backgroundQuotient: number | null;
          } | null;
          wrong: {
            images: number;
            energyInside: number;
            interval: number[];
            maskShare: number;
            pointingGame: number;
            iou: number;
            backgroundQuotient: number | null;
          } | null;
          comparison: {
            difference: number;
            adjustedP: number;
            backgroundLoss: number;
            othersBackgroundLoss: number;
            backgroundAdjustedP: number;
            looksOutside: boolean;
            needsBackground: boolean;
          } | null;
          isFlagged: boolean;
        }[];
        /** @default null */
        whole: {
          images: number;
          energyInside: number;
          maskShare: number;
          liftInterval: number[];
        } | null;
        /** @default null */
        undecided: ('coarseMaps' | 'likeChance' | 'outsideAlike') | null;
        findings: string[];
        occlusion: {
          pictures: number;
          meanCorrelation: number;
        } | null;
        pictures: {
          key: string;
          sha256: string;
          imageId: string;
          trialId: string;
          trueClass: string;
          predictedClass: string;
          probability: number;
          energyInside: number | null;
          maskShare: number | null;
          occlusionCorrelation: number | null;
        }[];
        /** Format: date-time */
        writtenAt: string;
      } | null;
      failure: {
        /** @constant */
        schemaVersion: 1;
        studyId: string;
        number: number;
        /** @enum {string} */
        code:
          | 'CONFIG_INVALID'
          | 'REQUEST_INVALID'
          | 'REQUEST_UNFIT'
          | 'SPEC_INVALID'
          | 'UNAUTHORISED'
          | 'FORBIDDEN'
          | 'TOO_MANY_ATTEMPTS'
          | 'RATE_LIMITED'
          | 'REQUEST_LATE'
          | 'HEADERS_TOO_LARGE'
          | 'HOST_REFUSED'
          | 'ORIGIN_REFUSED'
          | 'METHOD_REFUSED'
          | 'PRECONDITION_REFUSED'
          | 'BODY_TOO_LARGE'
          | 'MEDIA_TYPE_REFUSED'
          | 'NOT_FOUND'
          | 'CONFLICT'
          | 'DATASET_INVALID'
          | 'FOLD_PLAN_INVALID'
          | 'OBJECT_MISSING'
          | 'OBJECT_REMOVED'
          | 'OBJECT_CORRUPT'
          | 'SCHEMA_VERSION_UNKNOWN'
          | 'OBJECT_EXISTS'
          | 'STORE_UNAVAILABLE'
          | 'STORE_REFUSED'
          | 'QUOTA_EXCEEDED'
          | 'QUEUE_UNAVAILABLE'
          | 'OVERLOADED'
          | 'QUEUE_REFUSED'
          | 'SERVER_UNAVAILABLE'
          | 'WEIGHTS_INVALID'
          | 'IMAGE_UNREADABLE'
          | 'TRIAL_DIVERGED'
          | 'TRIAL_CRASHED'
          | 'TRIAL_STALLED'
          | 'TRIAL_SKIPPED'
          | 'TRIAL_RACED_OUT'
          | 'OUT_OF_MEMORY'
          | 'DEVICE_LOST'
          | 'TENSORFLOW_UNAVAILABLE'
          | 'NOT_TRACEABLE'
          | 'INTERRUPTED'
          | 'SUPERSEDED'
          | 'PROVISION_FAILED'
          | 'CANCELLED'
          | 'INTERNAL';
        message: string;
        remedy: string;
        /** Format: date-time */
        failedAt: string;
      } | null;
    };
    Forecast: {
      name: string;
      trials: number;
      same: number;
      weightsTaken: number;
      raceSavesAtMost: number | null;
      images: {
        train: number;
        validation: number;
        test: number;
      };
      variants: {
        name: string;
        /** @enum {string} */
        role: 'baseline' | 'arm';
        removedComponent:
          | (
              | 'dropout'
              | 'augmentation'
              | 'classWeights'
              | 'focal'
              | 'fc'
              | 'gap'
              | 'pretraining'
              | 'rotation'
              | 'flips'
              | 'crop'
              | 'cutout'
              | 'mixup'
              | 'cutmix'
              | 'colour'
              | 'randAugment'
              | 'labelSmoothing'
              | 'logitAdjustment'
              | 'balancedSampling'
              | 'schedule'
              | 'layerDecay'
              | 'frozenBatchNorm'
              | 'ema'
              | 'swa'
              | 'tta'
            )
          | null;
        differences: {
          path: string;
          baseline: string | null;
          arm: string | null;
        }[];
        parameters: number;
        epochsAtMost: number;
        trials: number;
        secondsPerTrial: number | null;
        basis: {
          /** @enum {string} */
          alike: 'configuration' | 'network';
          trials: number;
        } | null;
      }[];
      duplicates: {
        name: string;
        sameAs: string;
      }[];
      slotSeconds: number | null;
      weightsBytes: number;
      sealed: {
        images: number;
        models: number;
        views: number;
        bytes: number;
      } | null;
      checkpointBytes: number;
      publishedWeights: {
        backbone: string;
        address: string | null;
        files: {
          name: string;
          checksum: string | null;
        }[];
      }[];
      later: {
        stage: string;
        winner: string | null;
        forecast: {
          name: string;
          trials: number;
          same: number;
          weightsTaken: number;
          raceSavesAtMost: number | null;
          images: {
            train: number;
            validation: number;
            test: number;
          };
          variants: {
            name: string;
            /** @enum {string} */
            role: 'baseline' | 'arm';
            removedComponent:
              | (
                  | 'dropout'
                  | 'augmentation'
                  | 'classWeights'
                  | 'focal'
                  | 'fc'
                  | 'gap'
                  | 'pretraining'
                  | 'rotation'
                  | 'flips'
                  | 'crop'
                  | 'cutout'
                  | 'mixup'
                  | 'cutmix'
                  | 'colour'
                  | 'randAugment'
                  | 'labelSmoothing'
                  | 'logitAdjustment'
                  | 'balancedSampling'
                  | 'schedule'
                  | 'layerDecay'
                  | 'frozenBatchNorm'
                  | 'ema'
                  | 'swa'
                  | 'tta'
                )
              | null;
            differences: {
              path: string;
              baseline: string | null;
              arm: string | null;
            }[];
            parameters: number;
            epochsAtMost: number;
            trials: number;
            secondsPerTrial: number | null;
            basis: {
              /** @enum {string} */
              alike: 'configuration' | 'network';
              trials: number;
            } | null;
          }[];
          duplicates: {
            name: string;
            sameAs: string;
          }[];
          slotSeconds: number | null;
          weightsBytes: number;
          sealed: {
            images: number;
            models: number;
            views: number;
            bytes: number;
          } | null;
          checkpointBytes: number;
          publishedWeights: {
            backbone: string;
            address: string | null;
            files: {
              name: string;
              checksum: string | null;
            }[];
          }[];
        };
      }[];
    };
    Notes: {
      /** @constant */
      schemaVersion: 1;
      studyId: string;
      text: string;
      tags: string[];
      owner: string | null;
      updatedAt: string | null;
    };
    Prediction: {
      /** @constant */
      notice: 'For research only: not a medical device, and no basis for a diagnosis or a treatment.';
      order: {
        /** @constant */
        schemaVersion: 1;
        predictionId: string;
        studyId: string;
        trialId: string | null;
        images: {
          name: string;
          sha256: string;
        }[];
        /**
         * @description Of the likeliest classes.
         * @default 3
         */
        top: number;
        /**
         * @description Of the conformal sets.
         * @default 0.9
         */
        coverage: number;
        /**
         * @description Calibrate the sets for each class alone.
         * @default false
         */
        byClass: boolean;
        /**
         * @description Views of each image; left out: the ensemble's own, and one for a trial.
         * @enum {string}
         */
        testTimeAugmentation?: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
        /**
         * @description Draw where the models look for the likeliest class of each image (Grad-CAM).
         * @default false
         */
        explain: boolean;
        /** Format: date-time */
        requestedAt: string;
        /** Format: date-time */
        expiresAt: string;
      };
      /** @enum {string} */
      state: 'open' | 'finished' | 'failed';
      result: {
        /** @constant */
        schemaVersion: 1;
        predictionId: string;
        predictor: {
          /** @constant */
          notice: 'For research only: not a medical device, and no basis for a diagnosis or a treatment.';
          study: {
            studyId: string;
            name: string;
          };
          trialId: string | null;
          classes: string[];
          models: number;
          calibrated: number;
          /**
           * @description `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
           * @enum {string}
           */
          testTimeAugmentation: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
          coverage: number;
          isClassConditional: boolean;
          calibrationImages: number;
          measured: {
            images: number;
            covered: number;
            empty: number;
            meanSize: number | null;
          } | null;
        };
        predictions: {
          image: string;
          answer: {
            top: {
              class: string;
              probability: number;
            }[];
            probabilities: {
              [key: string]: number;
            };
            entropy: number;
            mutualInformation: number;
            conformalSet: string[];
          } | null;
          error: {
            /** @enum {string} */
            code:
              | 'CONFIG_INVALID'
              | 'REQUEST_INVALID'
              | 'REQUEST_UNFIT'
              | 'SPEC_INVALID'
              | 'UNAUTHORISED'
              | 'FORBIDDEN'
              | 'TOO_MANY_ATTEMPTS'
              | 'RATE_LIMITED'
              | 'REQUEST_LATE'
              | 'HEADERS_TOO_LARGE'
              | 'HOST_REFUSED'
              | 'ORIGIN_REFUSED'
              | 'METHOD_REFUSED'
              | 'PRECONDITION_REFUSED'
              | 'BODY_TOO_LARGE'
              | 'MEDIA_TYPE_REFUSED'
              | 'NOT_FOUND'
              | 'CONFLICT'
              | 'DATASET_INVALID'
              | 'FOLD_PLAN_INVALID'
              | 'OBJECT_MISSING'
              | 'OBJECT_REMOVED'
              | 'OBJECT_CORRUPT'
              | 'SCHEMA_VERSION_UNKNOWN'
              | 'OBJECT_EXISTS'
              | 'STORE_UNAVAILABLE'
              | 'STORE_REFUSED'
              | 'QUOTA_EXCEEDED'
              | 'QUEUE_UNAVAILABLE'
              | 'OVERLOADED'
              | 'QUEUE_REFUSED'
              | 'SERVER_UNAVAILABLE'
              | 'WEIGHTS_INVALID'
              | 'IMAGE_UNREADABLE'
              | 'TRIAL_DIVERGED'
              | 'TRIAL_CRASHED'
              | 'TRIAL_STALLED'
              | 'TRIAL_SKIPPED'
              | 'TRIAL_RACED_OUT'
              | 'OUT_OF_MEMORY'
              | 'DEVICE_LOST'
              | 'TENSORFLOW_UNAVAILABLE'
              | 'NOT_TRACEABLE'
              | 'INTERRUPTED'
              | 'SUPERSEDED'
              | 'PROVISION_FAILED'
              | 'CANCELLED'
              | 'INTERNAL';
            message: string;
          } | null;
        }[];
        /** @default [] */
        maps: (string | null)[];
        /** Format: date-time */
        predictedAt: string;
      } | null;
      failure: {
        /** @constant */
        schemaVersion: 1;
        predictionId: string;
        /** @enum {string} */
        code:
          | 'CONFIG_INVALID'
          | 'REQUEST_INVALID'
          | 'REQUEST_UNFIT'
          | 'SPEC_INVALID'
          | 'UNAUTHORISED'
          | 'FORBIDDEN'
          | 'TOO_MANY_ATTEMPTS'
          | 'RATE_LIMITED'
          | 'REQUEST_LATE'
          | 'HEADERS_TOO_LARGE'
          | 'HOST_REFUSED'
          | 'ORIGIN_REFUSED'
          | 'METHOD_REFUSED'
          | 'PRECONDITION_REFUSED'
          | 'BODY_TOO_LARGE'
          | 'MEDIA_TYPE_REFUSED'
          | 'NOT_FOUND'
          | 'CONFLICT'
          | 'DATASET_INVALID'
          | 'FOLD_PLAN_INVALID'
          | 'OBJECT_MISSING'
          | 'OBJECT_REMOVED'
          | 'OBJECT_CORRUPT'
          | 'SCHEMA_VERSION_UNKNOWN'
          | 'OBJECT_EXISTS'
          | 'STORE_UNAVAILABLE'
          | 'STORE_REFUSED'
          | 'QUOTA_EXCEEDED'
          | 'QUEUE_UNAVAILABLE'
          | 'OVERLOADED'
          | 'QUEUE_REFUSED'
          | 'SERVER_UNAVAILABLE'
          | 'WEIGHTS_INVALID'
          | 'IMAGE_UNREADABLE'
          | 'TRIAL_DIVERGED'
          | 'TRIAL_CRASHED'
          | 'TRIAL_STALLED'
          | 'TRIAL_SKIPPED'
          | 'TRIAL_RACED_OUT'
          | 'OUT_OF_MEMORY'
          | 'DEVICE_LOST'
          | 'TENSORFLOW_UNAVAILABLE'
          | 'NOT_TRACEABLE'
          | 'INTERRUPTED'
          | 'SUPERSEDED'
          | 'PROVISION_FAILED'
          | 'CANCELLED'
          | 'INTERNAL';
        message: string;
        remedy: string;
        /** Format: date-time */
        failedAt: string;
      } | null;
    };
    QueuedJob: {
      position: number;
      /** @enum {string} */
      kind: 'trial' | 'ensemble' | 'crossEvaluation' | 'explanation' | 'prediction';
      studyId: string | null;
      trialId: string | null;
      priority: number | null;
      /** @enum {string} */
      reason:
        | 'no-worker'
        | 'no-match'
        | 'behind'
        | 'max-parallel'
        | 'budget'
        | 'reuse'
        | 'paused'
        | 'retry';
      text: string;
      until: string | null;
    };
    Receipt: {
      /** @constant */
      schemaVersion: 3;
      studyId: string;
      trialId: string;
      variant: string;
      repeat: number | null;
      fold: number;
      seed: number;
      attempt: number;
      configSha256: string;
      manifestSha256: string;
      foldPlanSha256: string;
      predictions: {
        key: string;
        sha256: string;
      };
      history: {
        key: string;
        sha256: string;
      };
      weights: {
        key: string;
        sha256: string;
      };
      innerPredictions?: {
        key: string;
        sha256: string;
      };
      initialWeights: 'random' | string;
      images: {
        train: number;
        validation: number;
        test: number;
      };
      trainPart?: {
        share: number;
        groups: number;
      };
      innerValidation?: {
        share: number;
        seed: number;
        splitSha256: string;
      };
      segmentation?: {
        images: number;
        meanDice: number;
      };
      bestEpoch: number;
      epochs: number;
      evaluatedWeights?: {
        /** @enum {string} */
        from: 'bestEpoch' | 'swa';
        epochs: number;
        /** @enum {string} */
        batchNorm: 'moving' | 'reestimated';
      };
      evaluation: components['schemas']['Evaluation'];
      /** @default null */
      calibration: {
        temperature: number;
        images: number;
        ece: {
          before: number;
          after: number;
        };
        nll: {
          before: number;
          after: number;
        };
      } | null;
      takenFrom?: {
        studyId: string;
        trialId: string;
      };
      weightsFrom?: {
        studyId: string;
        trialId: string;
      };
      notTaken?: {
        studyId: string;
        trialId: string;
        reason: string;
      }[];
      environment: {
        crossfold: string;
        gitCommit: string | null;
        node: string;
        tfjs: string;
        tensorflow: string;
        device: string;
        /** @enum {string} */
        precision: 'float32' | 'bfloat16' | 'float16';
        lossScale?: {
          scale: number;
          skippedSteps: number;
        };
        backends?: string[];
        threads?: number;
        deterministic: boolean;
        microBatchSize?: number;
        memoryHalvings?: number;
        host: string;
        worker: string;
      };
      timings: {
        /** Format: date-time */
        startedAt: string;
        /** Format: date-time */
        finishedAt: string;
        inputSeconds: number;
        trainSeconds: number;
        validationSeconds: number;
        predictionSeconds: number;
      };
    };
    Report: {
      /** @constant */
      schemaVersion: 6;
      studyId: string;
      name: string;
      /** @enum {string} */
      state: 'finished' | 'finished-with-failures' | 'failed' | 'cancelled';
      /** @default 1 */
      edition: number;
      /** Format: date-time */
      writtenAt: string;
      dataset: {
        name: string;
        manifestSha256: string;
        /**
         * @default {
         *       "title": "malignant",
         *       "classes": [
         *         "akiec",
         *         "bcc",
         *         "mel"
         *       ]
         *     }
         */
        positive: {
          title: string;
          classes: string[];
        } | null;
        /**
         * @default {
         *       "one": "lesion",
         *       "many": "lesions",
         *       "labels": "one"
         *     }
         */
        group: {
          one: string;
          many: string;
          /** @enum {string} */
          labels: 'one' | 'any';
        } | null;
      };
      foldPlan: {
        sha256: string;
        options: {
          /** @enum {string} */
          protocol: 'grouped' | 'dedup' | 'image';
          folds: number;
          repeats?: number;
          seed: number;
          sealedShare: number;
        };
        leak: {
          leakedImages: number;
          poolImages: number;
        };
      };
      /** @default null */
      sealedPart: {
        images: number;
        planImages: number;
      } | null;
      /** @default [] */
      classSizes: {
        name: string;
        pool: {
          images: number;
          groups: number;
        };
        sealed: {
          images: number;
          groups: number;
        } | null;
      }[];
      seeds: number[];
      /** @default 1 */
      marginPoints: number;
      /** @default null */
      nullArms: {
        tested: number;
        falseVerdicts: number;
        interval: number[] | null;
      } | null;
      /** @default [] */
      leakage: {
        variant: string;
        leaked: {
          images: number;
          accuracy: number;
          balancedAccuracy: number;
        };
        others: {
          images: number;
          accuracy: number;
          balancedAccuracy: number;
        };
      }[];
      /** @default null */
      asked: string | null;
      /** @default [] */
      question: string[];
      /** @default null */
      dataFlow: {
        dataset: {
          images: number;
          groups: number;
          source: string;
          licence: string;
          dropped: {
            /** @enum {string} */
            reason:
              | 'missing-image'
              | 'unknown-class'
              | 'duplicate-id'
              | 'unreadable-image'
              | 'conflicting-label'
              | 'missing-group'
              | 'unreadable-id'
              | 'invalid-value'
              | 'image-without-row'
              | 'missing-mask'
              | 'excluded-class'
              | 'conflicting-patient'
              | 'in-other-set'
              | 'near-copy'
              | 'unused-file'
              | 'equal-bytes';
            images: number;
          }[];
          copies: number;
        } | null;
        planned: {
          images: number;
          groups: number;
        };
        sealed: {
          images: number;
          groups: number;
        } | null;
        pool: {
          images: number;
          groups: number;
        };
        folds: {
          images: number;
          groups: number;
        }[][];
      } | null;
      /** @default null */
      series: {
        stages: string[];
        index: number;
        winner: {
          stage: string;
          studyId: string;
          edition: number;
          variant: string;
          /** @enum {string} */
          by: 'balancedAccuracy' | 'accuracy' | 'macroF1' | 'macroRocAuc';
          rule:
            | 'best'
            | {
                /** @description Points of the score below the best that still take part. */
                withinPoints: number;
                /**
                 * @description The one with the fewest parameters wins.
                 * @constant
                 */
                smallest: 'parameters';
              };
          candidates: {
            variant: string;
            score: number;
            parameters: number;
          }[];
          leftOut: {
            variant: string;
            reason: string;
          }[];
        } | null;
        chosen: {
          stage: string;
          studyId: string;
          edition: number;
          variant: string;
          /** @enum {string} */
          by: 'balancedAccuracy' | 'accuracy' | 'macroF1' | 'macroRocAuc';
          rule:
            | 'best'
            | {
                /** @description Points of the score below the best that still take part. */
                withinPoints: number;
                /**
                 * @description The one with the fewest parameters wins.
                 * @constant
                 */
                smallest: 'parameters';
              };
          candidates: {
            variant: string;
            score: number;
            parameters: number;
          }[];
          leftOut: {
            variant: string;
            reason: string;
          }[];
        }[];
      } | null;
      /** @default [] */
      headlines: string[];
      /** @default [] */
      caveats: {
        /** @enum {string} */
        kind:
          | 'temperatureAtBound'
          | 'calibrationWorse'
          | 'oneClass'
          | 'racedOut'
          | 'missingCells'
          | 'fewGroups'
          | 'fewInnerImages'
          | 'absentClasses';
        subject: string;
        text: string;
      }[];
      notes: string[];
      trivial: {
        class: string;
        accuracy: number;
        balancedAccuracy: number;
        macroF1: number;
      };
      variants: {
        name: string;
        title: string;
        /** @enum {string} */
        role: 'baseline' | 'arm';
        removedComponent:
          | (
              | 'dropout'
              | 'augmentation'
              | 'classWeights'
              | 'focal'
              | 'fc'
              | 'gap'
              | 'pretraining'
              | 'rotation'
              | 'flips'
              | 'crop'
              | 'cutout'
              | 'mixup'
              | 'cutmix'
              | 'colour'
              | 'randAugment'
              | 'labelSmoothing'
              | 'logitAdjustment'
              | 'balancedSampling'
              | 'schedule'
              | 'layerDecay'
              | 'frozenBatchNorm'
              | 'ema'
              | 'swa'
              | 'tta'
            )
          | null;
        /** @default false */
        isNull: boolean;
        reference?: string;
        foreign?: {
          file: string;
          sha256: string;
          seeds: number;
        };
        cells: {
          succeeded: number;
          failed: number;
          /** @default 0 */
          skipped: number;
          /** @default 0 */
          racedOut: number;
          cancelled: number;
        };
        pooled: components['schemas']['Evaluation'] | null;
        /** @default null */
        calibration: {
          temperatures: number[];
          /** @default null */
          cells: number | null;
          /** @default null */
          atBound: string[] | null;
          /** @default null */
          innerImages: number[] | null;
          ece: {
            before: number;
            after: number;
          };
          nll: {
            before: number;
            after: number;
          };
        } | null;
        /** @default [] */
        oneClassCells: {
          trialId: string;
          class: string;
        }[];
        /** @default null */
        worstCase: {
          cells: number;
          missing: number;
          accuracy: number;
          balancedAccuracy: number;
          macroF1: number;
          difference: number | null;
        } | null;
        intervals: {
          balancedAccuracy: number[];
          macroF1: number[];
          /** @default null */
          accuracy: number[] | null;
          /** @default null */
          macroRocAuc: number[] | null;
          /** @default null */
          recalls: (number[] | null)[] | null;
          precisions?: (number[] | null)[];
          f1s?: (number[] | null)[];
        } | null;
        /** @default null */
        segmentation: {
          images: number;
          meanDice: number;
        } | null;
        /** @default [] */
        repeats: {
          images: number;
          accuracy: number;
          balancedAccuracy: number;
          macroF1: number;
        }[];
        overCells: {
          mean: components['schemas']['Scores'];
          sd: {
            [key: string]: number;
          } | null;
        } | null;
        comparison: {
          cells: number;
          difference: number;
          pooled: {
            balancedAccuracy: number;
            macroF1: number;
            intervals: {
              balancedAccuracy: number[];
              macroF1: number[];
              /** @default null */
              accuracy: number[] | null;
              /** @default null */
              macroRocAuc: number[] | null;
              /** @default null */
              recalls: (number[] | null)[] | null;
              precisions?: (number[] | null)[];
              f1s?: (number[] | null)[];
            };
          } | null;
          p: number | null;
          adjustedP: number | null;
          /** @default null */
          estimate: {
            units: number;
            testToTrain: number;
            foldSd: number | null;
            seedSd: number | null;
            standardError: number;
            df: number;
            interval: number[];
            family: {
              level: number;
              interval: number[];
            };
          } | null;
          /** @default null */
          verdict: ('helps' | 'hurts' | 'equal' | 'undecided') | null;
          /** @default null */
          chances: {
            better: number;
            equal: number;
            worse: number;
          } | null;
          /** @default null */
          power: {
            at: {
              difference: number;
              power: number;
            }[];
            smallestDetectable: number;
          } | null;
          /** @default null */
          outlook: {
            repeats: {
              count: number | null;
              most: number;
              chanceAtMost: number;
              standardErrorAtMost: number;
              isBestCase: boolean;
            };
            seeds: {
              count: number | null;
              most: number;
              chanceAtMost: number;
              standardErrorAtMost: number;
              isBestCase: boolean;
            };
          } | null;
          decision?: {
            power: number;
            seeds: number | null;
            folds: number | null;
          } | null;
        } | null;
      }[];
      /** @default null */
      configuration: components['schemas']['Configuration'] | null;
      ensemble: {
        /** @constant */
        schemaVersion: 3;
        studyId: string;
        variant: string;
        /** @default [] */
        partners: string[];
        /**
         * @description `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
         * @enum {string}
         */
        testTimeAugmentation: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
        /**
         * @description Sets of views that single members and ensembles are scored with on the sealed part, beside the one that counts; [] for none.
         * @default []
         */
        views: ('none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale')[];
        /**
         * @description Of the probabilities of the members: `mean`; `logitMean` of their logarithms; `rankMean` of their ranks over the images, class by class, which are no probabilities; `weighted` by the weights of variants that make inner validation most likely; `greedy` selection of variants on inner validation.
         * @default mean
         * @enum {string}
         */
        combination: 'mean' | 'logitMean' | 'rankMean' | 'weighted' | 'greedy';
        selection: {
          /**
           * @description What each step improves most.
           * @default nll
           * @enum {string}
           */
          metric: 'nll' | 'balancedAccuracy';
          /**
           * @description Variants drawn, with replacement.
           * @default 50
           */
          rounds: number;
          /**
           * @description So many of the best single variants are in it from the beginning.
           * @default 1
           */
          sortedStart: number;
          /**
           * @description Selections among a random part of the variants whose weights are averaged; 0: one.
           * @default 0
           */
          bags: number;
          /**
           * @description Chance of each variant to be in a bag.
           * @default 0.5
           */
          bagShare: number;
        };
        members: string[];
        missing: string[];
        /** @default null */
        learnt: {
          weights: {
            [key: string]: number;
          };
          images: number;
          cells: number;
          nll: {
            equal: number;
            learnt: number;
          };
        } | null;
        predictions: {
          key: string;
          sha256: string;
        };
        evaluation: components['schemas']['Evaluation'];
        /** @default null */
        intervals: {
          balancedAccuracy: number[];
          macroF1: number[];
          /** @default null */
          accuracy: number[] | null;
          /** @default null */
          macroRocAuc: number[] | null;
          /** @default null */
          recalls: (number[] | null)[] | null;
          precisions?: (number[] | null)[];
          f1s?: (number[] | null)[];
        } | null;
        /** @default null */
        calibration: {
          ece: {
            before: number;
            after: number;
          };
          nll: {
            before: number;
            after: number;
          };
        } | null;
        /** @default null */
        comparison: {
          baseline: string;
          models: string[];
          scores: {
            balancedAccuracy: number;
            macroF1: number;
            accuracy: number;
            macroRocAuc: number;
          };
          intervals: {
            balancedAccuracy: number[];
            macroF1: number[];
            /** @default null */
            accuracy: number[] | null;
            /** @default null */
            macroRocAuc: number[] | null;
            /** @default null */
            recalls: (number[] | null)[] | null;
            precisions?: (number[] | null)[];
            f1s?: (number[] | null)[];
          };
        } | null;
        /** @default null */
        uncertainty: {
          right: {
            images: number;
            entropy: number;
            mutualInformation: number;
          } | null;
          wrong: {
            images: number;
            entropy: number;
            mutualInformation: number;
          } | null;
          errorRocArea: {
            entropy: number;
            mutualInformation: number;
          } | null;
        } | null;
        /** @default null */
        conformal:
          | {
              coverage: number;
              isClassConditional: boolean;
              all: {
                images: number;
                covered: number;
                empty: number;
                meanSize: number | null;
              };
              classes: {
                images: number;
                covered: number;
                empty: number;
                meanSize: number | null;
              }[];
              subgroups: {
                attribute: string;
                value: string;
                images: number;
                covered: number;
                empty: number;
                meanSize: number | null;
              }[];
            }[]
          | null;
        /** @default null */
        scoredViews: {
          members: {
            trialId: string;
            seed: number;
            weight: number;
            predictions: {
              key: string;
              sha256: string;
            };
          }[];
          rows: {
            /** @enum {string} */
            by: 'single' | 'oneSeed' | 'allSeeds';
            /**
             * @description `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
             * @enum {string}
             */
            views: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
            models: number;
            scores: {
              accuracy: number;
              top2: number;
              top3: number;
              balancedAccuracy: number;
              macroF1: number;
            };
            sd: {
              accuracy: number;
              top2: number;
              top3: number;
              balancedAccuracy: number;
              macroF1: number;
            } | null;
            intervals: {
              accuracy: number[];
              top2: number[];
              top3: number[];
              balancedAccuracy: number[];
              macroF1: number[];
            };
            overPlain: {
              scores: {
                accuracy: number;
                top2: number;
                top3: number;
                balancedAccuracy: number;
                macroF1: number;
              };
              intervals: {
                accuracy: number[];
                top2: number[];
                top3: number[];
                balancedAccuracy: number[];
                macroF1: number[];
              };
            } | null;
            overSingle: {
              scores: {
                accuracy: number;
                top2: number;
                top3: number;
                balancedAccuracy: number;
                macroF1: number;
              };
              intervals: {
                accuracy: number[];
                top2: number[];
                top3: number[];
                balancedAccuracy: number[];
                macroF1: number[];
              };
            } | null;
            overOneSeed?: {
              scores: {
                accuracy: number;
                top2: number;
                top3: number;
                balancedAccuracy: number;
                macroF1: number;
              };
              intervals: {
                accuracy: number[];
                top2: number[];
                top3: number[];
                balancedAccuracy: number[];
                macroF1: number[];
              };
            } | null;
          }[];
        } | null;
        /** Format: date-time */
        scoredAt: string;
      } | null;
      /** @default [] */
      crossValidated: {
        variants: string[];
        /** @default none */
        views: ('none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale') | null;
        models: number[];
        evaluation: components['schemas']['Evaluation'];
        intervals: {
          accuracy: number[];
          top2: number[];
          top3: number[];
          balancedAccuracy: number[];
          macroF1: number[];
        };
        recallIntervals: (number[] | null)[];
        precisionIntervals?: (number[] | null)[];
        f1Intervals?: (number[] | null)[];
        gain: {
          scores: {
            accuracy: number;
            top2: number;
            top3: number;
            balancedAccuracy: number;
            macroF1: number;
          };
          intervals: {
            accuracy: number[];
            top2: number[];
            top3: number[];
            balancedAccuracy: number[];
            macroF1: number[];
          };
        } | null;
      }[];
      /** @default null */
      published: {
        caveat: string | null;
        results: {
          /** @description Of the method, as tables show it. */
          name: string;
          /** @description Where it is published: an address or a citation. */
          source: string;
          /** @description How images were split, and what was scored. */
          protocol: string;
          /**
           * @description Whether images of one group, such as a lesion, were never on both sides of the split.
           * @enum {string}
           */
          groupsKeptApart: 'yes' | 'no' | 'unknown';
          /**
           * @description That were scored, where stated.
           * @default null
           */
          images: number | null;
          /** @description In [0, 1]: accuracy, top2, top3, balancedAccuracy, macroF1, macroPrecision, macroRecall, macroRocAuc. */
          scores: {
            /** @description As a share, in [0, 1]. */
            accuracy?: number;
            /** @description As a share, in [0, 1]. */
            top2?: number;
            /** @description As a share, in [0, 1]. */
            top3?: number;
            /** @description As a share, in [0, 1]. */
            balancedAccuracy?: number;
            /** @description As a share, in [0, 1]. */
            macroF1?: number;
            /** @description As a share, in [0, 1]. */
            macroPrecision?: number;
            /** @description As a share, in [0, 1]. */
            macroRecall?: number;
            /** @description As a share, in [0, 1]. */
            macroRocAuc?: number;
          };
          /**
           * @description Whether the numbers were read at the source, and not from a second one.
           * @default true
           */
          isVerified: boolean;
        }[];
        reproduced: {
          source: string;
          rows: {
            name: string;
            beside:
              | ('baseline' | 'crossValidatedEnsemble' | 'sealedEnsemble')
              | {
                  /** @enum {string} */
                  removedComponent:
                    | 'dropout'
                    | 'augmentation'
                    | 'classWeights'
                    | 'focal'
                    | 'fc'
                    | 'gap'
                    | 'pretraining'
                    | 'rotation'
                    | 'flips'
                    | 'crop'
                    | 'cutout'
                    | 'mixup'
                    | 'cutmix'
                    | 'colour'
                    | 'randAugment'
                    | 'labelSmoothing'
                    | 'logitAdjustment'
                    | 'balancedSampling'
                    | 'schedule'
                    | 'layerDecay'
                    | 'frozenBatchNorm'
                    | 'ema'
                    | 'swa'
                    | 'tta';
                };
            scores: {
              /** @description As a share, in [0, 1]. */
              accuracy?: number;
              /** @description As a share, in [0, 1]. */
              top2?: number;
              /** @description As a share, in [0, 1]. */
              top3?: number;
              /** @description As a share, in [0, 1]. */
              balancedAccuracy?: number;
              /** @description As a share, in [0, 1]. */
              macroF1?: number;
              /** @description As a share, in [0, 1]. */
              macroPrecision?: number;
              /** @description As a share, in [0, 1]. */
              macroRecall?: number;
              /** @description As a share, in [0, 1]. */
              macroRocAuc?: number;
            };
          }[];
        } | null;
      } | null;
      /** @default [] */
      crossEvaluations: {
        /** @constant */
        schemaVersion: 2;
        studyId: string;
        crossEvaluationId: string;
        variant: string;
        /**
         * @description `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
         * @enum {string}
         */
        testTimeAugmentation: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
        source: {
          name: string;
          manifestSha256: string;
        };
        target: {
          name: string;
          manifestSha256: string;
        };
        /** Format: date-time */
        requestedAt: string;
        members: string[];
        missing: string[];
        images: number;
        groups: number;
        dropped: {
          /** @enum {string} */
          reason: 'trained-bytes' | 'trained-group' | 'trained-patient' | 'sealed';
          images: number;
        }[];
        unknownClassImages: number;
        accuracyWithUnknown: number;
        open: {
          classes: string[];
          scores: {
            accuracy: number;
            balancedAccuracy: number;
            macroPrecision: number;
            macroF1: number;
            macroRocAuc: number;
            ece: number;
          };
          intervals: {
            balancedAccuracy: number[];
            macroF1: number[];
            /** @default null */
            accuracy: number[] | null;
            /** @default null */
            macroRocAuc: number[] | null;
            /** @default null */
            recalls: (number[] | null)[] | null;
            precisions?: (number[] | null)[];
            f1s?: (number[] | null)[];
          };
          perClass: {
            name: string;
            /** @description Images of the class. */
            support: number;
            /** @description Precision: share of the answers of the class that is right. */
            precision: number;
            /** @description Recall: share of the images of the class that is answered rightly. */
            recall: number;
            /** @description F1: harmonic mean of precision and recall. */
            f1: number;
            /** @description AUC: area under the ROC curve against the rest. */
            rocAuc: number;
            /** @description AP: average precision against the rest: area of steps, nothing interpolated. */
            averagePrecision: number;
          }[];
          confusionMatrix: number[][];
          members: {
            mean: number;
            sd: number | null;
          };
        };
        closed: {
          classes: string[];
          scores: {
            accuracy: number;
            balancedAccuracy: number;
            macroPrecision: number;
            macroF1: number;
            macroRocAuc: number;
            ece: number;
          };
          intervals: {
            balancedAccuracy: number[];
            macroF1: number[];
            /** @default null */
            accuracy: number[] | null;
            /** @default null */
            macroRocAuc: number[] | null;
            /** @default null */
            recalls: (number[] | null)[] | null;
            precisions?: (number[] | null)[];
            f1s?: (number[] | null)[];
          };
          perClass: {
            name: string;
            /** @description Images of the class. */
            support: number;
            /** @description Precision: share of the answers of the class that is right. */
            precision: number;
            /** @description Recall: share of the images of the class that is answered rightly. */
            recall: number;
            /** @description F1: harmonic mean of precision and recall. */
            f1: number;
            /** @description AUC: area under the ROC curve against the rest. */
            rocAuc: number;
            /** @description AP: average precision against the rest: area of steps, nothing interpolated. */
            averagePrecision: number;
          }[];
          confusionMatrix: number[][];
          members: {
            mean: number;
            sd: number | null;
          };
        };
        predictions: {
          key: string;
          sha256: string;
        };
        /** Format: date-time */
        scoredAt: string;
      }[];
      /** @default [] */
      sealedOpenings: {
        /** @constant */
        schemaVersion: 2;
        partSha256: string;
        images: number;
        /** Format: date-time */
        openedAt: string;
        studyId: string;
        number: number;
        worker: string;
        host: string;
        variant: string;
        members: string[];
        /** @default [] */
        views: ('none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale')[];
        references?: string[];
      }[];
      ensembleMissing: string | null;
      /** @default null */
      race: {
        config: {
          /**
           * @description How many of the best variants, by mean balanced accuracy over their cells, have all of their cells in the end.
           * @default 1
           */
          keep: number;
          /**
           * @description Chance that none of those is dropped, over all looks at the race.
           * @default 0.95
           */
          confidence: number;
          /**
           * @description Cells (fold × seed) that each variant has before the first look.
           * @default 2
           */
          minCells: number;
          /**
           * @description Whether null arms may be dropped; else they run as the baseline does.
           * @default false
           */
          nullArms: boolean;
        };
        decisions: {
          /** @constant */
          schemaVersion: 1;
          studyId: string;
          number: number;
          edition: number;
          /** Format: date-time */
          decidedAt: string;
          cells: number;
          plannedCells: number;
          racers: number;
          threshold: number;
          racing: {
            variant: string;
            mean: number;
          }[];
          drops: {
            variant: string;
            leads: {
              rival: string;
              difference: number;
              standardError: number;
              df: number;
              p: number;
            }[];
            trialIds: string[];
          }[];
        }[];
        revived: string[];
      } | null;
      /** @default null */
      stopping: {
        config:
          | {
              /** @constant */
              rule: 'median';
              /**
               * @description That every trial has.
               * @default 5
               */
              minEpochs: number;
              /**
               * @description Finished trials of the study before the first one is stopped.
               * @default 5
               */
              minTrials: number;
            }
          | {
              /** @constant */
              rule: 'asha';
              /**
               * @description Up to the first rung.
               * @default 3
               */
              minEpochs: number;
              /**
               * @description Each rung has so many times the epochs of the one before, and keeps one in so many trials.
               * @default 3
               */
              reduction: number;
            };
        decisions: {
          /** @constant */
          schemaVersion: 1;
          studyId: string;
          number: number;
          edition: number;
          /** Format: date-time */
          decidedAt: string;
          /** @enum {string} */
          rule: 'median' | 'asha';
          trialId: string;
          variant: string;
          epoch: number;
          best: number;
          threshold: number;
          compared: {
            trialId: string;
            score: number;
          }[];
        }[];
        revived: string[];
      } | null;
      failures: {
        trialId: string;
        code: string;
        message: string;
      }[];
      appendix?: {
        /** @constant */
        schemaVersion: 1;
        studyId: string;
        edition: number;
        curves: {
          grid: number[];
          variants: {
            variant: string;
            roc: {
              class: string | null;
              cells: number;
              mean: number[];
              sd: number[] | null;
            }[];
            precisionRecall: {
              class: string | null;
              cells: number;
              mean: number[];
              sd: number[] | null;
            }[];
            riskCoverage: {
              cells: number;
              mean: number[];
              sd: number[] | null;
            };
            reliability?: {
              cells: number;
              confidence: number | null;
              accuracy: number | null;
              sd: number | null;
            }[];
          }[];
        };
        /** @default [] */
        subgroups: {
          variant: string;
          attribute: string;
          value: string;
          images: number;
          groups: number;
          absentClasses: string[];
          accuracy: number;
          accuracyInterval: number[] | null;
          balancedAccuracy: number;
          balancedAccuracyInterval: number[];
        }[];
        /** @default [] */
        tradeOffs: {
          variant: string;
          imageSizePx: number;
          parameters: number;
          multiplyAdds: number;
          millisecondsPerImage: number | null;
        }[];
        /** @default [] */
        learningCurves: {
          points: {
            variant: string;
            share: number;
            images: number;
            groups: number | null;
          }[];
        }[];
        /** @default null */
        sharedErrors: {
          variant: string;
          cases: number;
          cells: number[];
          rows: {
            group: string;
            label: string;
            images: number;
            cells: number;
            answers: {
              class: string;
              cells: number;
            }[];
            answerProbability: number;
            labelProbability: number;
          }[];
        } | null;
        environments: {
          crossfold: string;
          gitCommit: string | null;
          node: string;
          tfjs: string;
          tensorflow: string;
          device: string;
          /** @enum {string} */
          precision: 'float32' | 'bfloat16' | 'float16';
          threads?: number;
          deterministic: boolean;
          trials: number;
        }[];
        deviceSeconds: number;
      };
      measurements?: {
        /** @constant */
        schemaVersion: 1;
        studyId: string;
        variant: string;
        trialId: string;
        weightsSha256: string;
        imageSizePx: number;
        /** Format: date-time */
        measuredAt: string;
        latency: {
          batchSize: number;
          runs: number;
          medianMs: number;
          p95Ms: number;
        }[];
        memory: {
          beforeBytes: number;
          peakBytes: number;
        };
        environment: {
          crossfold: string;
          gitCommit: string | null;
          node: string;
          tfjs: string;
          tensorflow: string;
          device: string;
          threads?: number;
          host: string;
        };
      }[];
    };
    Scores: {
      /** @description Balanced accuracy: mean over the classes of the share of their images that is answered rightly. */
      balancedAccuracy: number;
      /** @description F1: mean over the classes of the harmonic mean of precision and recall. */
      macroF1: number;
      /** @description Accuracy: share of all images that is answered rightly. */
      accuracy: number;
      /** @description AUC: mean over the classes of the area under the ROC curve of each against the rest. */
      macroRocAuc: number;
      /** @description Precision: mean over the classes of the share of answers of the class that is right. */
      macroPrecision: number;
      /** @description Recall: mean over the classes of their recall, which is the balanced accuracy. */
      macroRecall: number;
      /** @description Top-2: share of images whose class is among the two most probable. */
      top2: number;
      /** @description Top-3: share of images whose class is among the three most probable. */
      top3: number;
      /** @description ECE: expected calibration error: gap of confidence and accuracy, 15 bins of equal width. */
      ece: number;
      /** @description AP: mean over the classes of the average precision of each against the rest. */
      macroAveragePrecision: number;
      /** @description AUC: area under the ROC curve of the group against the rest, by the sum of probabilities. */
      positiveRocAuc: number | null;
      /** @description Sensitivity at 95 % specificity: highest sensitivity of a threshold whose specificity is at least 95 %. */
      positiveSensitivity: number | null;
      /**
       * @description Sensitivity: share of images of the group that is answered with a class of the group.
       * @default null
       */
      positiveRecall: number | null;
      /**
       * @description Specificity: share of the other images that is answered with a class outside the group.
       * @default null
       */
      positiveSpecificity: number | null;
      /** @description MCC: Matthews correlation of true and predicted classes, 0 for chance. */
      mcc: number;
      /** @description Kappa: Cohen's kappa: agreement beyond chance, 0 for chance. */
      kappa: number;
      /** @description NLL: mean negative log-likelihood of the true class, in nats. */
      nll: number;
      /** @description Brier: mean squared distance of the probabilities from the truth, from 0 to 2. */
      brier: number;
    };
    Study: {
      /** @constant */
      schemaVersion: 4;
      studyId: string;
      name: string;
      question?: string;
      /** Format: date-time */
      submittedAt: string;
      dataset: {
        name: string;
        manifestSha256: string;
        classes?: string[];
      };
      foldPlan: {
        sha256: string;
        options: {
          /** @enum {string} */
          protocol: 'grouped' | 'dedup' | 'image';
          folds: number;
          repeats?: number;
          seed: number;
          sealedShare: number;
        };
        leak: {
          leakedImages: number;
          poolImages: number;
        };
      };
      sealedPart?: {
        images: number;
        planImages: number;
      };
      /** @constant */
      trialIds?: 'split';
      seeds: number[];
      variants: components['schemas']['Variant'][];
      duplicates?: {
        name: string;
        sameAs: string;
      }[];
      foreignArms?: {
        name: string;
        /** @description Its name, as its owner calls it. */
        file: string;
        /** @description Of its bytes, by which the store has it. */
        sha256: string;
      }[];
      /**
       * @default none
       * @enum {string}
       */
      calibration: 'none' | 'temperature';
      ensemble: {
        variant: string;
        /** @default [] */
        partners: string[];
        /**
         * @description `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
         * @enum {string}
         */
        testTimeAugmentation: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
        /**
         * @description Sets of views that single members and ensembles are scored with on the sealed part, beside the one that counts; [] for none.
         * @default []
         */
        views: ('none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale')[];
        /**
         * @description Of the probabilities of the members: `mean`; `logitMean` of their logarithms; `rankMean` of their ranks over the images, class by class, which are no probabilities; `weighted` by the weights of variants that make inner validation most likely; `greedy` selection of variants on inner validation.
         * @default mean
         * @enum {string}
         */
        combination: 'mean' | 'logitMean' | 'rankMean' | 'weighted' | 'greedy';
        selection: {
          /**
           * @description What each step improves most.
           * @default nll
           * @enum {string}
           */
          metric: 'nll' | 'balancedAccuracy';
          /**
           * @description Variants drawn, with replacement.
           * @default 50
           */
          rounds: number;
          /**
           * @description So many of the best single variants are in it from the beginning.
           * @default 1
           */
          sortedStart: number;
          /**
           * @description Selections among a random part of the variants whose weights are averaged; 0: one.
           * @default 0
           */
          bags: number;
          /**
           * @description Chance of each variant to be in a bag.
           * @default 0.5
           */
          bagShare: number;
        };
      } | null;
      checkpoints: {
        /**
         * @description One or several of: `1 epoch`, `200 steps`, `5m` (s, m, h). Best epochs, the end of a stage and leaving are saved besides.
         * @default [
         *       "1 epoch",
         *       "5m"
         *     ]
         */
        every: string | string[];
        /**
         * @description So many of the newest, each with that of its best epoch, in case one is damaged.
         * @default 2
         */
        keep: number;
      };
      reuse?: string[];
      threads?: number;
      /**
       * @description `fail`: it is tried again as any other crash; `halve-batch`: each batch is computed in twice as many pieces, their gradients summed, until it fits. The receipt says so: each piece has its own batch statistics.
       * @enum {string}
       */
      onOutOfMemory?: 'fail' | 'halve-batch';
      skipAfterFailures?: number | null;
      racing?: {
        /**
         * @description How many of the best variants, by mean balanced accuracy over their cells, have all of their cells in the end.
         * @default 1
         */
        keep: number;
        /**
         * @description Chance that none of those is dropped, over all looks at the race.
         * @default 0.95
         */
        confidence: number;
        /**
         * @description Cells (fold × seed) that each variant has before the first look.
         * @default 2
         */
        minCells: number;
        /**
         * @description Whether null arms may be dropped; else they run as the baseline does.
         * @default false
         */
        nullArms: boolean;
      };
      stopping?:
        | {
            /** @constant */
            rule: 'median';
            /**
             * @description That every trial has.
             * @default 5
             */
            minEpochs: number;
            /**
             * @description Finished trials of the study before the first one is stopped.
             * @default 5
             */
            minTrials: number;
          }
        | {
            /** @constant */
            rule: 'asha';
            /**
             * @description Up to the first rung.
             * @default 3
             */
            minEpochs: number;
            /**
             * @description Each rung has so many times the epochs of the one before, and keeps one in so many trials.
             * @default 3
             */
            reduction: number;
          };
      marginPoints?: number;
      /** @enum {string} */
      published?: 'always' | 'never';
      compareWith?: {
        /** @description Of the method, as tables show it. */
        name: string;
        /** @description Where it is published: an address or a citation. */
        source: string;
        /** @description How images were split, and what was scored. */
        protocol: string;
        /**
         * @description Whether images of one group, such as a lesion, were never on both sides of the split.
         * @enum {string}
         */
        groupsKeptApart: 'yes' | 'no' | 'unknown';
        /**
         * @description That were scored, where stated.
         * @default null
         */
        images: number | null;
        /** @description In [0, 1]: accuracy, top2, top3, balancedAccuracy, macroF1, macroPrecision, macroRecall, macroRocAuc. */
        scores: {
          /** @description As a share, in [0, 1]. */
          accuracy?: number;
          /** @description As a share, in [0, 1]. */
          top2?: number;
          /** @description As a share, in [0, 1]. */
          top3?: number;
          /** @description As a share, in [0, 1]. */
          balancedAccuracy?: number;
          /** @description As a share, in [0, 1]. */
          macroF1?: number;
          /** @description As a share, in [0, 1]. */
          macroPrecision?: number;
          /** @description As a share, in [0, 1]. */
          macroRecall?: number;
          /** @description As a share, in [0, 1]. */
          macroRocAuc?: number;
        };
        /**
         * @description Whether the numbers were read at the source, and not from a second one.
         * @default true
         */
        isVerified: boolean;
      }[];
      submittedBy?: string & (unknown & unknown);
      project?: string;
      requires?: {
        [key: string]: string | number;
      };
      maxParallel?: number;
      budget?: {
        /** @description Hours of slots that its trials may take together. */
        maxHours?: number;
        /** @description What those hours may cost, by the price of the fleet. */
        maxCost?: number;
        /**
         * Format: date-time
         * @description When it is to end at the latest, such as 2026-12-24T18:00:00Z.
         */
        deadline?: string;
      };
      clonedFrom?: string;
      series?: {
        seriesId: string;
        stages: string[];
        index: number;
        winner: {
          stage: string;
          studyId: string;
          edition: number;
          variant: string;
          /** @enum {string} */
          by: 'balancedAccuracy' | 'accuracy' | 'macroF1' | 'macroRocAuc';
          rule:
            | 'best'
            | {
                /** @description Points of the score below the best that still take part. */
                withinPoints: number;
                /**
                 * @description The one with the fewest parameters wins.
                 * @constant
                 */
                smallest: 'parameters';
              };
          candidates: {
            variant: string;
            score: number;
            parameters: number;
          }[];
          leftOut: {
            variant: string;
            reason: string;
          }[];
        } | null;
        file: unknown;
      };
      spec: unknown;
    };
    StudyDetail: {
      studyId: string;
      name: string;
      /** Format: date-time */
      submittedAt: string;
      /** @enum {string} */
      state:
        | 'queued'
        | 'running'
        | 'paused'
        | 'summarising'
        | 'finished'
        | 'finished-with-failures'
        | 'failed'
        | 'cancelled';
      variants: string[];
      trials: {
        queued: number;
        running: number;
        paused: number;
        succeeded: number;
        failed: number;
        skipped: number;
        /** @default 0 */
        'raced-out': number;
        cancelled: number;
      };
      etaSeconds: number | null;
      /** @default null */
      waiting: string | null;
      answer: {
        headline: string;
        baseline: number | null;
      } | null;
      error: {
        code: string;
        message: string;
      } | null;
      /** @default [] */
      tags: string[];
      /** @default null */
      owner: string | null;
      study: components['schemas']['Study'];
      control: components['schemas']['Control'];
      interim: {
        /** @constant */
        score: 'balancedAccuracy';
        notes: string[];
        variants: {
          name: string;
          /** @enum {string} */
          role: 'baseline' | 'arm';
          cells: {
            planned: number;
            succeeded: number;
            failed: number;
            skipped: number;
            /** @default 0 */
            racedOut: number;
            cancelled: number;
          };
          score: {
            mean: number;
            sd: number | null;
          } | null;
          reference?: string;
          comparison: {
            pairs: number;
            difference: {
              mean: number;
              sd: number | null;
            } | null;
          } | null;
        }[];
      } | null;
      /** @default null */
      series: {
        seriesId: string;
        index: number;
        stages: {
          name: string;
          studyId: string;
        }[];
        stopped: string | null;
      } | null;
    };
    StudyView: {
      studyId: string;
      name: string;
      /** Format: date-time */
      submittedAt: string;
      /** @enum {string} */
      state:
        | 'queued'
        | 'running'
        | 'paused'
        | 'summarising'
        | 'finished'
        | 'finished-with-failures'
        | 'failed'
        | 'cancelled';
      variants: string[];
      trials: {
        queued: number;
        running: number;
        paused: number;
        succeeded: number;
        failed: number;
        skipped: number;
        /** @default 0 */
        'raced-out': number;
        cancelled: number;
      };
      etaSeconds: number | null;
      /** @default null */
      waiting: string | null;
      answer: {
        headline: string;
        baseline: number | null;
      } | null;
      error: {
        code: string;
        message: string;
      } | null;
      /** @default [] */
      tags: string[];
      /** @default null */
      owner: string | null;
    };
    Trial: {
      trialId: string;
      variant: string;
      repeat: number;
      fold: number;
      seed: number;
      /** @enum {string} */
      state:
        | 'queued'
        | 'running'
        | 'paused'
        | 'succeeded'
        | 'failed'
        | 'skipped'
        | 'raced-out'
        | 'cancelled';
      attempt: number;
      worker: string | null;
      phase: string | null;
      epoch: number;
      epochs: number | null;
      step: number;
      steps: number;
      imagesPerSecond: number | null;
      scores: components['schemas']['Scores'] | null;
      seconds: number | null;
      takenFrom: string | null;
      error: {
        code: string;
        message: string;
        remedy: string;
      } | null;
      /** @default null */
      waiting: string | null;
    };
    Variant: {
      name: string;
      title?: string;
      /** @enum {string} */
      role: 'baseline' | 'arm';
      removedComponent:
        | (
            | 'dropout'
            | 'augmentation'
            | 'classWeights'
            | 'focal'
            | 'fc'
            | 'gap'
            | 'pretraining'
            | 'rotation'
            | 'flips'
            | 'crop'
            | 'cutout'
            | 'mixup'
            | 'cutmix'
            | 'colour'
            | 'randAugment'
            | 'labelSmoothing'
            | 'logitAdjustment'
            | 'balancedSampling'
            | 'schedule'
            | 'layerDecay'
            | 'frozenBatchNorm'
            | 'ema'
            | 'swa'
            | 'tta'
          )
        | null;
      config: {
        /** @description The part of the images that is seen. */
        region: {
          /**
           * @description `foreground-only`: all but the region that a mask marks in one grey; `background-only`: that region and its rim painted over from around them; `crop`: its box with a margin.
           * @default full
           * @enum {string}
           */
          part: 'full' | 'foreground-only' | 'background-only' | 'crop';
          /**
           * @description Where the region is: by the masks of the data set, or by a threshold (Otsu 1979) on each image, whose overlap with existing masks (Dice) is reported.
           * @default given
           * @enum {string}
           */
          masks: 'given' | 'otsu';
        };
        model: {
          /**
           * @description A name of `crossfold model list`.
           * @default resnet50
           */
          backbone: string;
          /**
           * @description Side of the square input in pixels (assumed: not published).
           * @default 224
           */
          imageSizePx: number;
          /**
           * @description Global average pooling of the backbone features, or all of them in one vector.
           * @default gap
           * @enum {string}
           */
          pooling: 'gap' | 'flatten';
          /**
           * @description Widths of the fully connected layers before the classifier (assumed widths).
           * @default [
           *       256,
           *       128
           *     ]
           */
          hiddenUnits: number[];
          dropout: number;
          /**
           * @description Share of the running statistics kept at each step; null: the architecture's own.
           * @default null
           */
          batchNormMomentum: number | null;
          /**
           * @description Where the weights of the backbone come from.
           * @default {
           *       "from": "random"
           *     }
           */
          weights:
            | {
                /** @constant */
                from: 'random';
              }
            | {
                /** @constant */
                from: 'imagenet';
              }
            | {
                /** @constant */
                from: 'file';
                /** @description A .h5, .weights.h5 or .safetensors file on the worker; absolute, or beside the study file for the command line. */
                path: string;
                /** @description Refuse the file if its hash differs. */
                sha256?: string;
              }
            | {
                /** @constant */
                from: 'address';
                /** @description Of such a file: `https://` or `s3://`; each worker fetches it once. */
                address: string;
                /** @description Of the file: anything else is refused. */
                sha256: string;
              };
        };
        /** @description What training makes small. */
        loss:
          | {
              /** @constant */
              name: 'crossEntropy';
              /**
               * @description Share of each target that is spread over all classes; 0 for none.
               * @default 0
               */
              labelSmoothing: number;
              /**
               * @description Adds this times the log of the class frequency to the logits in training.
               * @default 0
               */
              logitAdjustment: number;
              /**
               * @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order.
               * @default balanced
               */
              classWeights: ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
              /**
               * @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency.
               * @default 0.999
               */
              effectiveNumberBeta: number;
              /**
               * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
               * @default batchMean
               * @enum {string}
               */
              reduction: 'batchMean' | 'weightedMean';
            }
          | {
              /**
               * @default focal
               * @constant
               */
              name: 'focal';
              /**
               * @description Focusing exponent (assumed).
               * @default 2
               */
              gamma: number;
              /**
               * @description Share of each target that is spread over all classes; 0 for none.
               * @default 0
               */
              labelSmoothing: number;
              /**
               * @description Adds this times the log of the class frequency to the logits in training.
               * @default 0
               */
              logitAdjustment: number;
              /**
               * @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order.
               * @default balanced
               */
              classWeights: ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
              /**
               * @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency.
               * @default 0.999
               */
              effectiveNumberBeta: number;
              /**
               * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
               * @default batchMean
               * @enum {string}
               */
              reduction: 'batchMean' | 'weightedMean';
            }
          | {
              /** @constant */
              name: 'ldam';
              /**
               * @description Margin of the rarest class in logits: 15 is 0.5 at a scale of 30.
               * @default 15
               */
              maxMargin: number;
              /**
               * @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order.
               * @default balanced
               */
              classWeights: ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
              /**
               * @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency.
               * @default 0.999
               */
              effectiveNumberBeta: number;
              /**
               * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
               * @default batchMean
               * @enum {string}
               */
              reduction: 'batchMean' | 'weightedMean';
            }
          | {
              /** @constant */
              name: 'gce';
              /**
               * @description Towards 0: cross-entropy; 1: the mean absolute error.
               * @default 0.7
               */
              q: number;
              /**
               * @description Of the training part: `balanced` N / (K * n_c) (assumed formula); `sqrtInverse` with 1 / sqrt(n_c); `effectiveNumber` with (1 - b) / (1 - b^n_c); or one weight for each class, in alphabetical order.
               * @default balanced
               */
              classWeights: ('none' | 'balanced' | 'sqrtInverse' | 'effectiveNumber') | number[];
              /**
               * @description b of `effectiveNumber`: 0 weighs all classes alike, towards 1 by frequency.
               * @default 0.999
               */
              effectiveNumberBeta: number;
              /**
               * @description `batchMean`: sum(w*l)/B as Keras; `weightedMean`: sum(w*l)/sum(w) as PyTorch.
               * @default batchMean
               * @enum {string}
               */
              reduction: 'batchMean' | 'weightedMean';
            };
        /** @description null for none. */
        augmentation: {
          /**
           * @description Largest angle (assumed).
           * @default 180
           */
          rotationDegrees: number;
          /**
           * @description Whether half of the images are mirrored left to right.
           * @default true
           */
          horizontalFlip: boolean;
          /**
           * @description Whether half of the images are mirrored top to bottom.
           * @default true
           */
          verticalFlip: boolean;
          /**
           * @description Smallest share of the area that a random crop keeps; 1 for no crop (assumed).
           * @default 0.8
           */
          cropScaleMin: number;
          /**
           * @description Largest quotient of the sides of a random crop, either way; 1 for squares.
           * @default 1
           */
          cropAspectMax: number;
          /**
           * @description Side of the blanked square as a share of the image side; 0 for none (assumed).
           * @default 0.25
           */
          cutoutShare: number;
          /**
           * @description Largest change of the factor, as in torchvision's ColorJitter; 0 for none.
           * @default 0
           */
          brightness: number;
          /**
           * @description The same for contrast.
           * @default 0
           */
          contrast: number;
          /**
           * @description The same for saturation.
           * @default 0
           */
          saturation: number;
          /**
           * @description Largest turn as a share of the circle.
           * @default 0
           */
          hue: number;
          /**
           * @description Random operations out of identity, shear, translation, rotation, brightness, colour, contrast, sharpness, posterise, solarise, auto-contrast and equalise; null for none.
           * @default null
           */
          randAugment: {
            /**
             * @description For each image, one after the other.
             * @default 2
             */
            operations: number;
            /**
             * @description From 0 to 30.
             * @default 9
             */
            magnitude: number;
            /**
             * @description Standard deviation of the magnitude, image by image, as timm's `mstd`.
             * @default 0
             */
            magnitudeDeviation: number;
          } | null;
          /**
           * @description Blends pairs of images and their classes by shares from Beta(a, a); 0 for none.
           * @default 0
           */
          mixupAlpha: number;
          /**
           * @description The same with boxes cut from one into the other; with mixup, batches take turns.
           * @default 0
           */
          cutmixAlpha: number;
        } | null;
        /** @description Stages, optimiser, schedule, and what is kept. */
        training: {
          /**
           * @description Images of one step of the optimiser (assumed: not published).
           * @default 32
           */
          batchSize: number;
          /**
           * @description Leave out the last batch of an epoch where it is smaller than the others, so that no update rests on the batch statistics of a few images; folds of different sizes then share one graph. Which images are left out differs from epoch to epoch.
           * @default false
           */
          dropLastBatch: boolean;
          /**
           * @description Pieces that a batch is computed in, their gradients summed for its one update: less memory, the same update; but each piece has its own batch statistics.
           * @default 1
           */
          accumulateSteps: number;
          /**
           * @description `shuffle`: each image once in an epoch; `balanced`: as many images, each class alike often. With class weights as well, rarity counts twice.
           * @default shuffle
           * @enum {string}
           */
          sampling: 'shuffle' | 'balanced';
          /** @description Keras's Adam (assumed). */
          optimiser:
            | {
                /**
                 * @default adam
                 * @constant
                 */
                name: 'adam';
                /**
                 * @description Decay of the mean of the gradients, a step; higher smooths more.
                 * @default 0.9
                 */
                beta1: number;
                /**
                 * @description Decay of the mean of the squared gradients, a step.
                 * @default 0.999
                 */
                beta2: number;
                /**
                 * @description Added to the root of the squared gradients; larger damps small gradients.
                 * @default 1e-7
                 */
                epsilon: number;
              }
            | {
                /** @constant */
                name: 'adamw';
                /**
                 * @description Decay of the mean of the gradients, a step; higher smooths more.
                 * @default 0.9
                 */
                beta1: number;
                /**
                 * @description Decay of the mean of the squared gradients, a step.
                 * @default 0.999
                 */
                beta2: number;
                /**
                 * @description Added to the root of the squared gradients; larger damps small gradients.
                 * @default 1e-7
                 */
                epsilon: number;
                /**
                 * @description Kernels shrink by learning rate × weight decay at each step; all else does not.
                 * @default 0.004
                 */
                weightDecay: number;
              }
            | {
                /** @constant */
                name: 'sgd';
                /**
                 * @description Share of the last update that the next one keeps; 0 for none.
                 * @default 0.9
                 */
                momentum: number;
                /**
                 * @description Whether the gradient is taken where the momentum leads (Nesterov).
                 * @default false
                 */
                nesterov: boolean;
              };
          /**
           * @description Largest global norm of the gradients, longer ones are scaled down; null: any.
           * @default null
           */
          clipNorm: number | null;
          /**
           * @description Trained one after the other; the optimiser starts anew in each (assumed).
           * @default [
           *       {
           *         "name": "head",
           *         "trainable": "head",
           *         "epochs": 5,
           *         "learningRate": 0.001,
           *         "backboneLearningRate": null,
           *         "classWeights": true
           *       },
           *       {
           *         "name": "fine-tune",
           *         "trainable": "all",
           *         "epochs": 45,
           *         "learningRate": 0.0001,
           *         "backboneLearningRate": null,
           *         "classWeights": true
           *       }
           *     ]
           */
          stages: {
            /** @description For curves and logs. */
            name: string;
            /** @description `head`: the backbone is frozen; `lastBlocks`: all of it but its last blocks. */
            trainable:
              | ('head' | 'all')
              | {
                  /** @description How many blocks, counted from the output. */
                  lastBlocks: number;
                };
            /** @description Epochs at most; `earlyStopping` may end the last stage sooner. */
            epochs: number;
            /** @description At the beginning of the stage; `schedule` and `plateau` change it. */
            learningRate: number;
            /**
             * @description Of the backbone where it is not the head's; null: `learningRate`.
             * @default null
             */
            backboneLearningRate: number | null;
            /**
             * @description Whether the loss weighs classes; only in a last stage: deferred re-weighting.
             * @default true
             */
            classWeights: boolean;
          }[];
          /**
           * @description Layer-wise decay of the learning rate: that of each block as a share of the block after it; the head has the whole.
           * @default 1
           */
          layerDecay: number;
          /**
           * @description Batch normalisations of the backbone keep the statistics, scales and offsets that they come with.
           * @default false
           */
          frozenBatchNorm: boolean;
          /** @description Of the learning rate, from the beginning of each stage. */
          schedule:
            | {
                /**
                 * @default plateau
                 * @constant
                 */
                name: 'plateau';
              }
            | {
                /** @constant */
                name: 'constant';
              }
            | {
                /** @constant */
                name: 'cosine';
                /**
                 * @description Epochs in which the rate grows from zero.
                 * @default 1
                 */
                warmupEpochs: number;
                /**
                 * @description What is left at its end, as a share of the stage's rate.
                 * @default 0
                 */
                finalShare: number;
              }
            | {
                /** @constant */
                name: 'step';
                /**
                 * @description Epochs between two cuts.
                 * @default 30
                 */
                everyEpochs: number;
                /**
                 * @description By which it is lowered.
                 * @default 0.1
                 */
                factor: number;
              };
          /**
           * @description Of a moving average of the weights that is evaluated in their place; null: none.
           * @default null
           */
          emaDecay: number | null;
          /**
           * @description Stochastic weight averaging: the mean of the weights after each of these epochs is evaluated, not the best epoch; batch statistics are re-estimated.
           * @default null
           */
          swa: {
            /** @description The last epochs of the last stage. */
            epochs: number;
          } | null;
          /**
           * @description Take batch statistics anew, over the training part, for the weights that are evaluated in the end, which may be a moving average; done with `swa` anyway.
           * @default false
           */
          reestimateBatchNorm: boolean;
          /**
           * @description Of convolutions and what lies between them; auto: bfloat16 where the device multiplies it natively, float16 on GPUs that have only that. float16 scales the loss, and is slow on CPUs. Weights, sums and predictions of the outer fold are always float32.
           * @default float32
           * @enum {string}
           */
          precision: 'auto' | 'float32' | 'bfloat16' | 'float16';
          /**
           * @description Refuse faster kernels that give other bits from run to run; matters on GPUs.
           * @default false
           */
          deterministic: boolean;
          /** @description Lower the learning rate when the inner validation loss stalls; null for never. */
          plateau: {
            /**
             * @description By which the rate is multiplied.
             * @default 0.1
             */
            factor: number;
            /**
             * @description Epochs without gain before it is lowered.
             * @default 10
             */
            patience: number;
            /**
             * @description Least fall of the loss that counts as gain.
             * @default 0.0001
             */
            minDelta: number;
            /**
             * @description Epochs after a cut in which none is counted.
             * @default 0
             */
            cooldown: number;
            /**
             * @description The rate goes no lower.
             * @default 0
             */
            minLearningRate: number;
          } | null;
          /** @description End the last stage when the monitored value stalls; null for never. */
          earlyStopping: {
            /**
             * @description Epochs without gain before it ends.
             * @default 15
             */
            patience: number;
            /**
             * @description Least gain that counts, in the unit of `monitor`.
             * @default 0
             */
            minDelta: number;
          } | null;
          /**
           * @description The inner validation value that picks the best epoch and stops early; `none`: the last epoch is kept.
           * @default balancedAccuracy
           * @enum {string}
           */
          monitor: 'loss' | 'balancedAccuracy' | 'none';
          /**
           * @description Share of the training folds that is the inner, grouped validation part.
           * @default 0.15
           */
          validationShare: number;
          /**
           * @description Share of the groups of each class that is trained on, of what inner validation leaves; smaller shares lie within larger ones. For learning curves.
           * @default 1
           */
          trainShare: number;
        };
        /** @description How its models predict: training does not depend on it. */
        evaluation: {
          /**
           * @description Views of each image of the outer fold whose probabilities are averaged; also of inner validation when training is over. `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
           * @default none
           * @enum {string}
           */
          testTimeAugmentation: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
        };
      };
      configSha256: string;
      reference?: string;
      /** @constant */
      isNull?: true;
    };
    Worker: {
      id: string;
      host: string | null;
      device: string | null;
      slots: number | null;
      labels: {
        [key: string]: string | number;
      };
      startedAt: string | null;
      isDraining: boolean | null;
      /** Format: date-time */
      lastSeenAt: string;
      trials: {
        studyId: string;
        trialId: string;
        phase: string | null;
        epoch: number;
        epochs: number | null;
        imagesPerSecond: number | null;
      }[];
      imagesPerSecond: number | null;
    };
  };
  responses: {
    /** @description The path, query, headers or body do not fit what is described. */
    Problem400: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The token is missing or wrong, or has ended. */
    Problem401: {
      headers: {
        /** @description The scheme, which is Bearer. */
        'WWW-Authenticate'?: string;
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The token may not do it, or a page of another origin sent the request. */
    Problem403: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description Something that the request names is not there. */
    Problem404: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The path does not have the method. */
    Problem405: {
      headers: {
        /** @description The methods that the path has. */
        Allow?: string;
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The state of things does not allow it. */
    Problem409: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The request has a condition, which none may have. */
    Problem412: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The body is too large. */
    Problem413: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The body is not JSON in UTF-8. */
    Problem415: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description Host is no name of this server. */
    Problem421: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The body is well-formed and cannot be done as it stands. */
    Problem422: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description Too many wrong tokens came from this address, or too many requests of this client. */
    Problem429: {
      headers: {
        /** @description Seconds. */
        'Retry-After'?: number;
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description A defect, or a stored object that is damaged. */
    Problem500: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description The object store refused. */
    Problem502: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
    /** @description Redis or the store is away, or too many streams are open. */
    Problem503: {
      headers: {
        /** @description Seconds. */
        'Retry-After'?: number;
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  listStudies: {
    parameters: {
      query?: {
        /** @description Studies in this state. */
        state?:
          | 'queued'
          | 'running'
          | 'paused'
          | 'summarising'
          | 'finished'
          | 'finished-with-failures'
          | 'failed'
          | 'cancelled';
        /** @description Part of the name, the id, the data set, a tag or the owner, in any case. */
        text?: string;
        /** @description Studies of this very name. */
        name?: string;
        /** @description Studies of the data set of this very name. */
        dataset?: string;
        /** @description Studies with this very tag. */
        tag?: string;
        /** @description Studies of this very owner. */
        owner?: string;
        /** @description `state`: from queued to cancelled; `progress`: by the share of trials that ended. */
        sort?: 'newest' | 'oldest' | 'name' | 'state' | 'progress';
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items of a page at most. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            studies: components['schemas']['StudyView'][];
            total: number;
            next: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  submitStudy: {
    parameters: {
      query?: {
        /** @description The study whose file was the beginning of this one. */
        clonedFrom?: string;
      };
      header?: {
        /** @description Any text of one request. Sent again with it, the request makes nothing a second time. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['StudyFile'];
      };
    };
    responses: {
      /** @description The study is stored, and its trials are queued. */
      201: {
        headers: {
          /** @description Path of what was made. */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            studyId: string;
            trials: number;
            same: number;
            ensemble?: boolean;
            url: string;
            later?: {
              name: string;
              studyId: string;
            }[];
          };
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  forecastStudy: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['StudyFile'];
      };
    };
    responses: {
      /** @description Trials, images, parameters, disk space and hours. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Forecast'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  cloneStudy: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any text of one request. Sent again with it, the request makes nothing a second time. */
        'Idempotency-Key'?: string;
      };
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['StudyChanges'];
      };
    };
    responses: {
      /** @description The new study is stored, and its trials are queued. */
      201: {
        headers: {
          /** @description Path of what was made. */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            studyId: string;
            trials: number;
            same: number;
            ensemble?: boolean;
            url: string;
            later?: {
              name: string;
              studyId: string;
            }[];
          };
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getStudy: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The study, its settings and interim scores. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyDetail'];
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getConfiguration: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Every setting of the baseline, and the differences of the arms. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Configuration'];
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listCells: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All of them, in the order of the study. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            studyId: string;
            cells: components['schemas']['Cell'][];
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listTrials: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items of a page at most. */
        limit?: number;
      };
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            trials: components['schemas']['Trial'][];
            next: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getTrial: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The trial. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Trial'];
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getTrialMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What each epoch came to. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            trialId: string;
            epochs: components['schemas']['EpochRecord'][];
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getReport: {
    parameters: {
      query?: {
        /** @description What the report is written as; `document`: its blocks in order, as JSON. */
        format?: 'json' | 'md' | 'html' | 'document' | 'latex';
        /** @description Of LaTeX: the tables that belong into a paper, or all; the other formats have all. */
        tables?: 'main' | 'all';
        /** @description An earlier one, which was kept when trials were tried again; left out: the newest. */
        edition?: number;
      };
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the format that is asked for. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | components['schemas']['Report']
            | ({
                title: string;
                facts: string;
                blocks: unknown[];
              } & {
                [key: string]: unknown;
              });
          'text/markdown': string;
          'text/html': string;
          'application/x-latex': string;
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getNotes: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As they were written last. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Notes'];
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  changeNotes: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          text?: string;
          tags?: string[];
          owner?: string | null;
        };
      };
    };
    responses: {
      /** @description As they are now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Notes'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getSealedPart: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All openings, of every study that seals these images. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            images: number;
            openings: {
              /** @constant */
              schemaVersion: 2;
              partSha256: string;
              images: number;
              /** Format: date-time */
              openedAt: string;
              studyId: string;
              number: number;
              worker: string;
              host: string;
              variant: string;
              members: string[];
              /** @default [] */
              views: ('none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale')[];
              references?: string[];
            }[];
            openedBy: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  openSealedPart: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The name of the study once more: the opening cannot be undone. */
          confirm: string;
          /** @description Whose models vote; the baseline when left out. */
          variant?: string;
        };
      };
    };
    responses: {
      /** @description The study that opens it is stored. */
      201: {
        headers: {
          /** @description Path of what was made. */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            studyId: string;
            trials: number;
            same: number;
            ensemble?: boolean;
            url: string;
            later?: {
              name: string;
              studyId: string;
            }[];
          };
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getReceipt: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The receipt. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Receipt'];
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listAttempts: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All of them, by number. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            trialId: string;
            attempts: components['schemas']['Attempt'][];
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getTrialPredictions: {
    parameters: {
      query?: {
        /** @description What the answer is written as. */
        format?: 'json' | 'csv';
      };
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One entry, or one row, an image. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            studyId: string;
            trialId: string;
            classes: string[];
            images: {
              imageId: string;
              label: string;
              predicted: string;
              probabilities: number[];
            }[];
          };
          'text/csv': string;
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getTrialLog: {
    parameters: {
      query?: {
        /** @description Left out: the newest one that has a log. */
        attempt?: number;
        /** @description So many lines of its end. */
        tail?: number;
      };
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The log. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      /** @description The range of bytes that the header Range asks for. */
      206: {
        headers: {
          /** @description First and last byte, and how many there are: `bytes 0-99/2000`. */
          'Content-Range'?: string;
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getWeights: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
        };
      };
      /** @description The range of bytes that the header Range asks for. */
      206: {
        headers: {
          /** @description First and last byte, and how many there are: `bytes 0-99/2000`. */
          'Content-Range'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getTable: {
    parameters: {
      query?: {
        /** @description What the table is written as. */
        format?: 'csv' | 'jsonl' | 'parquet';
        /** @description Of `epochs` and `predictions`: of this variant alone. */
        variant?: string;
        /** @description Of the table `predictions`: of the images of this group alone. */
        group?: string;
        /** @description Of the table `predictions`: of images of this class alone. */
        label?: string;
        /** @description Of the table `predictions`: answers of this class alone. */
        predicted?: string;
      };
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description Which table.
         * @example variants
         */
        table:
          | 'variants'
          | 'differences'
          | 'classes'
          | 'confusions'
          | 'ensemble'
          | 'ensembleViews'
          | 'crossValidated'
          | 'subgroups'
          | 'learningCurves'
          | 'sharedErrors'
          | 'tradeOffs'
          | 'curves'
          | 'published'
          | 'dataFlow'
          | 'winners'
          | 'race'
          | 'stops'
          | 'caveats'
          | 'cells'
          | 'epochs'
          | 'predictions';
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The table, in the format that is asked for. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
          'application/x-ndjson': string;
          'application/vnd.apache.parquet': string;
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  compareVariants: {
    parameters: {
      query: {
        /** @description STUDY/VARIANT, 2 to 8 with commas between them. The first is what the others are compared with. */
        variants: string;
        /** @description What to do where fold plans or contents of data sets differ. */
        unlike?: 'refuse' | 'compare';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Each beside the first; `unlike` says what is not. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            variants: {
              studyId: string;
              variant: string;
              place: number | null;
              foldPlanSha256: string;
              manifestSha256: string;
              cells: {
                succeeded: number;
                planned: number;
              };
              scores: {
                /** @description mean over the classes of the share of their images that is answered rightly; mean and standard deviation over cells */
                balancedAccuracy: {
                  mean: number;
                  sd: number | null;
                };
                /** @description share of all images that is answered rightly; mean and standard deviation over cells */
                accuracy: {
                  mean: number;
                  sd: number | null;
                };
                /** @description mean over the classes of the harmonic mean of precision and recall; mean and standard deviation over cells */
                macroF1: {
                  mean: number;
                  sd: number | null;
                };
                /** @description mean over the classes of the area under the ROC curve of each against the rest; mean and standard deviation over cells */
                macroRocAuc: {
                  mean: number;
                  sd: number | null;
                };
              } | null;
              confusion: {
                classes: string[];
                matrix: number[][];
              } | null;
              unlike: string[];
              comparison: {
                pairs: number;
                units: number;
                difference: number;
                interval: number[] | null;
                p: number | null;
                adjustedP: number | null;
                verdict: ('helps' | 'hurts' | 'equal' | 'undecided') | null;
              } | null;
            }[];
            marginPoints: number;
            folds: {
              repeat: number;
              fold: number;
              values: (number | null)[];
            }[];
            configuration: components['schemas']['Configuration'];
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listPresets: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All of them, by name. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            presets: {
              name: string;
              description: string;
              text: string;
            }[];
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  cancelStudy: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The command is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyView'] | components['schemas']['Trial'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  cancelTrial: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The command is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyView'] | components['schemas']['Trial'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  pauseStudy: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The command is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyView'] | components['schemas']['Trial'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  pauseTrial: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The command is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyView'] | components['schemas']['Trial'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  resumeStudy: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The command is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyView'] | components['schemas']['Trial'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  resumeTrial: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The command is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyView'] | components['schemas']['Trial'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  retryStudy: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          trialIds?: string[];
        };
      };
    };
    responses: {
      /** @description The command is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyView'] | components['schemas']['Trial'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  retryTrial: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          trialIds?: string[];
        };
      };
    };
    responses: {
      /** @description The command is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyView'] | components['schemas']['Trial'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  reviveStudy: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          arm?: string;
        };
      };
    };
    responses: {
      /** @description The command is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyView'] | components['schemas']['Trial'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  reviveTrial: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          arm?: string;
        };
      };
    };
    responses: {
      /** @description The command is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyView'] | components['schemas']['Trial'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  prioritiseStudy: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          priority: number;
        };
      };
    };
    responses: {
      /** @description The command is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyView'] | components['schemas']['Trial'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  prioritiseTrial: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description VARIANT.fFOLD.sSEED.
         * @example full.f0.s1
         */
        trialId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          priority: number;
        };
      };
    };
    responses: {
      /** @description The command is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyView'] | components['schemas']['Trial'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  actOnStudies: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json':
          | {
              /** @enum {string} */
              command: 'pause' | 'resume' | 'retry' | 'cancel';
              studyIds: string[];
            }
          | {
              /** @enum {string} */
              command: 'pause' | 'resume' | 'retry' | 'cancel';
              filter: {
                /**
                 * @description Studies in this state.
                 * @enum {string}
                 */
                state?:
                  | 'queued'
                  | 'running'
                  | 'paused'
                  | 'summarising'
                  | 'finished'
                  | 'finished-with-failures'
                  | 'failed'
                  | 'cancelled';
                /** @description Part of the name, the id, the data set, a tag or the owner, in any case. */
                text?: string;
                /** @description Studies of this very name. */
                name?: string;
                /** @description Studies of the data set of this very name. */
                dataset?: string;
                /** @description Studies with this very tag. */
                tag?: string;
                /** @description Studies of this very owner. */
                owner?: string;
              };
            };
      };
    };
    responses: {
      /** @description What came of each; the commands are recorded. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {string} */
            command: 'pause' | 'resume' | 'retry' | 'cancel';
            results: {
              studyId: string;
              problem: {
                type: string;
                title: string;
                status: number;
                detail: string;
                remedy: string;
                problems: string[];
              } | null;
            }[];
          };
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  setBudget: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Hours of slots that its trials may take together. */
          maxHours?: number;
          /** @description What those hours may cost, by the price of the fleet. */
          maxCost?: number;
          /**
           * Format: date-time
           * @description When it is to end at the latest, such as 2026-12-24T18:00:00Z.
           */
          deadline?: string;
        };
      };
    };
    responses: {
      /** @description The command is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StudyView'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listCrossEvaluations: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items of a page at most. */
        limit?: number;
      };
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            crossEvaluations: components['schemas']['CrossEvaluation'][];
            next: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  requestCrossEvaluation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The data set to predict. */
          dataset: string;
          /** @description Whose models; the baseline when left out. */
          variant?: string;
          /**
           * @description `dihedral8`: the eight rotations and mirrorings; `fiveCrop`: corners and centre of 7/8 of the side, enlarged; `tenCrop`: those and their mirror images; `multiScale`: the centre at 1, 7/8 and 3/4 of the side.
           * @default none
           * @enum {string}
           */
          testTimeAugmentation?: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
        };
      };
    };
    responses: {
      /** @description It is queued, or has its answer. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CrossEvaluation'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getCrossEvaluation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description Id of a cross-evaluation.
         * @example 0a1b2c3d4e5f
         */
        crossEvaluationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What was asked, and the answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CrossEvaluation'];
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listExplanations: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items of a page at most. */
        limit?: number;
      };
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list, by number. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            explanations: {
              order: {
                /** @constant */
                schemaVersion: 1;
                studyId: string;
                number: number;
                /** Format: date-time */
                requestedAt: string;
                options: {
                  /** @description Whose models; the ensemble's, or the baseline. */
                  variant: string;
                  /**
                   * @default gradCam
                   * @enum {string}
                   */
                  method: 'gradCam' | 'gradCamPlusPlus' | 'hiResCam';
                  /** @description A layer of the backbone with a feature map; its last block when left out. */
                  layer: string;
                  /** @description Whose trials; the first seed of the study. */
                  seed: number;
                  /**
                   * @description Drawn, right and wrong in turn.
                   * @default 4
                   */
                  picturesPerClass: number;
                  /**
                   * @description Measured, at most.
                   * @default 100
                   */
                  imagesPerClass: number;
                  /**
                   * @description Check the maps of the pictures against occlusion sensitivity.
                   * @default true
                   */
                  occlusion: boolean;
                };
              };
              /** @enum {string} */
              state: 'open' | 'finished' | 'failed';
              progress: {
                done: number;
                total: number;
              } | null;
            }[];
            next: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  requestExplanation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Whose models; the ensemble's, or the baseline. */
          variant?: string;
          /**
           * @default gradCam
           * @enum {string}
           */
          method?: 'gradCam' | 'gradCamPlusPlus' | 'hiResCam';
          /** @description A layer of the backbone with a feature map; its last block when left out. */
          layer?: string;
          /** @description Whose trials; the first seed of the study. */
          seed?: number;
          /**
           * @description Drawn, right and wrong in turn.
           * @default 4
           */
          picturesPerClass?: number;
          /**
           * @description Measured, at most.
           * @default 100
           */
          imagesPerClass?: number;
          /**
           * @description Check the maps of the pictures against occlusion sensitivity.
           * @default true
           */
          occlusion?: boolean;
        };
      };
    };
    responses: {
      /** @description It is queued, or has its answer. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Explanation'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getExplanation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description Of the explanation.
         * @example 1
         */
        number: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What was asked, and what was measured. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Explanation'];
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getExplanationReport: {
    parameters: {
      query?: {
        /** @description Markdown, or a page with its pictures. */
        format?: 'md' | 'html';
      };
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description Of the explanation.
         * @example 1
         */
        number: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Markdown, or a page with its pictures. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/markdown': string;
          'text/html': string;
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getExplanationPicture: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
        /**
         * @description Of the explanation.
         * @example 1
         */
        number: number;
        /**
         * @description Of the picture or the image, from 1.
         * @example 1
         */
        position: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The picture. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'image/png': string;
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  requestPrediction: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any text of one request. Sent again with it, the request makes nothing a second time. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Whose ensemble predicts. */
          studyId: string;
          /** @description One of its trials, to predict in place of the ensemble. */
          trialId?: string;
          images: {
            /** @description To tell the answers apart. */
            name: string;
            /** @description A JPEG, PNG, WebP, TIFF or BMP file in base64. */
            data: string;
          }[];
          /**
           * @description Of the likeliest classes.
           * @default 3
           */
          top?: number;
          /**
           * @description Of the conformal sets.
           * @default 0.9
           */
          coverage?: number;
          /**
           * @description Calibrate the sets for each class alone.
           * @default false
           */
          byClass?: boolean;
          /**
           * @description Views of each image; left out: the ensemble's own, and one for a trial.
           * @enum {string}
           */
          testTimeAugmentation?: 'none' | 'dihedral8' | 'fiveCrop' | 'tenCrop' | 'multiScale';
          /**
           * @description Draw where the models look for the likeliest class of each image (Grad-CAM).
           * @default false
           */
          explain?: boolean;
          /**
           * @description How long to wait for the answer before telling where it will be.
           * @default 0
           */
          waitSeconds?: number;
        };
      };
    };
    responses: {
      /** @description It is queued, or has its answer. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Prediction'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getPrediction: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a prediction.
         * @example 20261130T120000-0a1b2c3d4e5f6a7b
         */
        predictionId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What was asked, and the answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Prediction'];
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getPredictionMap: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of a prediction.
         * @example 20261130T120000-0a1b2c3d4e5f6a7b
         */
        predictionId: string;
        /**
         * @description Of the picture or the image, from 1.
         * @example 1
         */
        position: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The picture. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'image/png': string;
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  reconcile: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description What was queued again. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            studies: {
              studyId: string;
              trials: string[];
              ensemble: boolean;
            }[];
            crossEvaluations: {
              studyId: string;
              crossEvaluationId: string;
            }[];
            explanations: {
              studyId: string;
              number: number;
            }[];
          };
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listQueue: {
    parameters: {
      query?: {
        /** @description Jobs of this study alone; they keep their positions. */
        studyId?: string;
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items of a page at most. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            jobs: components['schemas']['QueuedJob'][];
            total: number;
            active: number;
            reasons: {
              'no-worker': number;
              'no-match': number;
              behind: number;
              'max-parallel': number;
              budget: number;
              reuse: number;
              paused: number;
              retry: number;
            };
            next: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  forecastFleet: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Those that have trials left. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            at: string;
            studies: {
              studyId: string;
              name: string;
              trialsLeft: number;
              startsAt: string | null;
              endsAt: {
                /** Format: date-time */
                earliest: string;
                /** Format: date-time */
                expected: string;
                /** Format: date-time */
                latest: string;
              } | null;
              slotHoursLeft: number | null;
              cost: number | null;
              basedOnTrials: number;
            }[];
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getFleetPolicy: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it was written last. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            schemaVersion: 1;
            /** @default {} */
            projects: {
              [key: string]: number;
            };
            /** @default {} */
            users: {
              [key: string]: number;
            };
            /** @default null */
            pricePerSlotHour: number | null;
            /** @default [] */
            prices: {
              labels: {
                [key: string]: string | number;
              };
              perSlotHour: number;
            }[];
            /** @default null */
            currency: string | null;
            updatedAt: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  setFleetPolicy: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @default {} */
          projects?: {
            [key: string]: number;
          };
          /** @default {} */
          users?: {
            [key: string]: number;
          };
          /** @default null */
          pricePerSlotHour?: number | null;
          /** @default [] */
          prices?: {
            labels: {
              [key: string]: string | number;
            };
            perSlotHour: number;
          }[];
          /** @default null */
          currency?: string | null;
        };
      };
    };
    responses: {
      /** @description As it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            schemaVersion: 1;
            /** @default {} */
            projects: {
              [key: string]: number;
            };
            /** @default {} */
            users: {
              [key: string]: number;
            };
            /** @default null */
            pricePerSlotHour: number | null;
            /** @default [] */
            prices: {
              labels: {
                [key: string]: string | number;
              };
              perSlotHour: number;
            }[];
            /** @default null */
            currency: string | null;
            updatedAt: string | null;
          };
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listWorkers: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All of them, by name. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            workers: components['schemas']['Worker'][];
            noneSince: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  fleetDemand: {
    parameters: {
      query?: {
        /** @description Labels of the workers that would be started, such as `gpu=h100,memoryGb=80`: only what may run on them counts. */
        class?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Now, not counting what is paused. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            slots: number;
            running: number;
            waiting: number;
            heldBack: number;
            offeredSlots: number;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  followEvents: {
    parameters: {
      query?: never;
      header?: {
        /** @description Id of the last event that was received: the stream goes on after it. */
        'Last-Event-ID'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Server-sent events without an end: the data of each is a study event as JSON. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  followStudy: {
    parameters: {
      query?: never;
      header?: {
        /** @description Id of the last event that was received: the stream goes on after it. */
        'Last-Event-ID'?: string;
      };
      path: {
        /**
         * @description Id of a study.
         * @example paper-0a1b2c3d4e
         */
        studyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Server-sent events without an end: the data of each is a study event as JSON. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listDatasets: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items of a page at most. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list, by name. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            datasets: {
              /** @constant */
              schemaVersion: 2;
              name: string;
              manifestSha256: string;
              images: number;
              groups: number;
              /** Format: date-time */
              addedAt: string;
              /** @default [] */
              previous: {
                manifestSha256: string;
                /** Format: date-time */
                addedAt: string;
              }[];
            }[];
            /** @description Those that are damaged, or that a later crossfold wrote; with each page. */
            unread: {
              name: string;
              code: string;
              message: string;
              remedy: string;
            }[];
            next: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getDataset: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Name of a data set.
         * @example ham10000
         */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Counts. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Dataset'];
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listFoldPlans: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Name of a data set.
         * @example ham10000
         */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All of them, that of the newest study first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            plans: {
              foldPlanSha256: string;
              manifestSha256: string;
              options: {
                /** @enum {string} */
                protocol: 'grouped' | 'dedup' | 'image';
                folds: number;
                repeats?: number;
                seed: number;
                sealedShare: number;
              };
              leak: {
                leakedImages: number;
                poolImages: number;
              };
              sealedImages: number | null;
              studyIds: string[];
            }[];
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  importFoldPlan: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Name of a data set.
         * @example ham10000
         */
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @default grouped
           * @enum {string}
           */
          protocol?: 'grouped' | 'dedup' | 'image';
          assignments: {
            imageId: string;
            fold: number | ('sealed' | 'test');
            repeatFolds?: number[];
            groupId?: string;
            patientId?: string;
            label?: string;
          }[];
        };
      };
    };
    responses: {
      /** @description The plan is stored. */
      201: {
        headers: {
          /** @description Path of what was made. */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            foldPlanSha256: string;
            options: {
              /** @enum {string} */
              protocol: 'grouped' | 'dedup' | 'image';
              folds: number;
              repeats?: number;
              seed: number;
              sealedShare: number;
            };
            leak: {
              leakedImages: number;
              poolImages: number;
            };
            leftOutImages: number;
          };
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getFoldPlan: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Hash of a fold plan.
         * @example aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
         */
        sha256: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The plan. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            foldPlanSha256: string;
            options: {
              /** @enum {string} */
              protocol: 'grouped' | 'dedup' | 'image';
              folds: number;
              repeats?: number;
              seed: number;
              sealedShare: number;
            };
            leak: {
              leakedImages: number;
              poolImages: number;
            };
            leftOutImages: number;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getStudySchema: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The schema. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            [key: string]: unknown;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listProblems: {
    parameters: {
      query?: {
        /** @description Problems of this kind. */
        kind?:
          | 'missing-image'
          | 'unknown-class'
          | 'duplicate-id'
          | 'unreadable-image'
          | 'conflicting-label'
          | 'missing-group'
          | 'unreadable-id'
          | 'invalid-value'
          | 'image-without-row'
          | 'missing-mask'
          | 'excluded-class'
          | 'conflicting-patient'
          | 'in-other-set'
          | 'near-copy'
          | 'unused-file'
          | 'equal-bytes';
        /** @description `dropped`: of images that were left out; `kept`: of images that are in the set. */
        decision?: 'dropped' | 'kept';
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items of a page at most. */
        limit?: number;
      };
      header?: never;
      path: {
        /**
         * @description Name of a data set.
         * @example ham10000
         */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            problems: {
              /** @enum {string} */
              kind:
                | 'missing-image'
                | 'unknown-class'
                | 'duplicate-id'
                | 'unreadable-image'
                | 'conflicting-label'
                | 'missing-group'
                | 'unreadable-id'
                | 'invalid-value'
                | 'image-without-row'
                | 'missing-mask'
                | 'excluded-class'
                | 'conflicting-patient'
                | 'in-other-set'
                | 'near-copy'
                | 'unused-file'
                | 'equal-bytes';
              imageId: string;
              detail: string;
              /** @enum {string} */
              decision: 'dropped' | 'kept';
            }[];
            total: number;
            next: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listImages: {
    parameters: {
      query?: {
        /** @description Images that are listed with this label. */
        label?: string;
        /** @description Images of this group, such as a lesion. */
        group?: string;
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items of a page at most. */
        limit?: number;
      };
      header?: never;
      path: {
        /**
         * @description Name of a data set.
         * @example ham10000
         */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list, by id. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            images: components['schemas']['DatasetImage'][];
            total: number;
            sealed: number;
            next: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getImage: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Name of a data set.
         * @example ham10000
         */
        name: string;
        /**
         * @description Id of an image.
         * @example ISIC_0027419
         */
        imageId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file as it was added. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'image/jpeg': string;
          'image/png': string;
          'image/gif': string;
          'image/bmp': string;
          'image/tiff': string;
          'image/webp': string;
          'application/octet-stream': string;
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description User, role, projects and permissions. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            user: string & (unknown & unknown);
            /** @enum {string} */
            role: 'viewer' | 'researcher' | 'operator' | 'admin' | 'worker';
            projects: string[] | null;
            permissions: (
              | 'session.read'
              | 'session.write'
              | 'study.read'
              | 'study.write'
              | 'dataset.read'
              | 'dataset.write'
              | 'fleet.read'
              | 'fleet.write'
              | 'metrics.read'
              | 'token.read'
              | 'token.write'
              | 'ownToken.read'
              | 'ownToken.write'
              | 'audit.read'
              | 'trial.work'
            )[];
            csrfToken: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  openSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The session is open; the answer sets its cookie. */
      201: {
        headers: {
          /** @description Path of what was made. */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            user: string & (unknown & unknown);
            /** @enum {string} */
            role: 'viewer' | 'researcher' | 'operator' | 'admin' | 'worker';
            projects: string[] | null;
            permissions: (
              | 'session.read'
              | 'session.write'
              | 'study.read'
              | 'study.write'
              | 'dataset.read'
              | 'dataset.write'
              | 'fleet.read'
              | 'fleet.write'
              | 'metrics.read'
              | 'token.read'
              | 'token.write'
              | 'ownToken.read'
              | 'ownToken.write'
              | 'audit.read'
              | 'trial.work'
            )[];
            csrfToken: string | null;
          };
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  endSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description It has ended. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': Record<string, never>;
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listWaysIn: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What the login page offers beside a token. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            oidc: boolean;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  beginLogin: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description To the provider. */
      302: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  finishLogin: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description To the page; the answer sets the cookie. */
      302: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listTokens: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items of a page at most. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list, by id. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            tokens: {
              tokenId: string;
              /** @enum {string} */
              kind: 'token' | 'session';
              user: string & (unknown & unknown);
              /** @enum {string} */
              role: 'viewer' | 'researcher' | 'operator' | 'admin' | 'worker';
              projects: string[] | null;
              note: string;
              /** Format: date-time */
              createdAt: string;
              createdBy: string & (unknown & unknown);
              expiresAt: string | null;
              revokedAt: string | null;
              revokedBy: (string & (unknown & unknown)) | null;
              lastUsedAt: string | null;
            }[];
            next: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  createToken: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any text of one request. Sent again with it, the request makes nothing a second time. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          user: string & (unknown & unknown);
          /** @enum {string} */
          role: 'viewer' | 'researcher' | 'operator' | 'admin' | 'worker';
          /** @default null */
          projects?: string[] | null;
          /** @default  */
          note?: string;
          /** @default 90 */
          expiresInDays?: number | null;
        };
      };
    };
    responses: {
      /** @description The token, which nobody can ask for again. */
      201: {
        headers: {
          /** @description Path of what was made. */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            tokenId: string;
            /** @enum {string} */
            kind: 'token' | 'session';
            user: string & (unknown & unknown);
            /** @enum {string} */
            role: 'viewer' | 'researcher' | 'operator' | 'admin' | 'worker';
            projects: string[] | null;
            note: string;
            /** Format: date-time */
            createdAt: string;
            createdBy: string & (unknown & unknown);
            expiresAt: string | null;
            revokedAt: string | null;
            revokedBy: (string & (unknown & unknown)) | null;
            lastUsedAt: string | null;
            token: string;
          };
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  getToken: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of an API token.
         * @example a2b3c4d5e6f7
         */
        tokenId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The token, without its secret. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            tokenId: string;
            /** @enum {string} */
            kind: 'token' | 'session';
            user: string & (unknown & unknown);
            /** @enum {string} */
            role: 'viewer' | 'researcher' | 'operator' | 'admin' | 'worker';
            projects: string[] | null;
            note: string;
            /** Format: date-time */
            createdAt: string;
            createdBy: string & (unknown & unknown);
            expiresAt: string | null;
            revokedAt: string | null;
            revokedBy: (string & (unknown & unknown)) | null;
            lastUsedAt: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  revokeToken: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of an API token.
         * @example a2b3c4d5e6f7
         */
        tokenId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The token has ended. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            tokenId: string;
            /** @enum {string} */
            kind: 'token' | 'session';
            user: string & (unknown & unknown);
            /** @enum {string} */
            role: 'viewer' | 'researcher' | 'operator' | 'admin' | 'worker';
            projects: string[] | null;
            note: string;
            /** Format: date-time */
            createdAt: string;
            createdBy: string & (unknown & unknown);
            expiresAt: string | null;
            revokedAt: string | null;
            revokedBy: (string & (unknown & unknown)) | null;
            lastUsedAt: string | null;
          };
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listOwnTokens: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All of them, by id. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            tokens: {
              tokenId: string;
              /** @enum {string} */
              kind: 'token' | 'session';
              user: string & (unknown & unknown);
              /** @enum {string} */
              role: 'viewer' | 'researcher' | 'operator' | 'admin' | 'worker';
              projects: string[] | null;
              note: string;
              /** Format: date-time */
              createdAt: string;
              createdBy: string & (unknown & unknown);
              expiresAt: string | null;
              revokedAt: string | null;
              revokedBy: (string & (unknown & unknown)) | null;
              lastUsedAt: string | null;
            }[];
            next: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  createOwnToken: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any text of one request. Sent again with it, the request makes nothing a second time. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          role?: 'viewer' | 'researcher' | 'operator' | 'admin' | 'worker';
          projects?: string[];
          /** @default  */
          note?: string;
          /** @default 90 */
          expiresInDays?: number;
        };
      };
    };
    responses: {
      /** @description The token, which nobody can ask for again. */
      201: {
        headers: {
          /** @description Path of what was made. */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            tokenId: string;
            /** @enum {string} */
            kind: 'token' | 'session';
            user: string & (unknown & unknown);
            /** @enum {string} */
            role: 'viewer' | 'researcher' | 'operator' | 'admin' | 'worker';
            projects: string[] | null;
            note: string;
            /** Format: date-time */
            createdAt: string;
            createdBy: string & (unknown & unknown);
            expiresAt: string | null;
            revokedAt: string | null;
            revokedBy: (string & (unknown & unknown)) | null;
            lastUsedAt: string | null;
            token: string;
          };
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  revokeOwnToken: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of an API token.
         * @example a2b3c4d5e6f7
         */
        tokenId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The token has ended. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            tokenId: string;
            /** @enum {string} */
            kind: 'token' | 'session';
            user: string & (unknown & unknown);
            /** @enum {string} */
            role: 'viewer' | 'researcher' | 'operator' | 'admin' | 'worker';
            projects: string[] | null;
            note: string;
            /** Format: date-time */
            createdAt: string;
            createdBy: string & (unknown & unknown);
            expiresAt: string | null;
            revokedAt: string | null;
            revokedBy: (string & (unknown & unknown)) | null;
            lastUsedAt: string | null;
          };
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      409: components['responses']['Problem409'];
      412: components['responses']['Problem412'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      421: components['responses']['Problem421'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  listAuditLog: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Items of a page at most. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the log: who, what, when, from where. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            entries: {
              /** Format: date-time */
              at: string;
              user: (string & (unknown & unknown)) | null;
              role: ('viewer' | 'researcher' | 'operator' | 'admin' | 'worker') | null;
              tokenId: string | null;
              from: string;
              operation: string | null;
              method: string;
              path: string;
              body: string | null;
              bodySha256: string | null;
              status: number;
              code: string | null;
            }[];
            next: string | null;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
  isLive: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It does. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            status: 'ok';
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      403: components['responses']['Problem403'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      500: components['responses']['Problem500'];
    };
  };
  isReady: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Studies can be taken and answered. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {string} */
            status: 'ok' | 'unavailable';
            redis:
              | 'ok'
              | {
                  code: string;
                  message: string;
                  remedy: string;
                };
            store:
              | 'ok'
              | {
                  code: string;
                  message: string;
                  remedy: string;
                };
            /** @description How many are connected, or since when none is. */
            workers: string;
          };
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      403: components['responses']['Problem403'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      500: components['responses']['Problem500'];
      /** @description The queue or the store does not work. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {string} */
            status: 'ok' | 'unavailable';
            redis:
              | 'ok'
              | {
                  code: string;
                  message: string;
                  remedy: string;
                };
            store:
              | 'ok'
              | {
                  code: string;
                  message: string;
                  remedy: string;
                };
            /** @description How many are connected, or since when none is. */
            workers: string;
          };
        };
      };
    };
  };
  getMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What waits and runs, how long requests, the store and Redis take, and figures of the process. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      /** @description If-None-Match has the ETag of this answer. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      405: components['responses']['Problem405'];
      421: components['responses']['Problem421'];
      429: components['responses']['Problem429'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503'];
    };
  };
}
