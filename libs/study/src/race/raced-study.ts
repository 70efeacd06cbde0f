import type { Control, Study, TrialView } from '@crossfold/contracts';

/** What a race needs to know of a study at the moment. */
export interface RacedStudy {
  readonly study: Study;
  readonly control: Pick<Control, 'edition' | 'trials'>;
  /** By their ids, in the order of the study. */
  readonly trials: {
    get(trialId: string): TrialView | undefined;
    values(): Iterable<TrialView>;
  };
}
