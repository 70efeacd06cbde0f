import type { Explanation, ExplanationList, ReportDocument } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { explanationQuery, explanationsQuery, reportDocumentQuery } from '../api/queries.js';
import { studyPath } from '../api/request.js';
import { PartProblem } from '../components/problem.js';
import { Section } from '../components/section.js';
import { tablesOf } from '../report/report-blocks.js';
import { ReportTableView } from '../report/report-table-view.js';
import { problemText } from '../text/problem-text.js';
import { Gallery } from './gallery.js';

const methods: Record<Explanation['options']['method'], string> = {
  gradCam: 'Grad-CAM',
  gradCamPlusPlus: 'Grad-CAM++',
  hiResCam: 'HiResCAM',
};

type Entry = ExplanationList['explanations'][number];

/** Where the models look: every explanation of a study, also those that are still being made. */
export function ExplanationsSection({
  studyId,
  document,
}: {
  readonly studyId: string;
  readonly document: ReportDocument;
}) {
  const list = useQuery(explanationsQuery(studyId));
  const entries = list.data?.explanations ?? [];
  return (
    <Section id="explanations" title="Where the models look">
      {list.error && <PartProblem error={list.error} retry={() => void list.refetch()} />}
      {list.data && entries.length === 0 && (
        <p className="quiet">
          Nothing was explained yet: <code>crossfold explain STUDY</code> draws maps of held-out
          images.
        </p>
      )}
      {entries.map((entry, i) =>
        entry.state === 'open' ? (
          <p key={entry.order.number} className="quiet">
            {titleOf(entry)}:{' '}
            {entry.progress
              ? `${entry.progress.done} of ${entry.progress.total} images`
              : 'waits for a worker'}
          </p>
        ) : (
          <Ended key={entry.order.number} entry={entry} isOpen={i === 0} document={document} />
        ),
      )}
    </Section>
  );
}

function titleOf({ order: { options } }: Pick<Entry, 'order'>): string {
  const { method, variant, seed, layer } = options;
  return `${methods[method]} of ${variant}, seed ${seed}, layer ${layer}`;
}

function Ended({
  entry,
  isOpen,
  document,
}: {
  readonly entry: Entry;
  readonly isOpen: boolean;
  readonly document: ReportDocument;
}) {
  const { studyId, number } = entry.order;
  const { data, error } = useQuery(explanationQuery(studyId, number, entry.state));
  if (error) return <PartProblem error={error} />;
  if (!data) return null;
  const { explanation, failure } = data;
  if (!explanation) {
    const reason = failure
      ? `${failure.code}: ${problemText(failure.message, failure.remedy)}`
      : 'no result';
    return <p className="problem">{`${titleOf(entry)}: ${reason}`}</p>;
  }
  return (
    <details open={isOpen}>
      <summary>{titleOf(entry)}</summary>
      <ul>
        {explanation.findings.map((finding) => (
          <li key={finding}>{finding}</li>
        ))}
      </ul>
      <ExplanationTable studyId={studyId} number={number} document={document} />
      <Gallery
        pictures={explanation.pictures}
        path={`${studyPath(studyId)}/explanations/${number}`}
      />
    </details>
  );
}

/** The table of an explanation; one that is younger than what was read is in a later document. */
function ExplanationTable({
  studyId,
  number,
  document,
}: {
  readonly studyId: string;
  readonly number: number;
  readonly document: ReportDocument;
}) {
  const find = (one: ReportDocument | undefined) =>
    one && tablesOf(one, 'explanations').find(({ id }) => id === `explanation.${number}`);
  const found = find(document);
  const later = useQuery({
    ...reportDocumentQuery(studyId, -number),
    enabled: found === undefined,
  });
  const table = found ?? find(later.data);
  return table ? <ReportTableView table={table} /> : null;
}
