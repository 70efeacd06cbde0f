import { testTimeViewCounts, type TestTimeAugmentation } from '@crossfold/contracts';

const viewTexts = {
  none: 'the image alone',
  dihedral8: 'turned and mirrored',
  fiveCrop: 'five crops',
  tenCrop: 'ten crops',
  multiScale: 'three scales',
} as const satisfies Record<TestTimeAugmentation, string>;

/** A set of views for people, with how many there are. */
export function viewText(views: TestTimeAugmentation): string {
  const count = testTimeViewCounts[views];
  return count === 1 ? viewTexts[views] : `${count} views: ${viewTexts[views]}`;
}
