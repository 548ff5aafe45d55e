/** Opens and closes the doors for signals as the current configuration says, and follows its changes. */
import type { IntakeSettings } from '../../engine/configuration.ts';
import type { Clock, Logger, Scheduler } from '../../engine/ports.ts';
import { tokenFile, tokenIn } from '../../infra/loopback/ownerToken.ts';
import type { IntakeEngine } from '../feed/signalAnswer.ts';
import { signalsPath } from './intakeDoor.ts';
import { defaultIntakeLimits } from './intakeLimits.ts';
import { IntakeServer } from './intakeServer.ts';
import { IntakeTally, type IntakeCounts } from './intakeTally.ts';

/** What the command line says over the configuration. A host without it opens no door, whatever is configured. */
export interface IntakeOverrides {
  readonly port?: number | undefined;
}

export interface SignalDoorsOptions {
  /** The settings in force. */
  readonly settings: () => IntakeSettings;
  readonly overrides: IntakeOverrides | undefined;
  readonly engine: IntakeEngine;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** The data folder, where the token is. */
  readonly folder: string;
}

/** The network's door as operators see it. */
export interface OpenDoor extends IntakeCounts {
  readonly address: string;
  readonly tokenFile: string;
  readonly port: number;
  /** Clients that have shown the token. */
  readonly clients: number;
}

export class SignalDoors {
  private readonly options: SignalDoorsOptions;
  private readonly tally = new IntakeTally();
  private server: { readonly server: IntakeServer; readonly port: number } | undefined;
  private applied: number | undefined;
  private isClosed = false;
  /** Changes run one after the other: a port must be free before it is used again. */
  private last: Promise<void> = Promise.resolve();

  constructor(options: SignalDoorsOptions) {
    this.options = options;
  }

  /** Undefined while nothing listens. */
  get door(): OpenDoor | undefined {
    if (this.server === undefined) return undefined;
    const { port, server } = this.server;
    return {
      address: `http://127.0.0.1:${port}${signalsPath}`,
      tokenFile: tokenFile(this.options.folder, 'intake'),
      port,
      clients: server.clients,
      ...this.tally.counts,
    };
  }

  /** A door that can't be opened is no reason to stop trading: the log says so. */
  apply(): Promise<void> {
    this.last = this.last.then(() => this.exchange());
    return this.last;
  }

  /** Takes no signal more, and resolves when those that were taken are answered, in bounded time. */
  close(): Promise<void> {
    this.isClosed = true;
    this.last = this.last.then(() => this.shut());
    return this.last;
  }

  private async exchange(): Promise<void> {
    const { settings, overrides } = this.options;
    if (overrides === undefined || this.isClosed) return;
    const port = overrides.port ?? settings().port;
    if (port === this.applied) return;
    await this.shut();
    if (port !== undefined) await this.open(port);
  }

  private async open(port: number): Promise<void> {
    const { options, tally } = this;
    const { folder, logger, settings } = options;
    try {
      const token = tokenIn(tokenFile(folder, 'intake'));
      const ratePerSecondMax = (): number => settings().ratePerSecondMax;
      const server = new IntakeServer({
        ...options,
        tally,
        port,
        token,
        ratePerSecondMax,
        limits: defaultIntakeLimits,
      });
      this.server = { server, port: await server.listen() };
      this.applied = port;
      logger.log('info', 'signals are taken over HTTP and WebSocket', { port: this.server.port });
    } catch (error) {
      logger.log('error', 'signals can not be taken over HTTP', { port, error: String(error) });
    }
  }

  private async shut(): Promise<void> {
    await this.server?.server.close();
    this.server = undefined;
    this.applied = undefined;
  }
}
