/** Exports the engine's metrics and traces as the configuration in force says, also when it changes. */
import type { MetricsSettings } from '../engine/configuration.ts';
import type { Logger } from '../engine/ports.ts';
import type { Reading } from '../engine/telemetry/engineReadings.ts';
import type { Telemetry } from '../engine/telemetry/telemetry.ts';
import type { RunningExport } from '../infra/telemetry/openTelemetryExport.ts';

export interface TelemetryExportOptions {
  /** Those in force. */
  readonly settings: () => MetricsSettings;
  readonly read: () => readonly Reading[];
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  readonly version: string;
  /** Goes before the configuration's. */
  readonly prometheusPort?: number | undefined;
}

export class TelemetryExport {
  readonly #options: TelemetryExportOptions;
  #running: RunningExport | undefined;
  #applied = '';
  /** One change after the other: a port must be free before it is taken again. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: TelemetryExportOptions) {
    this.#options = options;
  }

  /** Of the Prometheus endpoint on 127.0.0.1; undefined while there is none. */
  get port(): number | undefined {
    return this.#running?.port;
  }

  /** Begins, changes or ends the export. What can't be exported is no reason to stop trading: it is told in the log. */
  apply(): Promise<void> {
    this.#last = this.#last.then(() => this.#apply());
    return this.#last;
  }

  close(): Promise<void> {
    this.#last = this.#last.then(() => this.#stop());
    return this.#last;
  }

  async #apply(): Promise<void> {
    const { telemetry, logger, version, read } = this.#options;
    const settings = this.#settings();
    const { prometheusPort, otlpUrl, exportIntervalMs, traceShare } = settings;
    const wanted = [prometheusPort, otlpUrl, exportIntervalMs, traceShare].join(' ');
    if (wanted === this.#applied) return;
    await this.#stop();
    this.#applied = wanted;
    if (prometheusPort === undefined && otlpUrl === undefined) return;
    try {
      // Loaded here: whoever exports nothing pays nothing.
      const { startExport } = await import('../infra/telemetry/openTelemetryExport.ts');
      this.#running = await startExport(settings, { version, read, logger });
      telemetry.sink = this.#running.sink;
      logger.log('info', 'telemetry is exported', { port: this.#running.port, otlpUrl });
    } catch (error) {
      logger.log('error', 'telemetry can not be exported', { prometheusPort, otlpUrl, error: String(error) });
    }
  }

  #settings(): MetricsSettings {
    const { settings, prometheusPort } = this.#options;
    return prometheusPort === undefined ? settings() : { ...settings(), prometheusPort };
  }

  async #stop(): Promise<void> {
    this.#options.telemetry.sink = undefined;
    await this.#running?.close();
    this.#running = undefined;
    this.#applied = '';
  }
}
