import type { Traces } from './traces.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the environment names a receiver of traces (OTLP over HTTP). */
export function isTracing(environment: Environment): boolean {
  if (environment['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return false;
  return ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'].some(
    (name) => (environment[name] ?? '').trim() !== '',
  );
}

/**
 * Traces by the variables of OpenTelemetry. Its packages are loaded only where a receiver is named.
 *
 * @param app the service's name where OTEL_SERVICE_NAME gives none: `crossfold-APP`
 * @returns null where no receiver is named
 */
export async function openTraces(app: string, environment: Environment): Promise<Traces | null> {
  if (!isTracing(environment)) return null;
  const { openOtlpTraces } = await import('./otlp-traces.js');
  return openOtlpTraces(app, environment);
}
