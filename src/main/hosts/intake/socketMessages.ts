/**
 * Hands over the messages of a WebSocket as fast as their reader takes them: while messages wait, the socket is not
 * read.
 */
import type { RawData, WebSocket } from 'ws';

export class SocketMessages implements AsyncIterable<Buffer> {
  private readonly socket: WebSocket;
  /** Messages that came in one piece with an earlier one; a few network buffers at most. */
  private readonly waiting: Buffer[] = [];
  private ended = false;
  private wake: () => void = () => undefined;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: RawData) => this.receive(data));
    socket.on('close', () => this.end());
  }

  /** Hands over no more messages. Waiting messages were not taken. */
  end(): void {
    this.ended = true;
    this.waiting.length = 0;
    // The socket must be read, or the server would never notice that its client has closed it.
    this.socket.resume();
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    while (!this.ended) {
      const message = this.waiting.shift();
      if (message !== undefined) {
        yield message;
        continue;
      }
      this.socket.resume();
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private receive(data: RawData): void {
    if (this.ended || !Buffer.isBuffer(data)) return;
    this.waiting.push(data);
    this.socket.pause();
    this.wake();
  }
}
