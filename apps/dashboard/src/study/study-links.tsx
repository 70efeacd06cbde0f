import type { StudyDetail } from '@crossfold/contracts';
import { Link } from '@tanstack/react-router';
import { maxVariants } from '../compare/compare-search.js';

/** Where a study leads to: its data set, its variants beside each other, and a new study like it. */
export function StudyLinks({
  detail: { studyId, study },
}: {
  readonly detail: Pick<StudyDetail, 'studyId' | 'study'>;
}) {
  const compared = study.variants.slice(0, maxVariants).map(({ name }) => `${studyId}/${name}`);
  return (
    <nav className="links" aria-label="Of this study">
      <Link to="/datasets/$name" params={{ name: study.dataset.name }}>
        Its data set
      </Link>
      {compared.length > 1 && (
        <Link to="/compare" search={{ variants: compared.join(',') }}>
          Compare its variants
        </Link>
      )}
      <Link to="/predict" search={{ studyId }}>
        Predict images
      </Link>
      <Link to="/new" search={{ clone: studyId }}>
        A new study like it
      </Link>
      {study.clonedFrom !== undefined && (
        <Link to="/studies/$studyId" params={{ studyId: study.clonedFrom }}>
          Cloned from {study.clonedFrom}
        </Link>
      )}
    </nav>
  );
}
