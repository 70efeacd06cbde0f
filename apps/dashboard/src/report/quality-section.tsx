import type { Report, ReportDocument } from '@crossfold/contracts';
import { ReportFigureView } from '../charts/report-figure.js';
import { figuresOf } from './report-blocks.js';

/** How good the probabilities are beyond one score: curves of all variants, and subgroups. */
export function QualitySection({
  report: { studyId },
  document,
}: {
  readonly report: Report;
  readonly document: ReportDocument;
}) {
  return (
    <div className="figures">
      {figuresOf(document, 'variants')
        .filter(({ variant }) => variant === null)
        .map((figure) => (
          <ReportFigureView key={figure.id} studyId={studyId} figure={figure} />
        ))}
    </div>
  );
}
