/** Gives the window its ports when it asks for them, and nothing else. */
import { ipcRenderer } from 'electron';
import { connectionTag } from '../shared/contract/connection.ts';

const { origin } = window.location;

/** A request carries no ports. The answer below, which comes to this listener as well, carries them. */
function isRequest(event: MessageEvent<unknown>): boolean {
  const { data } = event;
  if (event.source !== window || event.origin !== origin || event.ports.length > 0) return false;
  return typeof data === 'object' && data !== null && 'type' in data && data.type === connectionTag;
}

window.addEventListener('message', (event) => {
  if (isRequest(event)) ipcRenderer.send(connectionTag);
});

ipcRenderer.on(connectionTag, ({ ports }) => {
  window.postMessage({ type: connectionTag }, origin, [...ports]);
});
