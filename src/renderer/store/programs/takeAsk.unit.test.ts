/** What the window does for another program, and when it does nothing. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeskInfo } from '../../../shared/contract/api.ts';
import type { ProgramAsk } from '../../../shared/contract/programs.ts';
import type { Status } from '../../../shared/contract/status.ts';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { emptyForm } from '../../model/orders/ticketForm.ts';
import { noFilter } from '../../model/orders/orderFilter.ts';
import { emptySelection } from '../../model/orders/selection.ts';
import { useDesk } from '../desk/deskStore.ts';
import { useStatus } from '../desk/statusStore.ts';
import { usePast } from '../past/pastStore.ts';
import { giveTicketTo, useTicket } from '../ticketStore.ts';
import { backFromAskedOrders, useUi } from '../window/uiStore.ts';
import { attachPrograms } from './programsStore.ts';
import { takeAsk } from './takeAsk.ts';

const desk = {
  accounts: ['main'],
  instruments: ['SPX', 'AAPL'].map((symbol) => ({ symbol, venues: ['sim'] })),
  venues: [{ venue: 'sim', orderTypes: ['limit'], timesInForce: ['DAY'] }],
  routes: [],
  strategies: [],
} as unknown as DeskInfo;

const told: unknown[] = [];
const port = {
  addEventListener: () => undefined,
  start: () => undefined,
  close: () => undefined,
  postMessage: (message: unknown) => told.push(message),
} as unknown as MessagePort;

let people = 0;
let isDialogOpen = false;

function sits(login: 'in' | 'out', standing: string): void {
  useStatus.setState({ status: { session: { login, standing, operator: 'eva' } } as unknown as Status });
}

beforeEach(() => {
  isDialogOpen = false;
  vi.stubGlobal('document', {
    hasFocus: () => false,
    activeElement: null,
    querySelector: () => (isDialogOpen ? {} : null),
  });
  told.length = 0;
  attachPrograms(port, () => undefined);
  useDesk.setState({ desk });
  usePast.setState({ at: undefined });
  useUi.setState({ screen: 'risk', filter: noFilter, asked: undefined, selection: emptySelection });
  people += 1;
  giveTicketTo(`person ${people}`, emptyForm(desk));
  sits('in', 'trader');
});

const from = 'ChartApp (agent-A)';
const symbol = (ticker: string): ProgramAsk => ({
  id: 1,
  wants: 'symbol',
  instrument: { ids: { ticker } },
  from,
});
const orders = (ticker?: string): ProgramAsk => ({
  id: 2,
  wants: 'orders',
  ...(ticker !== undefined && { instrument: { ids: { ticker } } }),
  from,
});
const outcome = () => told.find((message) => (message as { type: string }).type === 'outcome');
const symbolNow = () => useTicket.getState().form?.symbol;

describe('another program', () => {
  it('puts a symbol into the empty ticket, and is told so', () => {
    takeAsk(symbol('AAPL'));
    expect(symbolNow()).toBe('AAPL');
    expect(outcome()).toMatchObject({
      id: 1,
      done: true,
      front: false,
      outcome: 'the ticket has the symbol AAPL now',
    });
  });

  it('hears that a symbol is none of the desk, and the ticket says so', () => {
    takeAsk(symbol('TSLA'));
    expect(symbolNow()).toBe('SPX');
    expect(useTicket.getState().offer).toMatchObject({
      kind: 'unknown',
      why: 'TSLA is no symbol of this desk',
      from,
    });
    expect(outcome()).toMatchObject({ done: false });
  });

  it.each<[when: string, make: () => void, why: RegExp]>([
    ['nobody is logged in', () => sits('out', 'nobody'), /nobody is logged in/],
    ['the past is shown', () => usePast.setState({ at: 7 }), /shows the past/],
    ['the desk is not known', () => useDesk.setState({ desk: undefined }), /not known/],
  ])('gets nothing while %s', (_when, make, why) => {
    make();
    for (const ask of [symbol('AAPL'), orders('AAPL')]) {
      told.length = 0;
      takeAsk(ask);
      expect(outcome()).toMatchObject({
        done: false,
        front: false,
        outcome: expect.stringMatching(why) as string,
      });
    }
    expect(symbolNow()).toBe('SPX');
    expect(useUi.getState()).toMatchObject({ screen: 'risk', asked: undefined });
  });

  it('can show the orders to a person who may only look, and leaves the ticket', () => {
    sits('in', 'viewer');
    takeAsk(symbol('AAPL'));
    expect(outcome()).toMatchObject({
      done: false,
      outcome: expect.stringMatching(/^the ticket stays/) as string,
    });
    takeAsk(orders('AAPL'));
    expect(symbolNow()).toBe('SPX');
    expect(useUi.getState()).toMatchObject({ screen: 'trade', filter: { symbol: 'AAPL' }, asked: { from } });
  });

  it('that asks for orders again leaves the first filter to go back to', () => {
    useUi.setState({ filter: { text: 'abc' } });
    takeAsk(orders('AAPL'));
    takeAsk(orders());
    expect(useUi.getState().filter.symbol).toBeUndefined();
    expect(outcome()).toMatchObject({ id: 2, done: true, front: true });
    backFromAskedOrders();
    expect(useUi.getState()).toMatchObject({ filter: { text: 'abc' }, asked: undefined });
  });

  it.each<[what: string, begin: () => void]>([
    ['a dialog is open', () => (isDialogOpen = true)],
    [
      'orders are chosen',
      () =>
        useUi.setState({ selection: { ...emptySelection, ids: new Set([ids.order('a'), ids.order('b')]) } }),
    ],
  ])('changes no orders in sight, no choice and no ticket while %s, and hears it', (why, begin) => {
    begin();
    const before = useUi.getState();
    takeAsk(orders('AAPL'));
    expect(useUi.getState()).toEqual(before);
    expect(symbolNow()).toBe('SPX');
    expect(outcome()).toMatchObject({ done: false, front: false, outcome: `nothing: ${why}` });
  });
});
