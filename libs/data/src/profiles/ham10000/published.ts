import { publishedResultsSchema, type FoldPlan, type PublishedResults } from '@crossfold/contracts';
import file from './published.json' with { type: 'json' };

/** What others published of HAM10000, with how they split it. Checked when it is asked for: no start needs it. */
export function ham10000Published(): PublishedResults {
  return publishedResultsSchema.parse(file);
}

/** The first images of its table of metadata: drawn sets have such ids, but not in such lesions. */
const knownImages = new Map([
  ['ISIC_0027419', 'HAM_0000118'],
  ['ISIC_0025030', 'HAM_0000118'],
  ['ISIC_0026769', 'HAM_0002730'],
  ['ISIC_0025661', 'HAM_0002730'],
]);

/** Whether the images of a plan are those of HAM10000: a set does not say where it comes from. */
export function isHam10000({ assignments }: Pick<FoldPlan, 'assignments'>): boolean {
  const known = assignments.filter(({ imageId }) => knownImages.has(imageId));
  return (
    known.length > 1 &&
    known.every(
      ({ imageId, groupId, label }) => label === 'bkl' && groupId === knownImages.get(imageId),
    )
  );
}
