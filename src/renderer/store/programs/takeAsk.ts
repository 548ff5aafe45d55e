/** What the window does for another program: it puts a symbol into the ticket, or offers it, and shows orders. */
import { z } from 'zod';
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
import { showAskedOrders, showScreen } from '../window/uiStore.ts';
import { openPanelWindow } from '../workspaces/openWindow.ts';
import { tellOutcome } from './programsStore.ts';

/** The blotter may stand in a window of its own. */
const ordersSchema = z.strictObject({ symbol: z.string().optional(), from: z.string() });
const channel = new BroadcastChannel('breakwater.askedOrders');

/** For the window of the blotter. */
export function linkAskedOrders(own: PanelId): void {
  if (own !== 'orders') return;
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = ordersSchema.safeParse(data);
    if (message.success) showAskedOrders(message.data.symbol, message.data.from);
  });
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
  const { outcome, front } = showOrders(ask.from, found);
  tellOutcome(ask.id, outcome, true, front);
  if (found?.kind === 'known') toTicket(ask, found, () => undefined);
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

function showOrders(
  from: string,
  found: ForeignSymbol | undefined,
): { readonly outcome: string; readonly front: boolean } {
  const symbol = found?.kind === 'known' ? found.symbol : undefined;
  const inWindow = useDock.getState().inWindows.includes('orders');
  if (inWindow) {
    channel.postMessage({ from, ...(symbol !== undefined && { symbol }) });
    openPanelWindow('orders');
  } else {
    showScreen('trade');
    wantPanel('orders');
    showAskedOrders(symbol, from);
  }
  const shown = `the blotter shows ${symbol === undefined ? 'all orders' : `the orders of ${symbol}`}`;
  return { outcome: found?.kind === 'unknown' ? `${shown}: ${found.why}` : shown, front: !inWindow };
}
