import type { ComponentName, Overrides } from '@crossfold/contracts';

/** An arm before its configuration is compiled. */
export interface ArmDraft {
  /** Where the file asks for it. */
  readonly at: string;
  /** It comes of a design with others: where another variant is the same, it is left out. */
  readonly isDesigned: boolean;
  readonly name: string;
  /** For people; null: its name, or that of the one component that it lacks. */
  readonly title: string | null;
  /** Taken from the baseline, one after the other. */
  readonly removed: readonly ComponentName[];
  /** Laid over what is left. */
  readonly overrides: Overrides;
  /** The arm that it is compared with; null: the baseline. */
  readonly reference: string | null;
  /** Why it cannot be. */
  readonly problem: string | null;
  /** The baseline under other seeds. */
  readonly isNull: boolean;
}

export function draftArm(arm: Pick<ArmDraft, 'at' | 'name'> & Partial<ArmDraft>): ArmDraft {
  return {
    isDesigned: true,
    title: null,
    removed: [],
    overrides: {},
    reference: null,
    problem: null,
    isNull: false,
    ...arm,
  };
}
