import type { Report, ReportDocument } from '@crossfold/contracts';
import { ReportFigureView } from '../charts/report-figure.js';
import { Section } from '../components/section.js';
import { figuresOf, listOf, openingsTableId, tablesOf } from './report-blocks.js';
import { ReportTableView } from './report-table-view.js';

/** What a report has beside its answer, in the order of reading. */
export function ReportDetails({
  report,
  document,
}: {
  readonly report: Report;
  readonly document: ReportDocument;
}) {
  const { studyId } = report;
  const ofVariants = tablesOf(document, 'variants');
  const scores = listOf(document, 'scores');
  const question = listOf(document, 'question');
  const record = [
    ...tablesOf(document, 'question'),
    ...tablesOf(document, 'study'),
    ...tablesOf(document, 'record'),
  ];
  return (
    <>
      <TableSection
        id="ensemble"
        title="Ensembles"
        studyId={studyId}
        document={document}
        section="ensemble"
      />
      <TableSection
        id="cross-evaluations"
        title="On other data sets"
        studyId={studyId}
        document={document}
        section="crossEvaluations"
      />
      <TableSection
        id="published"
        title="Published results"
        studyId={studyId}
        document={document}
        section="published"
      />
      <Section id="variants" title="Variants in detail">
        {ofVariants
          .filter(({ variant }) => variant === null)
          .map((table) => (
            <ReportTableView key={table.id} table={table} />
          ))}
        {report.variants.map(({ name, pooled }, i) =>
          pooled ? (
            <details key={name} open={i === 0}>
              <summary>{name}</summary>
              <div className="pair">
                {ofVariants
                  .filter(({ variant }) => variant === name)
                  .map((table) => (
                    <ReportTableView key={table.id} table={table} />
                  ))}
                {figuresOf(document, 'variants')
                  .filter(({ variant, drawing }) => variant === name && drawing.form !== 'matrix')
                  .map((figure) => (
                    <ReportFigureView key={figure.id} studyId={studyId} figure={figure} />
                  ))}
              </div>
            </details>
          ) : null,
        )}
      </Section>
      <Section id="record" title="What the study rests on">
        {question.length > 0 && (
          <details>
            <summary>What was asked, and how it is decided</summary>
            <ul>
              {question.map((item) => (
                <li key={item}>{item}</li>
              ))}
            </ul>
          </details>
        )}
        {record
          .filter(({ id }) => id !== openingsTableId)
          .map((table) => (
            <details key={table.id}>
              <summary>{table.title}</summary>
              <ReportTableView table={table} />
            </details>
          ))}
        {scores.length > 0 && (
          <details>
            <summary>What the scores are</summary>
            <ul>
              {scores.map((item) => (
                <li key={item}>{item}</li>
              ))}
            </ul>
          </details>
        )}
      </Section>
    </>
  );
}

/** Nothing where the report has nothing of it. */
function TableSection({
  id,
  title,
  studyId,
  document,
  section,
}: {
  readonly id: string;
  readonly title: string;
  readonly studyId: string;
  readonly document: ReportDocument;
  readonly section: 'ensemble' | 'crossEvaluations' | 'published';
}) {
  const tables = tablesOf(document, section);
  if (tables.length === 0) return null;
  return (
    <Section id={id} title={title}>
      {tables.map((table) => (
        <ReportTableView key={table.id} table={table} />
      ))}
      <div className="pair">
        {figuresOf(document, section).map((figure) => (
          <ReportFigureView key={figure.id} studyId={studyId} figure={figure} />
        ))}
      </div>
    </Section>
  );
}
