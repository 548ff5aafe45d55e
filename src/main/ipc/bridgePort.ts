/** The engine's end of a port to a window: plain messages both ways, whatever carries them. */
import type { MessagePort } from 'node:worker_threads';

export interface BridgePort {
  post(message: unknown): void;
  /** One listener; messages that came before it are kept for it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when either end is gone. */
  onClose(listener: () => void): void;
  close(): void;
}

/** A port of a worker thread as a bridge port. */
export function bridgePort(port: MessagePort): BridgePort {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.once('close', listener),
    close: () => port.close(),
  };
}
