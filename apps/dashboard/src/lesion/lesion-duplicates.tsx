import type { DatasetImage } from '@crossfold/contracts';
import { useQueries } from '@tanstack/react-query';
import { duplicateProblemsQuery } from '../api/dataset-queries.js';
import { PartProblem } from '../components/problem.js';
import { problemText } from '../dataset/dataset-search.js';

const duplicateKinds = ['equal-bytes', 'near-copy', 'duplicate-id', 'in-other-set'] as const;

/** What was found of copies of these images when the data set was added. */
export function LesionDuplicates({
  dataset,
  images,
}: {
  /** Its name. */
  readonly dataset: string;
  readonly images: readonly DatasetImage[];
}) {
  const queries = useQueries({
    queries: duplicateKinds.map((kind) => duplicateProblemsQuery(dataset, kind)),
  });
  const error = queries.find((query) => query.error)?.error;
  const ids = new Set(images.map(({ imageId }) => imageId));
  const problems = queries
    .flatMap(({ data }) => data?.problems ?? [])
    .filter(({ imageId }) => ids.has(imageId));
  if (error) return <PartProblem error={error} />;
  if (problems.length === 0) {
    return <p>No copy of these images was found when the data set was added.</p>;
  }
  return (
    <ul>
      {problems.map(({ imageId, kind, detail, decision }, i) => (
        <li key={i}>{`${imageId}: ${problemText(kind)} (${decision}); ${detail}`}</li>
      ))}
    </ul>
  );
}
