/** The network between two processes of this machine, as a test can cut and heal it. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** `silent`: what is sent does not arrive, and nobody is told. `closed`: connections end, and no new one is taken. */
export type NetworkCut = 'silent' | 'closed';

/**
 * Whether the other end has reset the connection. Node tells no reset that comes after the end; the operating system then
 * knows no other end any more.
 */
function isReset({ destroyed, remotePort }: Socket): boolean {
  return !destroyed && remotePort === undefined;
}

export class CutNetwork {
  /** How many ends and resets of connections have been noticed. */
  ends = 0;
  resets = 0;
  private readonly server = createServer({ allowHalfOpen: true }, (socket) => this.join(socket));
  private readonly sockets = new Set<Socket>();
  private readonly target: number;
  private state: NetworkCut | undefined;
  /** What each socket has sent since a silent cut, and how it ended. */
  private readonly held = new Map<Socket, (() => void)[]>();

  /** Leads to this port of this machine. */
  constructor(target: number) {
    this.target = target;
  }

  /** Gives the port to which the other side connects. */
  async open(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  cut(how: NetworkCut = 'silent'): void {
    this.state = how;
    if (how === 'closed') this.endAll();
  }

  /**
   * From now on everything passes. What was sent meanwhile arrives late, as the operating system would send it again,
   * also where its sender has closed the connection; what a reset connection had sent does not.
   */
  heal(): void {
    this.state = undefined;
    const held = [...this.held];
    this.held.clear();
    for (const [from, steps] of held) {
      if (isReset(from)) from.destroy();
      else for (const step of steps) step();
    }
  }

  close(): void {
    this.endAll();
    this.server.close();
  }

  private endAll(): void {
    this.held.clear();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(near: Socket): void {
    if (this.state === 'closed') {
      near.on('error', () => undefined).destroy();
      return;
    }
    const far = connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [near, far]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.once('close', () => this.sockets.delete(socket));
    }
    this.carry(near, far);
    this.carry(far, near);
  }

  private carry(from: Socket, to: Socket): void {
    from
      .on('data', (chunk) => this.pass(from, () => to.write(chunk)))
      .on('end', () => {
        this.ends++;
        this.pass(from, () => to.end());
      })
      .on('error', () => {
        this.resets++;
        this.held.delete(from);
      })
      .once('close', () => this.pass(from, () => to.destroy()));
  }

  private pass(from: Socket, step: () => void): void {
    if (this.state !== 'silent') return step();
    this.held.set(from, [...(this.held.get(from) ?? []), step]);
  }
}
