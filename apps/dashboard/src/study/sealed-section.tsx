import type { Report, ReportDocument, Study } from '@crossfold/contracts';
import { CopyMenu } from '../components/copy-menu.js';
import { useStudy } from '../live/use-study.js';
import { openingsTableId, tablesOf } from '../report/report-blocks.js';
import { ReportTableView } from '../report/report-table-view.js';
import { count } from '../text/format.js';

/** Who opened the sealed part when, or what would open it. Nothing here does. */
export function SealedSection({
  known,
}: {
  readonly known: { readonly report: Report; readonly document: ReportDocument } | null;
}) {
  const { snapshot } = useStudy();
  const { study } = snapshot.detail;
  const openings = known?.report.sealedOpenings ?? [];
  if (openings.length === 0 && !hasSealedPart(study)) {
    return (
      <p className="quiet">
        No image is sealed (<code>sealedShare</code> of the study file).
      </p>
    );
  }
  const table = known && tablesOf(known.document, 'study').find(({ id }) => id === openingsTableId);
  return (
    <>
      {openings.length > 0 && (
        <p>
          Opened {openings.length === 1 ? 'once' : `${count(openings.length)} times`}, counting all
          studies that seal the same images. Who chooses by what an opening shows needs other images
          to test the choice.
        </p>
      )}
      {table && openings.length > 0 && <ReportTableView table={table} />}
      {!openings.some(({ studyId }) => studyId === study.studyId) && (
        <Unopened study={study} report={known?.report ?? null} />
      )}
    </>
  );
}

function hasSealedPart({ sealedPart, foldPlan }: Study): boolean {
  return sealedPart ? sealedPart.images > 0 : foldPlan.options.sealedShare > 0;
}

function Unopened({ study, report }: { readonly study: Study; readonly report: Report | null }) {
  const { studyId, ensemble } = study;
  if (ensemble && !report) {
    return (
      <p>
        It is opened once, when the last trial has ended, by the ensemble of {ensemble.variant}.
        Every opening is logged before the first image is read.
      </p>
    );
  }
  const command = `npx crossfold study clone ${studyId} --reuse --ensemble`;
  return (
    <>
      <p>
        {report?.ensembleMissing
          ? `It was not opened: ${report.ensembleMissing}`
          : 'No ensemble of this study has opened it.'}{' '}
        To score an ensemble of its models once, when nothing is left to be chosen:
      </p>
      <pre>{command}</pre>
      <div className="quiet">
        <CopyMenu what="the command" forms={[{ title: 'command', text: () => command }]} /> It takes
        the results that are there, trains nothing that has ended, and logs the opening with the
        time, the worker and the ensemble. No button of this page opens the part.
      </div>
    </>
  );
}
