import type { EpochRecord, TrialView } from '@crossfold/contracts';

interface EpochTime {
  readonly epoch: number;
  readonly at: string;
}

/** How long an attempt had a slot. */
export interface AttemptTime {
  readonly attempt: number;
  readonly seconds: number;
  /** What an hour of the slot cost when it began; null where that was not noted. */
  readonly perSlotHour: number | null;
}

/** What is known of a trial at the moment. */
export type TrialRecord = TrialView & {
  readonly history: readonly EpochRecord[];
  /** When its newest attempt began, and when it ended; null while that is not known. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** When its newest attempt was heard of last; null before it was. */
  readonly seenAt: string | null;
  /** What an hour of its slot cost when its newest attempt began; null where that was not noted. */
  readonly perSlotHour: number | null;
  /** Its attempts that had a slot and gave no result: paused, handed back, lost or failed. */
  readonly interrupted: readonly AttemptTime[];
  /** When its newest attempt ended its first epoch and its last one so far; null before that. */
  readonly epochTimes: { readonly first: EpochTime; readonly last: EpochTime } | null;
  /** Of the failure or skip that ended it, if one did. */
  readonly failure: { readonly edition: number; readonly at: string } | null;
};
