import type { Report, ReportDocument } from '@crossfold/contracts';
import { ReportFigureView } from '../charts/report-figure.js';
import { figuresOf } from './report-blocks.js';
import { ReportLinks } from './report-links.js';

/** The answer at a glance: in words, as drawings, and what must be known before believing it. */
export function Answer({
  report,
  document,
}: {
  readonly report: Report;
  readonly document: ReportDocument;
}) {
  const { headlines, caveats, notes, studyId } = report;
  return (
    <div className="answer">
      <ul className="headlines">
        {headlines.map((text) => (
          <Sentence key={text} text={text} />
        ))}
      </ul>
      {figuresOf(document, 'answer').map((figure) => (
        <ReportFigureView key={figure.id} studyId={studyId} figure={figure} />
      ))}
      {caveats.length > 0 && (
        <div className="notes caveats">
          <h3>Numbers to read with care</h3>
          <ul>
            {caveats.map(({ kind, text }) => (
              <li key={text} data-kind={kind}>
                {text}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="notes">
        <h3>Before you believe a number</h3>
        <ul>
          {notes.map((text) => (
            <Sentence key={text} text={text} />
          ))}
        </ul>
      </div>
      <ReportLinks studyId={studyId} />
    </div>
  );
}

function Sentence({ text }: { readonly text: string }) {
  return <li className={text.startsWith('LEAK') ? 'leak' : undefined}>{text}</li>;
}
