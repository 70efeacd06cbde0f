import type { ArmDesigns, ComponentName } from '@crossfold/contracts';
import { draftArm, type ArmDraft } from './arm-draft.js';
import { nameOnly, nameWithout } from './arm-names.js';

/** The baseline without each of the components. */
export function leaveOneOut({ leaveOneOut: names }: ArmDesigns): ArmDraft[] {
  return names.map((component) =>
    draftArm({
      at: 'arms.leaveOneOut',
      isDesigned: false,
      name: nameWithout(component),
      removed: [component],
    }),
  );
}

/**
 * The baseline without all of the components, and that with each of them alone: what each adds to none
 * is the question, so that is what they are compared with.
 */
export function addOneIn({ addOneIn: names }: ArmDesigns): ArmDraft[] {
  if (names.length === 0) return [];
  const without = (kept: ComponentName | null) => names.filter((name) => name !== kept);
  const bare = 'none';
  return [
    draftArm({
      at: 'arms.addOneIn',
      name: bare,
      title: `none of ${names.join(', ')}`,
      removed: without(null),
    }),
    ...names.map((component) =>
      draftArm({
        at: 'arms.addOneIn',
        name: nameOnly(component),
        title: `only ${component} of ${names.join(', ')}`,
        removed: without(component),
        reference: bare,
      }),
    ),
  ];
}
