/** Exports the engine's metrics and traces as the current configuration says, and follows its changes. */
import { withoutCredentials } from '../domain/configuration/withoutCredentials.ts';
import type { MetricsSettings } from '../engine/configuration.ts';
import type { Logger } from '../engine/ports.ts';
import type { Reading } from '../engine/telemetry/instruments.ts';
import type { Telemetry } from '../engine/telemetry/telemetry.ts';
import { tokenFile, tokenIn } from '../infra/loopback/ownerToken.ts';
import type { RunningExport } from '../infra/telemetry/openTelemetryExport.ts';

export interface TelemetryExportOptions {
  /** The metrics settings in force. */
  readonly settings: () => MetricsSettings;
  readonly read: () => readonly Reading[];
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  readonly version: string;
  /** Port from the command line, which overrides the configuration. `prometheusOpen` holds when either says so. */
  readonly prometheusPort?: number | undefined;
  readonly prometheusOpen?: boolean | undefined;
  /** The data folder, where the token for the Prometheus endpoint is. */
  readonly folder: string;
}

export class TelemetryExport {
  private readonly options: TelemetryExportOptions;
  private running: RunningExport | undefined;
  private applied = '';
  /** Changes run one after the other: a port must be free before it is used again. */
  private last: Promise<void> = Promise.resolve();

  constructor(options: TelemetryExportOptions) {
    this.options = options;
  }

  /** Port of the Prometheus endpoint on 127.0.0.1; undefined while there is none. */
  get port(): number | undefined {
    return this.running?.port;
  }

  /** The file with the token of this endpoint; undefined where the endpoint asks for none. */
  get tokenFile(): string | undefined {
    return this.port === undefined || this.settings().prometheusOpen === true
      ? undefined
      : tokenFile(this.options.folder, 'metrics');
  }

  /** Starts, changes or ends the export. A failed export is no reason to stop trading: the log says so. */
  apply(): Promise<void> {
    this.last = this.last.then(() => this.exchange());
    return this.last;
  }

  close(): Promise<void> {
    this.last = this.last.then(() => this.stop());
    return this.last;
  }

  private async exchange(): Promise<void> {
    const { telemetry, logger, version, read } = this.options;
    const settings = this.settings();
    const { prometheusPort, prometheusOpen, otlpUrl, exportIntervalMs, traceShare } = settings;
    const wanted = [prometheusPort, prometheusOpen, otlpUrl, exportIntervalMs, traceShare].join(' ');
    if (wanted === this.applied) return;
    await this.stop();
    this.applied = wanted;
    if (prometheusPort === undefined && otlpUrl === undefined) return;
    const collector = otlpUrl && withoutCredentials(otlpUrl);
    try {
      // The module is loaded here, so that a desk without an export does not load it.
      const { startExport } = await import('../infra/telemetry/openTelemetryExport.ts');
      const asks = prometheusPort !== undefined && prometheusOpen !== true;
      const prometheusToken = asks ? tokenIn(tokenFile(this.options.folder, 'metrics')) : undefined;
      this.running = await startExport(settings, { version, prometheusToken, read, logger });
      telemetry.sink = this.running.sink;
      logger.log('info', 'telemetry is exported', { port: this.running.port, otlpUrl: collector });
    } catch (error) {
      logger.log('error', 'telemetry can not be exported', {
        prometheusPort,
        otlpUrl: collector,
        error: String(error),
      });
    }
  }

  private settings(): MetricsSettings {
    const { settings, prometheusPort, prometheusOpen } = this.options;
    const configured = settings();
    return {
      ...configured,
      ...(prometheusPort !== undefined && { prometheusPort }),
      ...(prometheusOpen === true && { prometheusOpen }),
    };
  }

  private async stop(): Promise<void> {
    this.options.telemetry.sink = undefined;
    await this.running?.close();
    this.running = undefined;
    this.applied = '';
  }
}
