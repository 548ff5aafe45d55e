/** The engine's end of the control channel: the calls of a window for whoever is this user on this machine. */
import { chmodSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { Api } from '../../../shared/contract/api.ts';
import type { Logger } from '../../engine/ports.ts';
import { clearPlace, controlPlaces, leadTo, type ControlPlace } from './controlSocket.ts';
import { ControlSession } from './controlSession.ts';

/** Clients at once; each more is refused with `busy`. */
export const controlSessionsMax = 32;

export interface ControlChannelOptions {
  readonly folder: string;
  readonly api: Api;
  readonly logger: Logger;
}

export interface ControlChannel {
  /** Where it listens; undefined when it could not be opened. */
  readonly path: string | undefined;
  /** Takes no more requests, answers those under way, and takes the socket away. */
  close(): Promise<void>;
}

/**
 * Opens the channel of a data folder whose engine runs in this process. An engine without it still trades, so what
 * is the matter is logged and the channel does without.
 */
export async function openControlChannel(options: ControlChannelOptions): Promise<ControlChannel> {
  const { folder, logger } = options;
  let error: unknown = 'this system has no place for it';
  for (const place of controlPlaces(folder)) {
    const channel = new ListeningChannel(options, place);
    try {
      await channel.listen();
      return channel;
    } catch (thrown) {
      error = thrown;
    }
  }
  logger.log('error', 'the control channel can not be opened: commands do not reach this engine', {
    folder,
    error: String(error),
  });
  return { path: undefined, close: () => Promise.resolve() };
}

class ListeningChannel implements ControlChannel {
  private readonly options: ControlChannelOptions;
  private readonly place: ControlPlace;
  private readonly server: Server;
  private readonly sessions = new Set<ControlSession>();

  constructor(options: ControlChannelOptions, place: ControlPlace) {
    const { api, logger } = options;
    this.options = options;
    this.place = place;
    // Half-open: a client that sends its requests and closes its side still gets its replies.
    this.server = createServer({ allowHalfOpen: true }, (socket) => {
      const session = new ControlSession(socket, api, () => void this.sessions.delete(session));
      if (this.sessions.size >= controlSessionsMax) {
        session.refuse({ code: 'busy', message: `${controlSessionsMax} clients are connected; try again.` });
        return;
      }
      this.sessions.add(session);
    });
    this.server.on('error', (error) => logger.log('error', 'control channel', { error: String(error) }));
  }

  get path(): string {
    return this.place.path;
  }

  async listen(): Promise<void> {
    const { server, place } = this;
    clearPlace(place);
    const listening = new Promise<void>((resolve, reject) => {
      server.once('listening', resolve).once('error', reject);
    });
    // Nobody is let in before the callback has run.
    server.listen(place.path, () => chmodSync(place.path, 0o600));
    await listening;
    leadTo(place);
    this.options.logger.log('info', 'control channel', { path: place.path });
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.server.close(() => resolve()));
    for (const session of this.sessions) session.close();
    await closed;
    try {
      clearPlace(this.place);
    } catch (error) {
      this.options.logger.log('warn', 'control channel', { error: String(error) });
    }
  }
}
