/** Serves the api on one window's call port: the guard checks each message, then comlink gets it. */
import { expose } from 'comlink';
import type { ServedApi } from '../../../shared/contract/api.ts';
import type { FaultView, Reply } from '../../../shared/contract/faults.ts';
import type { BridgePort } from '../ports/bridgePort.ts';
import { judgeCallMessage } from './callGuard.ts';

/** How many calls of one window may run at once. Further calls are refused with `busy`. */
export const callsInFlightMax = 256;

type MessageListener = (event: { readonly data: unknown }) => void;

/** Answers calls until the port is closed or the window releases it. */
export function serveCalls(api: ServedApi, port: BridgePort): void {
  const endpoint = new GuardedEndpoint(port);
  expose(api, endpoint);
  port.onMessage((message) => endpoint.receive(message));
}

/** The object that comlink takes for a port. It passes on only admitted messages. */
class GuardedEndpoint {
  private readonly port: BridgePort;
  private readonly listeners = new Set<MessageListener>();
  private readonly inFlight = new Set<string>();

  constructor(port: BridgePort) {
    this.port = port;
  }

  receive(message: unknown): void {
    const verdict = judgeCallMessage(message);
    if (!verdict.admitted) {
      this.refuse(verdict.id, verdict.fault);
      return;
    }
    const { id } = verdict.message;
    if (this.inFlight.has(id)) {
      this.refuse('', {
        code: 'invalid_message',
        message: 'The message was refused: its id is in use.',
      });
      return;
    }
    if (this.inFlight.size >= callsInFlightMax) {
      this.refuse(id, {
        code: 'busy',
        message: `${callsInFlightMax} calls are under way; try again.`,
      });
      return;
    }
    this.inFlight.add(id);
    for (const listener of this.listeners) listener({ data: verdict.message });
  }

  addEventListener(_type: string, listener: MessageListener): void {
    this.listeners.add(listener);
  }

  /** comlink calls this once the window has released the port. */
  removeEventListener(_type: string, listener: MessageListener): void {
    this.listeners.delete(listener);
    this.port.close();
  }

  postMessage(message: { readonly id: string }): void {
    this.inFlight.delete(message.id);
    this.port.post(message);
  }

  /** Refuses in comlink's own form, so that the caller gets the refusal as a reply. */
  private refuse(id: string, fault: FaultView): void {
    const value: Reply<never> = { ok: false, fault };
    this.port.post({ id, type: 'RAW', value });
  }
}
