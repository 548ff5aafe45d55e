/** Two ends of a port in memory, for tests: the bridge's end, and a window's end that keeps what it got. */
import type { BridgePort } from '../ports/bridgePort.ts';

export interface WindowEnd {
  /** What the bridge posted, oldest first. */
  readonly received: unknown[];
  post(message: unknown): void;
  close(): void;
  readonly closed: boolean;
}

export function portPair(): { bridge: BridgePort; window: WindowEnd } {
  const received: unknown[] = [];
  let toBridge: ((message: unknown) => void) | undefined;
  let onClose: (() => void) | undefined;
  let closed = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    onClose?.();
  };
  return {
    bridge: {
      post: (message) => void (closed || received.push(structuredClone(message))),
      onMessage: (listener) => void (toBridge = listener),
      onClose: (listener) => void (onClose = listener),
      close,
    },
    window: {
      received,
      post: (message) => toBridge?.(structuredClone(message)),
      close,
      get closed() {
        return closed;
      },
    },
  };
}
