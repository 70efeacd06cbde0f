import type {
  Report,
  ReportDocument,
  SealedOpening,
  SealedPartView,
  Study,
} from '@crossfold/contracts';
import { isFinalStudyState } from '@crossfold/contracts/page';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sealedPartQuery } from '../api/queries.js';
import { InView } from '../components/in-view.js';
import { Permitted } from '../components/permitted.js';
import { Loading, PartProblem } from '../components/problem.js';
import { TableBox } from '../components/table-box.js';
import { TableHead } from '../components/table-head.js';
import { useStudy } from '../live/use-study.js';
import { openingsTableId, tablesOf } from '../report/report-blocks.js';
import { ReportTableView } from '../report/report-table-view.js';
import { count, moment } from '../text/format.js';
import { OpenSealedPart } from './open-sealed-part.js';

/** Who opened the sealed part when, what would open it, and the deliberate opening. */
export function SealedSection({
  known,
}: {
  readonly known: { readonly report: Report; readonly document: ReportDocument } | null;
}) {
  const { snapshot } = useStudy();
  const { study } = snapshot.detail;
  const reported = known?.report.sealedOpenings ?? [];
  if (reported.length === 0 && !hasSealedPart(study)) {
    return (
      <p className="quiet">
        No image is sealed (<code>sealedShare</code> of the study file).
      </p>
    );
  }
  const table = known && tablesOf(known.document, 'study').find(({ id }) => id === openingsTableId);
  return (
    <>
      {reported.length > 0 && (
        <p>
          Opened {reported.length === 1 ? 'once' : `${count(reported.length)} times`}, counting all
          studies that seal the same images. Who chooses by what an opening shows needs other images
          to test the choice.
        </p>
      )}
      {table && reported.length > 0 && <ReportTableView table={table} />}
      <InView>
        <SinceThen study={study} report={known?.report ?? null} />
      </InView>
    </>
  );
}

function hasSealedPart({ sealedPart, foldPlan }: Study): boolean {
  return sealedPart ? sealedPart.images > 0 : foldPlan.options.sealedShare > 0;
}

/** What came after the report, or without one, and what can come. */
function SinceThen({ study, report }: { readonly study: Study; readonly report: Report | null }) {
  const { data, error, refetch } = useQuery(sealedPartQuery(study.studyId, report?.edition ?? 0));
  if (error) return <PartProblem error={error} retry={() => void refetch()} />;
  if (!data) return <Loading what="the openings" />;
  const idOf = ({ studyId, number }: SealedOpening) => `${studyId} ${number}`;
  const reported = new Set(report?.sealedOpenings.map(idOf));
  const later = data.openings.filter((opening) => !reported.has(idOf(opening)));
  return (
    <>
      {later.length > 0 && (
        <Openings
          caption={report ? 'Opened since this report' : 'Openings of the sealed part'}
          openings={later}
        />
      )}
      {!data.openings.some(({ studyId }) => studyId === study.studyId) && (
        <Unopened study={study} sealed={data} report={report} />
      )}
    </>
  );
}

const columns = ['when', 'study', 'who', 'ensemble of', 'models'];

function Openings({
  caption,
  openings,
}: {
  readonly caption: string;
  readonly openings: readonly SealedOpening[];
}) {
  return (
    <TableBox label={caption}>
      <table className="text">
        <caption>{caption}</caption>
        <TableHead columns={columns} />
        <tbody>
          {openings.map(({ studyId, number, openedAt, worker, host, variant, members }) => (
            <tr key={`${studyId} ${number}`}>
              <th scope="row">{moment(openedAt)}</th>
              <td>
                <Link to="/studies/$studyId" params={{ studyId }}>
                  {studyId}
                </Link>
              </td>
              <td>{`${worker} on ${host}`}</td>
              <td>{variant}</td>
              <td>{count(members.length)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

/** Of this study no ensemble has opened it. */
function Unopened({
  study,
  sealed: { images, openedBy },
  report,
}: {
  readonly study: Study;
  readonly sealed: SealedPartView;
  readonly report: Report | null;
}) {
  const { snapshot } = useStudy();
  const { ensemble } = study;
  if (openedBy !== null) {
    return (
      <p>
        By hand it is opened by{' '}
        <Link to="/studies/$studyId" params={{ studyId: openedBy }}>
          {openedBy}
        </Link>
        , which scores an ensemble of the results of this study.
      </p>
    );
  }
  if (ensemble) {
    return (
      <p>
        {report?.ensembleMissing
          ? `It was not opened: ${report.ensembleMissing}`
          : `It is opened once, when the last trial has ended, by the ensemble of ${ensemble.variant}. Every opening is logged before the first image is read.`}
      </p>
    );
  }
  if (!isFinalStudyState(snapshot.state)) {
    return (
      <p>
        This study asks for no ensemble: its end does not open the part. It can be opened by hand
        then.
      </p>
    );
  }
  return (
    <>
      <p>No ensemble of this study has opened it, and none will by itself.</p>
      <Permitted need="study.write" to="open the sealed part">
        <OpenSealedPart study={study} images={images} />
      </Permitted>
    </>
  );
}
