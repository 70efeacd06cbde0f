import type { KubernetesObject } from './infra-files.js';

/** Of KEDA's `metrics-api` scaler, as much as is asked by. */
export interface MetricsApiTrigger {
  readonly type: string;
  readonly metadata: {
    readonly url: string;
    readonly valueLocation: string;
    readonly targetValue: string;
    readonly authMode: string;
  };
  readonly authenticationRef: { readonly name: string };
}

/** The one trigger of a ScaledObject or ScaledJob. */
export function demandTrigger(
  objects: readonly KubernetesObject[],
  kind: string,
): MetricsApiTrigger {
  const scaled = objects.find((object) => object.kind === kind);
  const { triggers = [] } = (scaled?.spec ?? {}) as unknown as {
    readonly triggers?: readonly MetricsApiTrigger[];
  };
  const [trigger] = triggers;
  if (trigger?.type !== 'metrics-api' || triggers.length !== 1) {
    throw new Error(`expected one metrics-api trigger of ${kind}, got ${JSON.stringify(triggers)}`);
  }
  return trigger;
}

/**
 * What a path leads to in an answer, by the part of the scaler's notation (GJSON) that is used here:
 * names with dots between them.
 *
 * @throws Error where it leads to no number
 */
export function readValue(answer: unknown, path: string): number {
  if (!/^\w+(\.\w+)*$/.test(path)) throw new Error(`expected names with dots, got ${path}`);
  const value = path
    .split('.')
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], answer);
  if (typeof value === 'number') return value;
  throw new Error(`expected a number at ${path}, got ${JSON.stringify(value)}`);
}
