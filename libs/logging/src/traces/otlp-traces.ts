import { createHash } from 'node:crypto';
import {
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  RandomIdGenerator,
  TraceIdRatioBasedSampler,
  BasicTracerProvider,
  type IdGenerator,
  type Sampler,
} from '@opentelemetry/sdk-trace-base';
import type { TracedSpan, Traces } from './traces.js';

type Environment = Readonly<Record<string, string | undefined>>;

const closeMs = 3_000;

/** Sends spans as OTEL_EXPORTER_OTLP_* say: address, headers, certificate, compression, timeout. */
export function openOtlpTraces(app: string, environment: Environment): Traces {
  const ids = createIds();
  const named = resourceFromAttributes({ 'service.name': `crossfold-${app}` });
  const provider = new BasicTracerProvider({
    // What the environment says comes last, and wins.
    resource: defaultResource()
      .merge(named)
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerOf(environment),
    idGenerator: ids.generator,
    // Reads OTEL_BSP_*.
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer('crossfold');
  return {
    submitted(studyId, span) {
      ids.next = idsOfStudy(studyId);
      const root = begin(tracer, ROOT_CONTEXT, studyId, span);
      ids.next = null;
      finish(tracer, ROOT_CONTEXT, root, studyId, span);
    },
    add(studyId, span) {
      const parent = { ...idsOfStudy(studyId), traceFlags: TraceFlags.SAMPLED, isRemote: true };
      tell(tracer, trace.setSpanContext(ROOT_CONTEXT, parent), studyId, span);
    },
    async close() {
      let late: NodeJS.Timeout | undefined;
      const deadline = new Promise<void>((resolve) => {
        late = setTimeout(resolve, closeMs);
      });
      // What a receiver that is away does not get is lost.
      await Promise.race([provider.shutdown().catch(() => undefined), deadline]);
      clearTimeout(late);
    },
  };
}

function tell(tracer: Tracer, parent: Context, studyId: string, told: TracedSpan): void {
  finish(tracer, parent, begin(tracer, parent, studyId, told), studyId, told);
}

function begin(tracer: Tracer, parent: Context, studyId: string, told: TracedSpan): Span {
  const attributes = { 'crossfold.study_id': studyId, ...told.attributes };
  return tracer.startSpan(told.name, { startTime: new Date(told.startMs), attributes }, parent);
}

function finish(
  tracer: Tracer,
  parent: Context,
  span: Span,
  studyId: string,
  { endMs, error, children = [] }: TracedSpan,
): void {
  if (error) {
    span.setAttribute('error.type', error.code);
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  }
  const own = trace.setSpan(parent, span);
  for (const child of children) tell(tracer, own, studyId, child);
  span.end(new Date(endMs));
}

interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** Of the submission of a study. */
function idsOfStudy(studyId: string): SpanIds {
  const digest = createHash('sha256').update(studyId).digest('hex');
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48) };
}

/** Random ids, but for spans that begin while `next` is set. */
function createIds(): { next: SpanIds | null; readonly generator: IdGenerator } {
  const random = new RandomIdGenerator();
  const ids: { next: SpanIds | null; readonly generator: IdGenerator } = {
    next: null,
    generator: {
      generateTraceId: () => ids.next?.traceId ?? random.generateTraceId(),
      generateSpanId: () => ids.next?.spanId ?? random.generateSpanId(),
    },
  };
  return ids;
}

/**
 * OTEL_TRACES_SAMPLER. A decision by the id of the trace is the same in each process, so what is
 * `parentbased` decides as its root does.
 */
function samplerOf(environment: Environment): Sampler {
  const name = (environment['OTEL_TRACES_SAMPLER'] ?? '').trim().replace(/^parentbased_/, '');
  if (name === 'always_off') return new AlwaysOffSampler();
  if (name !== 'traceidratio') return new AlwaysOnSampler();
  const ratio = Number(environment['OTEL_TRACES_SAMPLER_ARG'] ?? '1');
  return new TraceIdRatioBasedSampler(ratio >= 0 && ratio <= 1 ? ratio : 1);
}
