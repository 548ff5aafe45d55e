/** Goes to the order, signal, execution, event or stream that an id names. */
import type { ApiOutput } from '../../../shared/contract/api.ts';
import { isIdText } from '../../../shared/kernel/ids.ts';
import { bareId, idLengthMin } from '../../model/orders/pastedIds.ts';
import { call } from '../../store/link/engineLink.ts';
import { takePastedIds } from '../../store/orders/namedOrders.ts';
import { isLocked } from '../../store/session.ts';
import { lookInAudit, openOrder, openPalette, openSignal } from '../../store/window/uiStore.ts';

export type IdMatch = ApiOutput<'findId'>['matches'][number];

/** What `findId` takes. */
const findLengthMax = 80;

export function openMatch({ kind, id, orderId }: IdMatch): void {
  if (kind === 'signal') void openSignalById(id);
  else if (orderId === undefined) lookInAudit(id);
  else openOrder(orderId);
}

/** A signal that is not listed yet still has events. */
async function openSignalById(signalId: string): Promise<void> {
  const reply = await call('getSignal', { signalId });
  if (reply.ok) openSignal(reply.value.receivedPosition);
  else lookInAudit(`signal-${signalId}`);
}

/** The match that a whole id means, or the only one there is; undefined where somebody has to choose. */
export function meantBy(text: string, matches: readonly IdMatch[]): IdMatch | undefined {
  const whole = matches.filter(({ id, kind }) => id === text || `${kind}-${id}` === text);
  const [first, second] = whole.length > 0 ? whole : matches;
  return whole.length > 0 || second === undefined ? first : undefined;
}

/**
 * Jumps to an id that was pasted anywhere outside of a field. The palette opens where the id is ambiguous. Several ids
 * filter the orders.
 */
export function listenForPastedIds(): () => void {
  const listener = (event: ClipboardEvent): void => {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    if (isTyping(event.target) || isLocked() || document.querySelector('dialog[open]') !== null) return;
    if (takePastedIds(pasted)) {
      event.preventDefault();
      return;
    }
    const text = bareId(pasted);
    if (text.length < idLengthMin || text.length > findLengthMax || !isIdText(text.slice(0, 64))) return;
    event.preventDefault();
    void jumpTo(text);
  };
  document.addEventListener('paste', listener);
  return () => {
    document.removeEventListener('paste', listener);
  };
}

async function jumpTo(text: string): Promise<void> {
  const reply = await call('findId', { text });
  const match = reply.ok ? meantBy(text, reply.value.matches) : undefined;
  if (match === undefined) openPalette(text);
  else openMatch(match);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}
