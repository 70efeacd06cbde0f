import type { StepTask } from '@crossfold/training/tensorflow';

/** What the process of a probe is asked; first of all to prepare. */
export type ProbeRequest =
  | { readonly type: 'prepare'; readonly task: StepTask }
  | { readonly type: 'run'; readonly seconds: number };

/** What it answers. After a failure it ends. */
export type ProbeAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'ran'; readonly images: number; readonly seconds: number }
  | { readonly type: 'failed'; readonly message: string };
