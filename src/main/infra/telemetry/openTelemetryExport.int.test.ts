/** The export over OTLP, received by an HTTP server of this test, from an engine in simulated time. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import { defaultConfiguration, type MetricsSettings } from '../../engine/configuration.ts';
import { readEngine } from '../../hosts/engineReadings.ts';
import type { Telemetry } from '../../engine/telemetry/telemetry.ts';
import { TradingBed } from '../../engine/trading/testing/tradingBed.ts';
import { startExport } from './openTelemetryExport.ts';

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number; readonly message?: string };
}

interface Point {
  readonly attributes: readonly Attribute[];
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly count?: number | string;
}

interface Body {
  readonly resourceSpans?: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly sum?: { readonly dataPoints: readonly Point[] };
        readonly gauge?: { readonly dataPoints: readonly Point[] };
        readonly histogram?: { readonly dataPoints: readonly Point[] };
      }[];
    }[];
  }[];
}

/** What an OpenTelemetry collector would have been sent. */
class Collector {
  /** What it answers with. */
  status = 200;
  readonly received: { readonly path: string; readonly body: Body }[] = [];
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body;
      this.received.push({ path: request.url ?? '', body });
      response.writeHead(this.status, { 'content-type': 'application/json' }).end('{}');
    });
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => void this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  spans(): Span[] {
    return this.received.flatMap(({ body }) =>
      (body.resourceSpans ?? []).flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  }

  /** The points of a metric in the last export, by the values of their attributes. */
  points(name: string): Record<string, Point> {
    const last = this.received.findLast(({ body }) => body.resourceMetrics !== undefined);
    const metrics = (last?.body.resourceMetrics ?? []).flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((scope) => scope.metrics),
    );
    const found = metrics.find((metric) => metric.name === name);
    const points = (found?.sum ?? found?.gauge ?? found?.histogram)?.dataPoints ?? [];
    return Object.fromEntries(
      points.map((point) => [point.attributes.map(({ value }) => value.stringValue).join(' '), point]),
    );
  }
}

let collector: Collector;
let settings: MetricsSettings;
beforeEach(async () => {
  collector = new Collector();
  settings = {
    ...defaultConfiguration().metrics,
    otlpUrl: await collector.open(),
    exportIntervalMs: 3_600_000,
  };
});
afterEach(() => collector.close());

/** An engine whose telemetry goes to the collector. */
async function exported(change: Partial<MetricsSettings> = {}) {
  const telemetry: Telemetry = { sink: undefined };
  const bed = await TradingBed.open({}, '2026-11-23T10:00:00Z', { telemetry });
  const logged: string[] = [];
  const logger = { log: (_level: string, message: string) => void logged.push(message) };
  const source = { version: '0', read: () => readEngine(bed.engine), logger };
  const running = await startExport({ ...settings, ...change }, source);
  telemetry.sink = running.sink;
  return { bed, running, logged };
}

function attributesOf({ attributes }: Span): Record<string, string | undefined> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
}

describe('a trace', () => {
  test('is one per signal under the correlation id of its events, with a span per stage', async () => {
    const { bed, running } = await exported();
    const orderId = await bed.order();
    await running.close();
    const spans = collector.spans();
    const root = spans.find(({ name }) => name === 'process signal');
    expect(spans.map(({ name }) => name).toSorted()).toEqual(
      [
        'Creation',
        'Execution',
        'PostProcessing',
        'RiskAssessment',
        'Validation',
        'process signal',
      ].toSorted(),
    );
    const events = (await bed.events()).filter(({ streamId }) => streamId === `order-${orderId}`);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(
      new Set(events.map(({ correlationId }) => correlationId)),
    );
    for (const span of spans) {
      expect(attributesOf(span)).toMatchObject({
        'order.id': orderId,
        'signal.symbol': 'SPX',
        'breakwater.outcome': 'passed',
      });
    }
    const parents = spans.filter((span) => span !== root).map(({ parentSpanId }) => parentSpanId);
    expect(new Set(parents)).toEqual(new Set([root?.spanId]));
    expect(collector.received.map(({ path }) => path)).toContain('/v1/traces');
  });

  test('says which stage refused and why, and marks only what threw as an error', async () => {
    const { bed, running } = await exported();
    await bed.signal({ limitPrice: '1500' });
    bed.engine.pipeline.addStage({
      name: 'Broken',
      priority: 150,
      canProcess: () => true,
      process: () => {
        throw new Error('bug');
      },
    });
    await bed.signal();
    await running.close();
    const risk = collector.spans().find(({ name }) => name === 'RiskAssessment');
    expect(risk?.status.code ?? 0).toBe(0);
    expect(risk && attributesOf(risk)).toMatchObject({
      'breakwater.outcome': 'refused',
      'breakwater.refusal.code': 'price_collar',
    });
    const broken = collector.spans().find(({ name }) => name === 'Broken');
    expect(broken?.status).toMatchObject({ code: 2, message: 'Error: bug' });
  });

  test('is not made when none is wanted', async () => {
    const { bed, running } = await exported({ traceShare: decimal('0') });
    await bed.order();
    await running.close();
    expect(collector.spans()).toEqual([]);
    expect(collector.points('breakwater.orders.created')['']).toMatchObject({ asDouble: 1 });
  });
});

describe('metrics', () => {
  test('are counters, gauges and histograms by stage, venue and symbol', async () => {
    const { bed, running } = await exported();
    await bed.order();
    await bed.order();
    await bed.signal({ limitPrice: '1500' });
    await bed.until(bed.engine.settled());
    await running.close();
    const value = (name: string, key: string): number => {
      const point = collector.points(name)[key];
      return Number(point?.asDouble ?? point?.asInt ?? point?.count ?? NaN);
    };
    expect(value('breakwater.orders.created', '')).toBe(2);
    expect(value('breakwater.orders.filled', '')).toBe(2);
    expect(value('breakwater.refusals', 'price_collar')).toBe(1);
    expect(value('breakwater.stage.signals', 'RiskAssessment passed')).toBe(2);
    expect(value('breakwater.stage.signals', 'RiskAssessment refused')).toBe(1);
    expect(value('breakwater.breaker.state', 'sim closed')).toBe(1);
    expect(value('breakwater.breaker.state', 'risk open')).toBe(0);
    expect(value('breakwater.stage.duration', 'Execution passed')).toBe(2);
    expect(value('breakwater.acknowledge.duration', 'sim SPX')).toBe(2);
    expect(value('breakwater.venue.connected', 'sim')).toBe(1);
  });

  test('that the collector refuses are told in the log', async () => {
    collector.status = 400;
    const { bed, running, logged } = await exported();
    await bed.order();
    await running.close();
    expect(logged.join()).toContain('telemetry: ');
  });

  test('that nobody takes hold up neither the engine nor its end', async () => {
    await collector.close();
    const { bed, running } = await exported();
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
    await running.close();
    collector = new Collector();
    await collector.open();
  });
});
