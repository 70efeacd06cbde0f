import type { ReportFigure } from '@crossfold/contracts';
import { reportCommand } from '../api/command-text.js';
import { studyPath } from '../api/request.js';
import { useStudy } from '../live/use-study.js';
import { drawingTable } from './drawing-table.js';
import { Figure } from './figure.js';
import { IntervalChart } from './interval-chart.js';
import { LineFigure } from './line-figure.js';

/** A figure of a report; matrices and flows are drawn as tables, which have the same numbers. */
export function ReportFigureView({
  studyId,
  figure,
}: {
  readonly studyId: string;
  readonly figure: ReportFigure;
}) {
  const { variants } = useStudy().snapshot.detail.study;
  const { title, caption, drawing } = figure;
  if (drawing.form === 'matrix' || drawing.form === 'flow') return null;
  return (
    <div data-form={drawing.form}>
      <Figure
        title={title}
        caption={caption}
        table={() => drawingTable(drawing)}
        call={`${studyPath(studyId)}/report?format=document`}
        command={reportCommand(studyId)}
        draw={(widthPx) =>
          drawing.form === 'intervals' ? (
            <IntervalChart title={title} drawing={drawing} widthPx={widthPx} />
          ) : (
            <LineFigure title={title} drawing={drawing} variants={variants} widthPx={widthPx} />
          )
        }
      />
    </div>
  );
}
