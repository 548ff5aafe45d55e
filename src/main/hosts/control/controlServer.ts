/**
 * The engine's end of the control channel. It offers the calls of a window to programs of the same user on this
 * machine.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { ServedApi, ApiMethod } from '../../../shared/contract/api.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import type { Logger } from '../../engine/ports.ts';
import { clearPlace, listenAt, socketPlaces, type SocketPlace } from '../../infra/paths/engineSocket.ts';
import { ControlSession } from './controlSession.ts';

/** The most clients at once. Beyond this number only urgent calls get a place. */
export const controlSessionsMax = 32;
export const urgentSessionsMax = 8;
/** Unread bytes of all clients together. Beyond it, the client with the most unread bytes is dropped. */
const unreadBytesMax = 64 * 1024 * 1024;

/** Calls that must get through on a busy channel: an operator's stop, and the calls that show its result. */
const urgentMethods: ReadonlySet<ApiMethod> = new Set([
  'engageKillSwitch',
  'previewKill',
  'listKillLedgers',
  'enableTrading',
  'previewEnable',
  'setTradingState',
  'getStatus',
]);

export interface ControlChannelOptions {
  readonly folder: string;
  /** The calls for one connection: each has a login of its own. */
  readonly apiFor: () => ServedApi;
  readonly logger: Logger;
}

export interface ControlChannel {
  /** Takes no more requests, answers those that are running, and removes the socket. */
  close(): Promise<void>;
}

/**
 * Opens the channel of a data folder whose engine runs in this process. When that fails, the fault is logged and the
 * engine trades without the channel.
 */
export async function openControlChannel(options: ControlChannelOptions): Promise<ControlChannel> {
  const { folder, logger } = options;
  let error: unknown = 'this system has no place for it';
  for (const place of socketPlaces(folder, 'control')) {
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
  return { close: () => Promise.resolve() };
}

const busy: FaultView = {
  code: 'busy',
  message: `${controlSessionsMax} clients are connected; try again.`,
};

class ListeningChannel implements ControlChannel {
  private readonly options: ControlChannelOptions;
  private readonly place: SocketPlace;
  private readonly server: Server;
  private readonly sessions = new Set<ControlSession>();

  constructor(options: ControlChannelOptions, place: SocketPlace) {
    const { logger } = options;
    this.options = options;
    this.place = place;
    // The socket may be half-open: a client that sends its requests and closes its side still gets its replies.
    this.server = createServer({ allowHalfOpen: true }, (socket) => this.welcome(socket));
    this.server.on('error', (error) => logger.log('error', 'control channel', { error: String(error) }));
  }

  /**
   * Takes a new client. When all places are taken, a client that has sent no request yet is dropped, the
   * oldest first; without one, the client whose last request is longest ago.
   */
  private welcome(socket: Socket): void {
    const { sessions } = this;
    const session: ControlSession = new ControlSession({
      socket,
      api: this.options.apiFor(),
      refusalOf: (method) => this.refusalOf(session, method),
      onClosed: () => void sessions.delete(session),
    });
    if (sessions.size >= controlSessionsMax + urgentSessionsMax) {
      const [idle] = [...sessions]
        .filter(({ idleSinceMs }) => idleSinceMs !== undefined)
        .toSorted((a, b) => (a.idleSinceMs ?? 0) - (b.idleSinceMs ?? 0));
      if (idle === undefined) {
        session.refuse(busy);
        return;
      }
      sessions.delete(idle);
      idle.drop();
    }
    sessions.add(session);
  }

  /** The first whole request decides: a call that is not urgent is taken only while an ordinary place is free. */
  private refusalOf(session: ControlSession, method: ApiMethod): FaultView | undefined {
    this.boundUnread();
    if (session.wasHeard || urgentMethods.has(method)) return undefined;
    const heard = [...this.sessions].filter(({ wasHeard }) => wasHeard).length;
    return heard >= controlSessionsMax ? busy : undefined;
  }

  private boundUnread(): void {
    const byUnread = [...this.sessions].toSorted((a, b) => b.unreadBytes - a.unreadBytes);
    const unread = byUnread.reduce((sum, { unreadBytes }) => sum + unreadBytes, 0);
    if (unread > unreadBytesMax) byUnread[0]?.drop();
  }

  async listen(): Promise<void> {
    const { server, place } = this;
    await listenAt(server, place);
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
