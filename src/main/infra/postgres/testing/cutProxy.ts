/** A way to PostgreSQL that a test can cut, at a moment of its choice. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * `before`: what has the word never reaches PostgreSQL. `after`: the answer to it never comes back, and the connection
 * ends on both sides. `half`: it reaches PostgreSQL, the engine's side ends, and PostgreSQL's side stays open as if
 * nothing had happened.
 */
export type Cut = 'before' | 'after' | 'half';

export class CutProxy {
  readonly port: number;
  /** How many connections were cut. */
  cuts = 0;
  private readonly server: Server;
  private readonly target: number;
  private readonly sockets = new Set<Socket>();
  private planned: { readonly cut: Cut; readonly word: string } | undefined;

  private constructor(server: Server, target: number) {
    this.server = server;
    this.target = target;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => this.join(socket));
  }

  static async open(target: number): Promise<CutProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CutProxy(server, target);
  }

  /** Cuts the next connection over which the word goes to PostgreSQL, once. */
  cutAt(word: string, cut: Cut): void {
    this.planned = { word, cut };
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(engine: Socket): void {
    const postgres = connect(this.target, '127.0.0.1');
    let isCutting = false;
    const end = (...sides: Socket[]): void => {
      this.cuts++;
      for (const side of sides) side.destroy();
    };
    for (const socket of [engine, postgres]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
    }
    engine.on('data', (data) => {
      const { planned } = this;
      if (planned === undefined || !data.includes(planned.word)) return void postgres.write(data);
      this.planned = undefined;
      if (planned.cut === 'before') return end(engine, postgres);
      isCutting = planned.cut === 'after';
      postgres.write(data);
      if (planned.cut === 'half') end(engine);
    });
    // The statement is one message and its answer another: the first answer says that the commit is done.
    postgres.on('data', (data) =>
      isCutting ? end(engine, postgres) : engine.writable && engine.write(data),
    );
    engine.on('end', () => postgres.end());
    postgres.on('close', () => engine.destroy());
  }
}
