// The network between two machines, as a test can cut and heal it: a proxy on this machine.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export class CutNetwork {
  private readonly server = createServer((socket) => this.join(socket));
  private readonly sockets = new Set<Socket>();
  private readonly port: number;
  private isCut = false;

  /** Leads to this port of this machine. */
  constructor(port: number) {
    this.port = port;
  }

  /** Gives the port to which the other side connects. */
  async open(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** What is sent from now on does not arrive, and nobody is told. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.pause();
  }

  /** Connections are possible again. Those of before have ended. */
  heal(): void {
    this.isCut = false;
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.heal();
    this.server.close();
  }

  private join(socket: Socket): void {
    if (this.isCut) {
      this.keep(socket);
      return;
    }
    const other = connect(this.port, '127.0.0.1');
    this.keep(socket, other);
    this.keep(other, socket);
    socket.on('data', (chunk) => other.write(chunk));
    other.on('data', (chunk) => socket.write(chunk));
  }

  private keep(socket: Socket, other?: Socket): void {
    this.sockets.add(socket);
    socket
      .on('error', () => undefined)
      .once('close', () => {
        this.sockets.delete(socket);
        other?.destroy();
      });
  }
}
