export const photoWidthPx = 600;
export const photoHeightPx = 450;

/** Widths that a set can be drawn with. */
export const photoWidths = [600, 300, 200, 120] as const;
export type PhotoWidth = (typeof photoWidths)[number];

/** A photograph with each n-th pixel of each n-th row alone. */
export interface PhotoGrid {
  readonly step: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export function photoGrid(widthPx: PhotoWidth = photoWidthPx): PhotoGrid {
  const step = photoWidthPx / widthPx;
  return { step, widthPx, heightPx: photoHeightPx / step };
}
