/** What is wrong, and what to do about it, as two sentences. */
export function problemText(message: string, remedy = ''): string {
  const ended = /[.!?]$/.test(message) ? message : `${message}.`;
  return remedy === '' ? message : `${ended} ${remedy}`;
}

/** The same of an error, which says what to do where the API answered. */
export function errorText(error: Error & { readonly remedy?: string }): string {
  return problemText(error.message, error.remedy);
}
