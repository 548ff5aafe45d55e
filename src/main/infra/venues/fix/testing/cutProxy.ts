/** A wire that a test can hold up and cut, between the desk and a venue. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export class CutProxy {
  private readonly target: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private isHeld = false;
  private isRefusing = false;

  constructor(target: number) {
    this.target = target;
    this.server = createServer((desk) => this.join(desk));
  }

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  /** From now on nothing of the venue reaches the desk; the desk's messages still reach the venue. */
  hold(): void {
    this.isHeld = true;
  }

  /** Cuts all connections; what was held is lost. New connections are whole again, unless they are refused. */
  cut({ refuse = false }: { readonly refuse?: boolean } = {}): void {
    this.isHeld = false;
    this.isRefusing = refuse;
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut({ refuse: true });
    this.server.close();
    await once(this.server, 'close');
  }

  private join(desk: Socket): void {
    if (this.isRefusing) {
      desk.destroy();
      return;
    }
    const venue = connect(this.target, '127.0.0.1');
    for (const [one, other] of [
      [desk, venue],
      [venue, desk],
    ] as const) {
      this.sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => undefined);
      one.on('data', (data) => {
        if (one === venue && this.isHeld) return;
        other.write(data);
      });
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}
