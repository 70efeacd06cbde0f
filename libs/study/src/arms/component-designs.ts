import type { ArmDesigns, ComponentName } from '@crossfold/contracts';
import { draftArm, type ArmDraft } from './arm-draft.js';
import { nameOnly, nameWithout, titleWithout } from './arm-names.js';

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

/** The baseline without all of the components, and that with each of them alone. */
export function addOneIn({ addOneIn: names }: ArmDesigns): ArmDraft[] {
  if (names.length === 0) return [];
  const without = (kept: ComponentName | null) => names.filter((name) => name !== kept);
  return [
    draftArm({
      at: 'arms.addOneIn',
      name: 'none',
      title: `none of ${names.join(', ')}`,
      removed: without(null),
    }),
    ...names.map((component) =>
      draftArm({
        at: 'arms.addOneIn',
        name: nameOnly(component),
        title: `only ${component} of ${names.join(', ')}`,
        removed: without(component),
      }),
    ),
  ];
}

/** The baseline without each pair of the components. */
export function pairwise({ pairwise: names }: ArmDesigns): ArmDraft[] {
  return names.flatMap((first, at) =>
    names.slice(at + 1).map((second) => {
      const removed = [first, second];
      return draftArm({
        at: 'arms.pairwise',
        name: nameWithout(...removed),
        title: titleWithout(removed),
        removed,
      });
    }),
  );
}
