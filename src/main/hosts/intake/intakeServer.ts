/** Takes signals over HTTP and WebSocket from programs of this machine that show the token. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Clock, Logger, Scheduler, Timer } from '../../engine/ports.ts';
import { RateLimiter } from '../../engine/resilience/rateLimiter.ts';
import { listenOnLoopback } from '../../infra/loopback/loopbackServer.ts';
import type { IntakeEngine } from '../feed/signalAnswer.ts';
import type { TakeOptions } from '../feed/takeRecord.ts';
import { turnAway, turnAwayRaw } from './httpAnswer.ts';
import type { TokenAuthenticator, Principal } from './tokenAuthenticator.ts';
import { letIn, type TurnedAway } from './intakeDoor.ts';
import type { IntakeLimits } from './intakeLimits.ts';
import type { IntakeTally } from './intakeTally.ts';
import { takePosted } from './postedSignals.ts';
import { SocketSession } from './socketSession.ts';

export interface IntakeServerOptions {
  readonly engine: IntakeEngine;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly tally: IntakeTally;
  readonly limits: IntakeLimits;
  /** Port of 127.0.0.1; 0 for a free one. */
  readonly port: number;
  readonly authenticator: TokenAuthenticator;
  /** Signals that one connection may send in a second. */
  readonly ratePerSecondMax: () => number;
}

const closing: TurnedAway = {
  status: 503,
  code: 'intake_closing',
  message: 'the intake is closing; send again to the desk that runs next',
};
const full: TurnedAway = {
  status: 503,
  code: 'too_many_clients',
  message: 'all places are taken by clients that have shown the token; try again',
};

/** Milliseconds between two checks whether the connected clients may stay. */
const stayLookMs = 500;

/** The owner of the token that a connection has shown, and the connection's rate. */
interface Client {
  principal: Principal | undefined;
  readonly posted: RateLimiter;
}

export class IntakeServer {
  private readonly options: IntakeServerOptions;
  private readonly http: Server;
  private readonly sockets: WebSocketServer;
  /** Connections in the order in which they came. */
  private readonly connected = new Map<Duplex, Client>();
  private readonly sessions = new Set<SocketSession>();
  private looks: Timer | undefined;
  private closed: Promise<void> | undefined;

  constructor(options: IntakeServerOptions) {
    const { limits, logger } = options;
    this.options = options;
    this.http = createServer(
      {
        headersTimeout: limits.requestMsMax,
        requestTimeout: limits.requestMsMax,
        connectionsCheckingInterval: Math.ceil(limits.requestMsMax / 10),
        keepAliveTimeout: limits.requestMsMax * 3,
        maxHeaderSize: 8_192,
        requireHostHeader: false,
      },
      (request, response) => void this.answer(request, response),
    );
    this.http.on('connection', (socket) => this.welcome(socket));
    this.http.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    this.http.on('clientError', (error, socket) => turnAwayRaw(socket, whyNoRequest(error)));
    this.http.on('error', (error) => logger.log('error', 'intake of signals', { error: String(error) }));
    this.sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: limits.bodyBytesMax,
      // Text that is not UTF-8 gets an answer like any other malformed signal.
      skipUTF8Validation: true,
    });
    this.sockets.on('wsClientError', (error, socket) => {
      turnAwayRaw(socket, { status: 400, code: 'upgrade_malformed', message: error.message });
    });
  }

  /** Returns the port. Rejects when the port is in use. */
  listen(): Promise<number> {
    this.looks = this.options.scheduler.every(stayLookMs, () => this.endThoseWithout());
    return listenOnLoopback(this.http, this.options.port);
  }

  /** Clients that have shown the token. */
  get clients(): number {
    return [...this.connected.values()].filter(({ principal }) => principal !== undefined).length;
  }

  /** Takes no more requests, answers those that were taken, and closes in bounded time. */
  close(): Promise<void> {
    this.closed ??= this.closeAll();
    return this.closed;
  }

  private async closeAll(): Promise<void> {
    const { limits, scheduler } = this.options;
    this.looks?.cancel();
    const ended = new Promise<void>((resolve) => void this.http.close(() => resolve()));
    this.http.closeIdleConnections();
    for (const session of this.sessions) session.end();
    const deadline = scheduler.after(limits.closeMsMax, () => {
      for (const session of this.sessions) session.drop();
      for (const socket of this.connected.keys()) socket.destroy();
    });
    await ended;
    deadline.cancel();
  }

  /** When all places are taken, the client that has shown no token for the longest time gives way. */
  private welcome(socket: Socket): void {
    const { connected } = this;
    socket.on('error', () => undefined).on('close', () => void connected.delete(socket));
    if (connected.size >= this.options.limits.connectionsMax) {
      const stranger = [...connected].find(([, { principal }]) => principal === undefined)?.[0];
      if (stranger === undefined) return turnAwayRaw(socket, full);
      connected.delete(stranger);
      stranger.destroy();
    }
    connected.set(socket, { principal: undefined, posted: this.limiter(0) });
  }

  /** Ends the connections of clients whose token was taken away; their accepted signals stay. */
  private endThoseWithout(): void {
    for (const [socket, { principal }] of this.connected) {
      if (principal?.mayStay() === false) socket.destroy();
    }
  }

  /** Undefined for a request that was turned away. */
  private clientOf(
    request: IncomingMessage,
    away: (why: TurnedAway) => void,
  ): { readonly principal: Principal; readonly posted: RateLimiter } | undefined {
    const client = this.connected.get(request.socket);
    const principal = letIn(request, this.options.authenticator);
    if ('status' in principal || this.closed !== undefined || client === undefined) {
      away('status' in principal ? principal : this.closed === undefined ? full : closing);
      return undefined;
    }
    client.principal = principal;
    return { principal, posted: client.posted };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const client = this.clientOf(request, (why) => turnAway(response, why));
    if (client === undefined) return;
    const { engine, limits, tally, logger } = this.options;
    try {
      const take = this.takeOf('http', client.principal);
      await takePosted(request, response, { engine, take, limits, tally, limiter: client.posted });
    } catch (error) {
      // The connection is lost, or the time is over and the client has been told so.
      if (request.complete) logger.log('error', 'a signal was not answered', { error: String(error) });
      response.destroy();
    }
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const client = this.clientOf(request, (why) => turnAwayRaw(socket, why));
    if (client === undefined) return;
    this.sockets.handleUpgrade(request, socket, head, (opened) => void this.serve(opened, client.principal));
  }

  private async serve(socket: WebSocket, principal: Principal): Promise<void> {
    const { engine, limits, tally, scheduler, logger } = this.options;
    const take = this.takeOf('websocket', principal);
    const limiter = this.limiter(1);
    const session = new SocketSession(socket, { engine, take, limits, tally, scheduler, limiter });
    this.sessions.add(session);
    socket.on('close', () => void this.sessions.delete(session));
    try {
      await session.run();
    } catch (error) {
      logger.log('error', 'a signal was not answered', { error: String(error) });
      session.drop();
    }
  }

  private takeOf(door: 'http' | 'websocket', principal: Principal): TakeOptions {
    const { engine, scheduler } = this.options;
    return {
      intake: engine.intake,
      scheduler,
      actor: principal.actor(door),
      own: principal.own,
      source: door,
    };
  }

  /** `waiting`: how many signals may wait for the rate. */
  private limiter(waiting: 0 | 1): RateLimiter {
    const { clock, scheduler, ratePerSecondMax } = this.options;
    const settings = (): { ratePerSecond: number; burst: number; queueDepthMax: number } => {
      const ratePerSecond = ratePerSecondMax();
      return { ratePerSecond, burst: ratePerSecond, queueDepthMax: waiting };
    };
    return new RateLimiter(settings, clock, scheduler);
  }
}

function whyNoRequest(error: NodeJS.ErrnoException): TurnedAway {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, code: 'request_too_slow', message: 'the request did not come whole in its time' };
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, code: 'oversized', message: 'the headers are too long' };
    default:
      return { status: 400, code: 'http_malformed', message: `this is no HTTP request: ${error.message}` };
  }
}
