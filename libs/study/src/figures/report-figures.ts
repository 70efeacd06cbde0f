import type { Report, ReportAppendix, ReportFigure } from '@crossfold/contracts';
import { classFigures, reliabilityFigure } from './class-figures.js';
import { curveFigures } from './curve-figures.js';
import { estimateFigures } from './estimate-figures.js';

/** The figures of a report, in the order of reading. */
export function reportFigures(report: Report, appendix: ReportAppendix | null): ReportFigure[] {
  const baseline = report.variants.find(({ role }) => role === 'baseline');
  const { ensemble } = report;
  const bandsOf = (name: string) => {
    const own = appendix?.curves.variants.find(({ variant }) => variant === name);
    return own?.reliability ? { overCells: own.reliability } : {};
  };
  return [
    ...estimateFigures(report),
    ...(appendix && baseline ? curveFigures(appendix.curves, baseline.name) : []),
    ...report.variants.flatMap(({ name, pooled, intervals }) => {
      if (!pooled) return [];
      const part = {
        section: 'variants' as const,
        variant: name,
        idOf: (kind: string) => `${kind}.${name}`,
        title: `${name}: single models, out of fold, pooled`,
      };
      return [
        ...classFigures(pooled, intervals, part),
        ...reliabilityFigure([{ name, evaluation: pooled, ...bandsOf(name) }], part),
      ];
    }),
    ...(ensemble ? ensembleFigures(ensemble) : []),
  ];
}

function ensembleFigures({ evaluation, intervals }: NonNullable<Report['ensemble']>) {
  const part = {
    section: 'ensemble' as const,
    variant: null,
    idOf: (kind: string) => `${kind}-ensemble`,
    title: 'ensemble on the sealed part',
  };
  return [
    ...classFigures(evaluation, intervals, part),
    ...reliabilityFigure([{ name: 'ensemble', evaluation }], part),
  ];
}
