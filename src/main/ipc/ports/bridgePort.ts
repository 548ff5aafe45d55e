/** The engine's end of a port to a window. It carries plain messages in both directions, over any transport. */
import type { MessagePort } from 'node:worker_threads';

export interface BridgePort {
  post(message: unknown): void;
  /** Sets the one listener. Messages that came before are kept for it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Calls the listener once, when either end is closed. */
  onClose(listener: () => void): void;
  close(): void;
}

/** Makes a bridge port from a port of a worker thread. */
export function bridgePort(port: MessagePort): BridgePort {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.once('close', listener),
    close: () => port.close(),
  };
}
