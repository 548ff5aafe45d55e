/** Opens and closes the doors for signals as the current configuration says, and follows its changes. */
import type {
  FolderDoorView,
  NetworkDoorView,
  SignalDoorsView,
} from '../../../shared/contract/signalDoors.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import type { IntakeSettings } from '../../engine/configuration.ts';
import type { Clock, Logger, Scheduler } from '../../engine/ports.ts';
import { tokenFile, tokenIn } from '../../infra/loopback/ownerToken.ts';
import type { IntakeEngine } from '../feed/signalAnswer.ts';
import { tokenAuthenticator, type TokenAuthenticatorDependencies } from './tokenAuthenticator.ts';
import { signalsPath } from './intakeDoor.ts';
import { defaultIntakeLimits } from './intakeLimits.ts';
import { IntakeServer } from './intakeServer.ts';
import { IntakeTally } from './intakeTally.ts';
import { signalsNotTaken } from './signalsNotTaken.ts';
import { defaultFolderTimes, WatchedFolder } from './watchedFolder.ts';

/** Overrides of the configuration from the command line. A host without them opens no door, whatever is configured. */
export interface IntakeOverrides {
  readonly port?: number | undefined;
  /** Absolute path. */
  readonly folder?: string | undefined;
}

export interface SignalDoorsOptions extends TokenAuthenticatorDependencies {
  /** The settings in force. */
  readonly settings: () => IntakeSettings;
  readonly overrides: IntakeOverrides | undefined;
  readonly engine: IntakeEngine;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly raise: (alert: Alert) => void;
  /** The data folder, where the token is. */
  readonly folder: string;
}

interface OpenNetwork {
  readonly asked: number;
  readonly opened:
    | { readonly server: IntakeServer; readonly port: number }
    | { readonly server?: undefined; readonly fault: string };
}

export class SignalDoors {
  private readonly options: SignalDoorsOptions;
  private readonly tallies = { network: new IntakeTally(), folder: new IntakeTally() };
  private network: OpenNetwork | undefined;
  private watched: { readonly path: string; readonly folder: WatchedFolder } | undefined;
  private isClosed = false;
  /** Changes run one after the other: a port must be free before it is used again. */
  private last: Promise<void> = Promise.resolve();

  constructor(options: SignalDoorsOptions) {
    this.options = options;
  }

  /** Only the configured doors, whether they are open or not. */
  get view(): SignalDoorsView {
    const { network, watched } = this;
    return {
      ...(network !== undefined && { network: this.networkView(network) }),
      ...(watched !== undefined && { folder: this.folderView(watched.path, watched.folder) }),
    };
  }

  /** A door that can't be opened is no reason to stop trading: an alert and the status show it. */
  apply(): Promise<void> {
    this.last = this.last.then(() => this.exchange());
    return this.last;
  }

  /** Takes no more signals, and resolves when those that were taken are answered, in bounded time. */
  close(): Promise<void> {
    this.isClosed = true;
    this.last = this.last.then(async () => {
      await Promise.all([this.closeNetwork(), this.closeFolder()]);
    });
    return this.last;
  }

  private async exchange(): Promise<void> {
    const { settings, overrides } = this.options;
    if (overrides === undefined || this.isClosed) return;
    const port = overrides.port ?? settings().port;
    const isOpen = this.network?.opened.server !== undefined;
    if (port !== this.network?.asked || !isOpen) {
      await this.closeNetwork();
      if (port !== undefined) this.network = { asked: port, opened: await this.listen(port) };
    }
    const path = overrides.folder ?? settings().folder;
    if (path === this.watched?.path) return;
    await this.closeFolder();
    if (path !== undefined) this.watch(path);
  }

  private async listen(port: number): Promise<OpenNetwork['opened']> {
    const { options, tallies } = this;
    const { folder, clock, logger, raise, settings } = options;
    const tally = tallies.network;
    try {
      const authenticator = tokenAuthenticator(options, tokenIn(tokenFile(folder, 'intake')));
      const ratePerSecondMax = (): number => settings().ratePerSecondMax;
      const limits = defaultIntakeLimits;
      const server = new IntakeServer({ ...options, tally, port, authenticator, ratePerSecondMax, limits });
      const opened = { server, port: await server.listen() };
      logger.log('info', 'signals are taken over HTTP and WebSocket', { port: opened.port });
      return opened;
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      raise(
        signalsNotTaken(
          `port:${port}:${formatMicros(clock.now())}`,
          `signals can not be taken over HTTP and WebSocket on port ${port}: ${fault}`,
          'Free the port, or configure another one; the next change of the configuration tries again.',
        ),
      );
      return { fault };
    }
  }

  private watch(path: string): void {
    const { options, tallies } = this;
    const tally = tallies.folder;
    const folder = new WatchedFolder({ ...options, tally, folder: path, times: defaultFolderTimes });
    this.watched = { path, folder };
    folder.start();
  }

  private async closeNetwork(): Promise<void> {
    await this.network?.opened.server?.close();
    this.network = undefined;
  }

  private async closeFolder(): Promise<void> {
    await this.watched?.folder.close();
    this.watched = undefined;
  }

  private networkView({ opened }: OpenNetwork): NetworkDoorView {
    const view = { ...this.tallies.network.counts, tokenFile: tokenFile(this.options.folder, 'intake') };
    if (opened.server === undefined) return { ...view, clients: 0, fault: opened.fault };
    const { server, port } = opened;
    return { ...view, address: `http://127.0.0.1:${port}${signalsPath}`, clients: server.clients };
  }

  private folderView(path: string, folder: WatchedFolder): FolderDoorView {
    const { filesDone, filesWaiting, fault } = folder;
    const view = { ...this.tallies.folder.counts, path, filesDone, filesWaiting };
    return fault === undefined ? view : { ...view, fault: fault.message };
  }
}
