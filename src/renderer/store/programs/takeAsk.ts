/** What the window does for another program: it puts a symbol into the ticket, or offers it, and shows orders. */
import { z } from 'zod';
import { rowIds } from '../../../shared/contract/ids.ts';
import type { PanelId } from '../../../shared/contract/panels.ts';
import type { ProgramAsk } from '../../../shared/contract/programs.ts';
import { foreignSymbol, type ForeignSymbol } from '../../model/programs/foreignSymbol.ts';
import { whyNotAllowed } from '../desk/entryGate.ts';
import { useDesk } from '../desk/deskStore.ts';
import { useStatus } from '../desk/statusStore.ts';
import { isInPast } from '../past/pastStore.ts';
import { isLocked } from '../session.ts';
import { offerToTicket, type Became } from '../ticketLink.ts';
import { useDock, wantPanel } from '../window/dockStore.ts';
import { showAskedOrders, showScreen, useUi } from '../window/uiStore.ts';
import { openPanelWindow } from '../workspaces/openWindow.ts';
import { tellOutcome } from './programsStore.ts';

/** The blotter may stand in a window of its own: the main window asks it, and it answers. */
const messageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('show'),
    id: z.number().int(),
    symbol: rowIds.symbol.optional(),
    from: z.string(),
  }),
  z.strictObject({
    kind: z.literal('answer'),
    id: z.number().int(),
    /** Why the orders are not shown; absent when they are. */
    why: z.string().optional(),
  }),
]);
type Message = z.infer<typeof messageSchema>;
type ThenShown = (why: string | undefined) => void;

const channel = new BroadcastChannel('breakwater.askedOrders');
/** Asks come one after another: an older one that has no answer gets none. */
let waiting: { readonly id: number; readonly tell: ThenShown } | undefined;

function post(message: Message): void {
  channel.postMessage(message);
}

/** `own` is the panel of this window; the main one has none. */
export function linkAskedOrders(own: PanelId | undefined): void {
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = messageSchema.safeParse(data);
    if (message.success) take(message.data, own);
  });
}

function take(message: Message, own: PanelId | undefined): void {
  if (message.kind === 'answer') {
    if (waiting?.id === message.id) waiting.tell(message.why);
    return;
  }
  if (own !== 'orders') return;
  const why = whyOrdersStay();
  if (why === undefined) showAskedOrders(message.symbol, message.from);
  post({ kind: 'answer', id: message.id, ...(why !== undefined && { why }) });
}

export function takeAsk(ask: ProgramAsk): void {
  const { desk } = useDesk.getState();
  const why = whyNothing();
  if (why !== undefined || desk === undefined) {
    tellOutcome(ask.id, `nothing: ${why ?? 'the desk is not known yet'}`, false, false);
    return;
  }
  const symbols = desk.instruments.map(({ symbol }) => symbol);
  const found = ask.instrument && foreignSymbol(ask.instrument, symbols);
  if (ask.wants === 'symbol') {
    if (found !== undefined) {
      toTicket(ask, found, (outcome, done) => {
        tellOutcome(ask.id, outcome, done, false);
      });
    }
    return;
  }
  showOrders(ask, found);
}

function whyNothing(): string | undefined {
  if (isLocked()) return 'nobody is logged in here';
  return isInPast() ? 'the console shows the past' : undefined;
}

function toTicket(
  { id, from }: ProgramAsk,
  found: ForeignSymbol,
  then: (outcome: string, done: boolean) => void,
): void {
  const standing = useStatus.getState().status?.session.standing;
  const why = standing === undefined ? 'the engine has not answered yet' : whyNotAllowed(standing, 'trade');
  if (why !== undefined) {
    then(`the ticket stays as it is: ${why}`, false);
    return;
  }
  offerToTicket(id, { ...found, from, atMs: Date.now() }, (became) => {
    then(outcomeOf(found, became), found.kind === 'known');
  });
}

function outcomeOf(found: ForeignSymbol, became: Became): string {
  if (found.kind === 'unknown') return `the ticket stays as it is: ${found.why}`;
  const words: Readonly<Record<Became, string>> = {
    put_in: `the ticket has the symbol ${found.symbol} now`,
    there: `the ticket had the symbol ${found.symbol} already`,
    offered: `the ticket offers ${found.symbol}, for somebody has entered something there`,
  };
  return words[became];
}

/** Nobody pulls the orders away from under a dialog, or from under what somebody has chosen to act on. */
function whyOrdersStay(): string | undefined {
  if (document.querySelector('dialog[open]') !== null) return 'a dialog is open';
  const { selection } = useUi.getState();
  return selection.all !== undefined || selection.ids.size > 1 ? 'orders are chosen' : undefined;
}

function showOrders(ask: ProgramAsk, found: ForeignSymbol | undefined): void {
  const symbol = found?.kind === 'known' ? found.symbol : undefined;
  const inWindow = useDock.getState().inWindows.includes('orders');
  const then: ThenShown = (why) => {
    if (why !== undefined) {
      tellOutcome(ask.id, `nothing: ${why}`, false, false);
      return;
    }
    if (inWindow) openPanelWindow('orders');
    const shown = `the blotter shows ${symbol === undefined ? 'all orders' : `the orders of ${symbol}`}`;
    tellOutcome(ask.id, found?.kind === 'unknown' ? `${shown}: ${found.why}` : shown, true, !inWindow);
    if (found?.kind === 'known') toTicket(ask, found, () => undefined);
  };
  const why = whyOrdersStay();
  if (why !== undefined) {
    then(why);
  } else if (inWindow) {
    waiting = { id: ask.id, tell: then };
    post({ kind: 'show', id: ask.id, from: ask.from, ...(symbol !== undefined && { symbol }) });
  } else {
    showScreen('trade');
    wantPanel('orders');
    showAskedOrders(symbol, ask.from);
    then(undefined);
  }
}
