/**
 * Takes the ports that the preload script gives the window. Request and answer carry the same tag; only the answer
 * carries ports.
 */
import { connectionTag } from '../../shared/contract/connection.ts';

export interface Ports {
  readonly calls: MessagePort;
  readonly streams: MessagePort;
  /** The port about the desks of this console. */
  readonly desks: MessagePort;
  /** The port about other programs, which only the main window of the console's own desk has. */
  readonly programs: MessagePort | undefined;
}

/** The part of a window that the hand-off needs. */
export interface HandOffWindow {
  readonly location: { readonly origin: string };
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  postMessage(message: unknown, targetOrigin: string): void;
}

/** The ports of an answer. Undefined for every other message, our own request included. */
export function portsFrom(event: MessageEvent, own: HandOffWindow): Ports | undefined {
  if (event.origin !== own.location.origin || event.source !== (own as unknown)) return undefined;
  if (!isTagged(event.data)) return undefined;
  const [calls, streams, desks, programs, ...rest] = event.ports;
  if (calls === undefined || streams === undefined || desks === undefined) return undefined;
  if (rest.length > 0) return undefined;
  return { calls, streams, desks, programs };
}

function isTagged(data: unknown): boolean {
  if (data === connectionTag) return true;
  return typeof data === 'object' && data !== null && 'type' in data && data.type === connectionTag;
}

export function requestPorts(own: HandOffWindow): void {
  own.postMessage({ type: connectionTag }, own.location.origin);
}

/** Calls `onPorts` each time the ports come. The returned function stops that. */
export function listenForPorts(own: HandOffWindow, onPorts: (ports: Ports) => void): () => void {
  const listener = (event: MessageEvent): void => {
    const ports = portsFrom(event, own);
    if (ports !== undefined) onPorts(ports);
  };
  own.addEventListener('message', listener);
  return () => {
    own.removeEventListener('message', listener);
  };
}
