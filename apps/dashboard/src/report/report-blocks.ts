import type {
  ReportDocument,
  ReportFigure,
  ReportSection,
  ReportTable,
} from '@crossfold/contracts';

export function tablesOf({ blocks }: ReportDocument, section: ReportSection): ReportTable[] {
  return blocks.flatMap((block) =>
    block.kind === 'table' && block.section === section ? [block] : [],
  );
}

export function figuresOf({ blocks }: ReportDocument, section: ReportSection): ReportFigure[] {
  return blocks.flatMap((block) =>
    block.kind === 'figure' && block.section === section ? [block] : [],
  );
}

export function listOf({ blocks }: ReportDocument, id: string): readonly string[] {
  return blocks.flatMap((block) => (block.kind === 'list' && block.id === id ? block.items : []));
}

/** The table of who opened the sealed part, which has a section of its own. */
export const openingsTableId = 'sealed-openings';
