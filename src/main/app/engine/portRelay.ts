/**
 * Passes plain messages between a window's port and the engine's: Electron's ports and Node's can't be sent to each
 * other's side.
 */
import type { MessagePort } from 'node:worker_threads';
import type { MessagePortMain } from 'electron';

export interface Relay {
  /** Sends the window a message that does not come from the engine. */
  tellWindow(message: unknown): void;
  /** Closes both ports. */
  close(): void;
}

/**
 * Joins the two ports until the window closes its own. When the engine ends, the window's port stays open, so that the
 * window can be told why. `refusal` is the answer to a message that can't be passed on.
 */
export function relayPorts(window: MessagePortMain, engine: MessagePort, refusal: unknown): Relay {
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    window.close();
    engine.close();
  };
  const tellWindow = (message: unknown): void => {
    if (open) window.postMessage(message);
  };
  window.on('message', ({ data, ports }) => {
    // No message of the bridge carries a port.
    for (const port of ports) port.close();
    if (ports.length > 0 || !passOn(engine, data)) tellWindow(refusal);
  });
  engine.on('message', tellWindow);
  window.on('close', close);
  window.start();
  return { tellWindow, close };
}

/** Passes a message on; false when Node can't clone it. */
function passOn(engine: MessagePort, data: unknown): boolean {
  try {
    engine.postMessage(data);
    return true;
  } catch {
    return false;
  }
}
