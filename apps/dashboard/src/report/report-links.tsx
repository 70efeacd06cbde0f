import type { StudyTableName } from '@crossfold/contracts';
import { DownloadLink } from '../components/download-link.js';
import { studyPath } from '../api/request.js';

const formats = [
  { format: 'md', title: 'Markdown', extension: 'md' },
  { format: 'html', title: 'HTML', extension: 'html' },
  { format: 'json', title: 'JSON', extension: 'json' },
  { format: 'latex', title: 'LaTeX', extension: 'tex' },
] as const;

/** Tables for data frames: what the links to them say. */
const tables = {
  variants: 'variants',
  differences: 'differences',
  classes: 'classes',
  confusions: 'confusions',
  ensemble: 'ensemble',
  ensembleViews: 'ensemble by views',
  crossValidated: 'cross-validated ensemble',
  subgroups: 'subgroups',
  learningCurves: 'learning curves',
  sharedErrors: 'errors that all seeds share',
  tradeOffs: 'scores and costs',
  curves: 'curves',
  published: 'published results',
  dataFlow: 'flow of images',
  winners: 'winners of stages',
  race: 'arms raced out',
  stops: 'trials stopped early',
  caveats: 'caveats',
  cells: 'cells',
  epochs: 'epochs',
  predictions: 'predictions',
} satisfies Record<StudyTableName, string>;

/** Links to the report in every format, and to its tables. */
export function ReportLinks({ studyId }: { readonly studyId: string }) {
  const study = studyPath(studyId);
  return (
    <div className="links">
      <p>
        Report as{' '}
        {formats.map(({ format, title, extension }) => (
          <DownloadLink
            key={format}
            path={`${study}/report?format=${format}`}
            file={`${studyId}.${extension}`}
            title={title}
          />
        ))}
      </p>
      <p>
        Data as CSV:{' '}
        {Object.entries(tables).map(([table, title]) => (
          <DownloadLink
            key={table}
            path={`${study}/tables/${table}`}
            file={`${studyId}.${table}.csv`}
            title={title}
          />
        ))}
      </p>
    </div>
  );
}
