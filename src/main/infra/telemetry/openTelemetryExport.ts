/**
 * Exports the engine's metrics and traces through the OpenTelemetry SDK. Prometheus reads them at a port of this
 * machine, or a collector gets them over OTLP, or both. This module is loaded only when one of the two is configured.
 */
import {
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader, type MetricReader } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  RandomIdGenerator,
  TraceIdRatioBasedSampler,
  type IdGenerator,
} from '@opentelemetry/sdk-trace-base';
import { toApproximateNumber } from '../../../shared/kernel/decimal.ts';
import type { MetricsSettings } from '../../engine/configuration.ts';
import type { Logger } from '../../engine/ports.ts';
import { instruments, type Reading } from '../../engine/telemetry/instruments.ts';
import type {
  SignalTrace,
  StageOutcome,
  StageSpan,
  TelemetrySink,
  TracedSignal,
} from '../../engine/telemetry/telemetry.ts';
import { servePrometheus, type PrometheusServer } from './prometheusServer.ts';

const scope = 'breakwater';
/** Upper bounds in seconds, from the fastest stage to the processing timeout. */
const durationBounds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];
/** How many spans wait for the collector at most. Further spans are dropped, and the log says so. */
const spanQueueMax = 32_768;
const spanBatchMax = 2_048;
/** How many milliseconds the end of the program waits for an export that hangs. */
const flushMsMax = 2_000;

export interface ExportSource {
  readonly version: string;
  /** The token that a reader of the Prometheus endpoint must send. Undefined: anybody on this machine may read. */
  readonly prometheusToken?: string | undefined;
  /** Reads the values that are exported at this moment. */
  readonly read: () => readonly Reading[];
  /** Gets an entry for what could not be sent, or was dropped. */
  readonly logger: Logger;
}

export interface RunningExport {
  readonly sink: TelemetrySink;
  /** Port of the Prometheus endpoint; absent without one. */
  readonly port?: number;
  /** Sends what is left, for a bounded time. */
  close(): Promise<void>;
}

/** Starts the export. Rejects when the port is in use. */
export async function startExport(settings: MetricsSettings, source: ExportSource): Promise<RunningExport> {
  const resource = resourceFromAttributes({ 'service.name': scope, 'service.version': source.version });
  const { prometheusPort, otlpUrl } = settings;
  tellTroubles(source.logger);
  const prometheus =
    prometheusPort === undefined ? undefined : new PrometheusExporter({ preventServerStart: true });
  const server: PrometheusServer | undefined =
    prometheus === undefined || prometheusPort === undefined
      ? undefined
      : await servePrometheus(prometheusPort, source.prometheusToken, (request, response) =>
          prometheus.getMetricsRequestHandler(request, response),
        );
  const readers: MetricReader[] = prometheus === undefined ? [] : [prometheus];
  if (otlpUrl !== undefined) readers.push(collectorReader(otlpUrl, settings.exportIntervalMs));
  const meters = new MeterProvider({ resource, readers });
  const tracing = otlpUrl === undefined ? undefined : startTracing(otlpUrl, settings, resource);
  return {
    sink: sinkOf(meters, source, tracing),
    ...(server !== undefined && { port: server.port }),
    async close() {
      await server?.close();
      await Promise.allSettled([meters.shutdown({ timeoutMillis: flushMsMax }), tracing?.close()]);
    },
  };
}

/** Writes the SDK's own troubles to the desk's log. */
function tellTroubles(logger: Logger): void {
  const at =
    (level: 'error' | 'warn') =>
    (message: string, ...details: unknown[]) =>
      logger.log(level, `telemetry: ${message.slice(0, 500)}`, { details: details.map(String) });
  const silent = (): void => undefined;
  const own = { error: at('error'), warn: at('warn'), info: silent, debug: silent, verbose: silent };
  diag.setLogger(own, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

function collectorReader(url: string, exportIntervalMillis: number): MetricReader {
  const exporter = new OTLPMetricExporter({ url: signalUrl(url, 'metrics') });
  const exportTimeoutMillis = Math.min(exportIntervalMillis, 10_000);
  return new PeriodicExportingMetricReader({ exporter, exportIntervalMillis, exportTimeoutMillis });
}

function signalUrl(base: string, signal: 'metrics' | 'traces'): string {
  return `${base.replace(/\/+$/, '')}/v1/${signal}`;
}

function sinkOf(meters: MeterProvider, source: ExportSource, tracing: Tracing | undefined): TelemetrySink {
  const meter = meters.getMeter(scope, source.version);
  const observed = new Map(
    instruments.map(({ name, kind, unit, description }) => [
      name,
      kind === 'counter'
        ? meter.createObservableCounter(name, { unit, description })
        : meter.createObservableGauge(name, { unit, description }),
    ]),
  );
  meter.addBatchObservableCallback(
    (result) => {
      for (const { instrument, value, attributes } of source.read()) {
        const observable = observed.get(instrument);
        if (observable !== undefined) result.observe(observable, value, attributes);
      }
    },
    [...observed.values()],
  );
  const advice = { explicitBucketBoundaries: durationBounds };
  const stages = meter.createHistogram('breakwater.stage.duration', {
    unit: 's',
    description: 'Time in a stage',
    advice,
  });
  const acknowledgements = meter.createHistogram('breakwater.acknowledge.duration', {
    unit: 's',
    description: 'From receipt of a signal to the answer of the venue on disk',
    advice,
  });
  return {
    traceSignal: (traced) => tracing?.traceSignal(traced),
    recordStage: (stage, outcome, milliseconds) =>
      stages.record(milliseconds / 1_000, { 'breakwater.stage': stage, 'breakwater.outcome': outcome }),
    recordAcknowledgement: (venue, symbol, milliseconds) =>
      acknowledgements.record(milliseconds / 1_000, { 'breakwater.venue': venue, 'signal.symbol': symbol }),
  };
}

interface Tracing {
  traceSignal(traced: TracedSignal): SignalTrace | undefined;
  close(): Promise<void>;
}

function startTracing(
  url: string,
  { traceShare, exportIntervalMs }: MetricsSettings,
  resource: ReturnType<typeof resourceFromAttributes>,
): Tracing {
  const ids = new SignalIds();
  const exporter = new OTLPTraceExporter({ url: signalUrl(url, 'traces') });
  const provider = new BasicTracerProvider({
    resource,
    idGenerator: ids,
    sampler: new TraceIdRatioBasedSampler(toApproximateNumber(traceShare)),
    spanProcessors: [
      new BatchSpanProcessor(exporter, {
        scheduledDelayMillis: Math.min(exportIntervalMs, 5_000),
        maxQueueSize: spanQueueMax,
        maxExportBatchSize: spanBatchMax,
      }),
    ],
  });
  const tracer = provider.getTracer(scope);
  return {
    traceSignal: (traced) => traceSignal(tracer, ids, traced),
    close: () => within(flushMsMax, provider.shutdown()),
  };
}

function traceSignal(
  tracer: Tracer,
  ids: SignalIds,
  { traceId, orderId, signal }: TracedSignal,
): SignalTrace | undefined {
  ids.nextTraceId = traceId;
  const attributes = { 'order.id': orderId, 'signal.symbol': signal.symbol };
  const root = tracer.startSpan(
    'process signal',
    {
      root: true,
      attributes: {
        ...attributes,
        'signal.id': signal.id,
        'signal.source': signal.source,
        'signal.strategy': signal.strategy,
        'signal.account': signal.account,
        'breakwater.correlation_id': traceId,
      },
    },
    ROOT_CONTEXT,
  );
  if (!root.isRecording()) return undefined;
  const inside = trace.setSpan(ROOT_CONTEXT, root);
  return {
    stage: (name): StageSpan => {
      const span = tracer.startSpan(
        name,
        { attributes: { ...attributes, 'breakwater.stage': name } },
        inside,
      );
      return { end: (outcome, detail) => endSpan(span, outcome, detail) };
    },
    end: (outcome, detail) => endSpan(root, outcome, detail),
  };
}

/** Ends a stage's span. A refusal is an answer; only a stage that throws is an error. */
function endSpan(span: Span, outcome: StageOutcome, detail: string | undefined): void {
  span.setAttribute('breakwater.outcome', outcome);
  if (outcome === 'refused' && detail !== undefined) span.setAttribute('breakwater.refusal.code', detail);
  if (outcome === 'failed') {
    span.setStatus({ code: SpanStatusCode.ERROR, ...(detail !== undefined && { message: detail }) });
  }
  span.end();
}

/** Gives a signal's trace the id by which the signal's events are correlated. */
class SignalIds implements IdGenerator {
  nextTraceId: string | undefined;
  private readonly random = new RandomIdGenerator();

  generateTraceId(): string {
    const id = this.nextTraceId;
    this.nextTraceId = undefined;
    return id !== undefined && /^(?!0{32})[0-9a-f]{32}$/.test(id) ? id : this.random.generateTraceId();
  }

  generateSpanId(): string {
    return this.random.generateSpanId();
  }
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}
