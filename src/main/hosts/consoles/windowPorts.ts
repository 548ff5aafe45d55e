/**
 * The ports of the windows of a console in another process, in the bridge's form: all over the console's one
 * connection.
 */
import type { Channel, Frame } from '../../infra/link/frames.ts';
import type { BridgePort } from '../../ipc/ports/bridgePort.ts';

type PortChannel = Exclude<Channel, 'link'>;

/** One port of one window. */
export class WindowPort implements BridgePort {
  private readonly window: number;
  private readonly channel: PortChannel;
  private readonly send: (frame: Frame) => void;
  private listener: ((message: unknown) => void) | undefined;
  private closed: (() => void) | undefined;
  private isOpen = true;

  constructor(window: number, channel: PortChannel, send: (frame: Frame) => void) {
    this.window = window;
    this.channel = channel;
    this.send = send;
  }

  post(message: unknown): void {
    if (this.isOpen) this.send({ channel: this.channel, window: this.window, message });
  }

  onMessage(listener: (message: unknown) => void): void {
    this.listener = listener;
  }

  onClose(listener: () => void): void {
    this.closed = listener;
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.closed?.();
  }

  receive(message: unknown): void {
    if (this.isOpen) this.listener?.(message);
  }
}

export type WindowPorts = Readonly<Record<PortChannel, WindowPort>>;

export function windowPorts(window: number, send: (frame: Frame) => void): WindowPorts {
  return { calls: new WindowPort(window, 'calls', send), streams: new WindowPort(window, 'streams', send) };
}
