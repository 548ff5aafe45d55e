/** Copies for the clipboard. */
import type { ApiInput } from '../../shared/contract/api.ts';
import { fixPageMax } from '../../shared/contract/fix.ts';
import { fixLine } from '../../shared/contract/words/fixWords.ts';
import { visibleText } from '../../shared/kernel/visibleText.ts';
import { counted } from '../format/decimals.ts';
import type { Failure } from './actions.ts';
import { call } from './link/engineLink.ts';
import { notify } from './notices/noticesStore.ts';

/**
 * Copies text with the copy command. It needs no permission, only the operator's own click or key. The pasted text is
 * what the window shows.
 */
export function copyText(text: string, what: string): void {
  const put = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', visibleText(text));
    event.preventDefault();
  };
  document.addEventListener('copy', put, { once: true, capture: true });
  // oxlint-disable-next-line typescript/no-deprecated -- its successor asks for a permission that this window is denied
  const copied = document.execCommand('copy');
  document.removeEventListener('copy', put, { capture: true });
  if (copied) notify('ok', `${what} copied`);
  else notify('bad', `${what} could not be copied`);
}

/** Copies the messages of a session about an order, oldest first, one a line. */
export async function copyOrderAsFix(
  about: Pick<ApiInput<'queryFixMessages'>, 'venue' | 'session' | 'orderId'>,
): Promise<Failure> {
  const reply = await call('queryFixMessages', { ...about, limit: fixPageMax });
  if (!reply.ok) return reply.fault.message;
  const { messages, more } = reply.value;
  if (messages.length === 0) return 'The order has no FIX message yet';
  const lines = messages.toReversed().map(({ raw }) => fixLine(raw));
  copyText(
    lines.join('\n'),
    more ? `The newest ${fixPageMax} FIX messages` : counted(lines.length, 'FIX message'),
  );
  return undefined;
}
