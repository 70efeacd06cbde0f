/** What a form of figures draws, at the width that it was given. */
export interface Picture {
  readonly heightPx: number;
  /** Elements of SVG, in the order of drawing. */
  readonly parts: readonly string[];
}
