// The window's ports, in the hand of a test: what a page that turned hostile could do with them.
import type { Page } from '@playwright/test';
import { connectionTag } from '../../src/shared/contract/connection.ts';

declare global {
  interface Window {
    forged?: { readonly calls: MessagePort; readonly streams: MessagePort };
  }
}

/** Asks for a new connection as the page itself does, and keeps its ports at hand. */
export async function takePorts(window: Page): Promise<void> {
  await window.evaluate(
    (tag) =>
      new Promise<void>((resolve) => {
        const listener = (event: MessageEvent): void => {
          const [calls, streams] = event.ports;
          if (calls === undefined || streams === undefined) return;
          globalThis.window.removeEventListener('message', listener);
          globalThis.window.forged = { calls, streams };
          calls.start();
          streams.start();
          resolve();
        };
        globalThis.window.addEventListener('message', listener);
        globalThis.window.postMessage({ type: tag }, location.origin);
      }),
    connectionTag,
  );
}

/** Posts something on one of the ports and gives the first answer that is a refusal. */
export function refusalOf(window: Page, port: 'calls' | 'streams', message: unknown): Promise<unknown> {
  return window.evaluate(
    ([name, forgedMessage]) =>
      new Promise<unknown>((resolve) => {
        const forged = globalThis.window.forged;
        if (forged === undefined) throw new Error('takePorts comes first');
        const isRefusal = (data: Record<string, unknown>): boolean =>
          data['type'] === 'refused' || (data['value'] as { ok?: boolean } | undefined)?.ok === false;
        const listener = (event: MessageEvent<Record<string, unknown>>): void => {
          if (!isRefusal(event.data)) return;
          forged[name].removeEventListener('message', listener);
          resolve(event.data);
        };
        forged[name].addEventListener('message', listener);
        forged[name].postMessage(forgedMessage);
      }),
    [port, message] as const,
  );
}
