/** What scripts are told by the exit code of each command. */
const exitCodeTexts = {
  0: 'done; of a study that is followed: finished',
  1: 'failed; of a study that is followed: failed or cancelled; of doctor and verify: something is wrong',
  2: 'wrong call, environment or study file',
  3: 'done in part: of a study, finished with failures; of predict, some images refused; of audit --strict, a leak',
  130: 'interrupted',
} as const;

export function listExitCodes(): { readonly code: number; readonly meaning: string }[] {
  return Object.entries(exitCodeTexts).map(([code, meaning]) => ({ code: Number(code), meaning }));
}

export function exitCodeLines(): string[] {
  return [
    'Exit codes:',
    ...listExitCodes().map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`),
  ];
}
