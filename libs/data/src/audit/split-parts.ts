import { compareText } from '../text-order.js';

/** What a part of a split is for. `always`: in training whatever is tested. */
export type PartRole = 'training' | 'validation' | 'test' | 'fold' | 'sealed' | 'always';

export interface SplitPart {
  readonly name: string;
  readonly role: PartRole;
  /** Parts that a model has seen which is scored on this one: for training and for its choice. */
  readonly trainedOn: readonly string[];
}

/**
 * What the parts of a split are for, by their names. Of numbered parts each is tested by a model
 * that the others have trained, and one called test by a model that all of them have; −1 is in
 * training always, as in scikit-learn's PredefinedSplit. Otherwise what is called train trains,
 * and all else is tested; names that say nothing are taken for folds.
 */
export function describeParts(names: Iterable<string>): SplitPart[] {
  const sorted = [...new Set(names)].sort(byNumber);
  const isHoldout = sorted.some((name) => nameKinds.training.test(name));
  const roles = sorted.map((name) => ({
    name,
    role: isHoldout ? holdoutRole(name) : foldRole(name),
  }));
  return roles.map((part) => ({ ...part, trainedOn: trainingOf(part, roles) }));
}

type NamedRole = Pick<SplitPart, 'name' | 'role'>;

const nameKinds = {
  training: /^(?:train|training|trn|tr|learn|learning|fit)$/i,
  validation: /^(?:val|valid|validation|dev|development|tune|tuning)$/i,
  test: /^(?:test|testing|tst|te|holdout|hold-out|held-out|sealed)$/i,
} as const;

function holdoutRole(name: string): PartRole {
  if (nameKinds.training.test(name)) return 'training';
  return nameKinds.validation.test(name) ? 'validation' : 'test';
}

function foldRole(name: string): PartRole {
  if (name === '-1') return 'always';
  return nameKinds.test.test(name) ? 'sealed' : 'fold';
}

const trainers: Readonly<Record<PartRole, readonly PartRole[]>> = {
  training: [],
  validation: ['training'],
  test: ['training', 'validation'],
  fold: ['fold', 'always'],
  sealed: ['fold', 'always'],
  always: [],
};

function trainingOf({ name, role }: NamedRole, all: readonly NamedRole[]): string[] {
  return all
    .filter((other) => other.name !== name && trainers[role].includes(other.role))
    .map((other) => other.name);
}

function byNumber(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) || difference === 0 ? compareText(a, b) : difference;
}
