/** Whether a cell says that there is nothing to say. */
export function isNothing(text: string): boolean {
  return ['', 'na', 'nan', 'unknown'].includes(text.toLowerCase());
}

/** Exponents count as programs write them: `1e-05`. */
export function isNumber(text: string): boolean {
  return /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]\d+)?$/i.test(text) && Number.isFinite(Number(text));
}
