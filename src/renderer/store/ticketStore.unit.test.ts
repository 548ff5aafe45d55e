import { beforeEach, describe, expect, it, test, vi } from 'vitest';
import type { DeskInfo } from '../../shared/contract/api.ts';
import { emptyForm } from '../model/orders/ticketForm.ts';
import {
  acceptOffer,
  changeTicket,
  chooseSymbol,
  closeReview,
  dropOffer,
  giveTicketTo,
  openReview,
  takeOffer,
  useTicket,
} from './ticketStore.ts';

const form = emptyForm(undefined);

test('what somebody has entered waits for that person, and nobody else sees it', () => {
  giveTicketTo('eva', form);
  changeTicket({ quantity: '77' });
  openReview();
  const { reviewing } = useTicket.getState();
  giveTicketTo('tom', form);
  expect(useTicket.getState()).toMatchObject({ form, reviewing: undefined });
  changeTicket({ quantity: '5' });
  giveTicketTo('eva', form);
  expect(useTicket.getState()).toMatchObject({ form: { quantity: '77' }, reviewing });
  giveTicketTo('tom', form);
  expect(useTicket.getState()).toMatchObject({ form: { quantity: '5' }, reviewing: undefined });
});

describe('what another program wants in the ticket', () => {
  const instrument = (symbol: string) => ({ symbol, venues: ['sim'] });
  const desk = {
    accounts: ['main'],
    instruments: ['SPX', 'AAPL', 'MSFT'].map(instrument),
    venues: [{ venue: 'sim', orderTypes: ['limit', 'market'], timesInForce: ['DAY'] }],
    routes: [],
    strategies: [],
  } as unknown as DeskInfo;
  const offer = (symbol: string) => ({ kind: 'known', symbol, from: 'ChartApp', atMs: 1 }) as const;
  let people = 0;

  beforeEach(() => {
    people += 1;
    giveTicketTo(`person ${people}`, emptyForm(desk));
  });

  const symbolNow = () => useTicket.getState().form?.symbol;

  it('goes into an empty ticket, and changes nothing else there', () => {
    expect(takeOffer(offer('AAPL'), desk, false)).toBe('put_in');
    expect(useTicket.getState().form).toEqual({ ...emptyForm(desk), symbol: 'AAPL' });
    expect(takeOffer(offer('MSFT'), desk, false)).toBe('put_in');
    expect(symbolNow()).toBe('MSFT');
    expect(takeOffer(offer('MSFT'), desk, false)).toBe('there');
  });

  it.each<[what: string, enter: () => void]>([
    ['a quantity', () => changeTicket({ quantity: '5' })],
    ['a side', () => changeTicket({ side: 'sell' })],
    ['a price', () => changeTicket({ limitPrice: '10' })],
    ['a note', () => changeTicket({ note: 'for Eva' })],
    ['a symbol by hand', () => chooseSymbol('MSFT')],
    ['a review', openReview],
    ['an order on its way', () => useTicket.setState({ sending: true })],
  ])('waits where there is %s, and touches nothing', (_what, enter) => {
    enter();
    const { form, reviewing } = useTicket.getState();
    expect(takeOffer(offer('AAPL'), desk, false)).toBe('offered');
    expect(useTicket.getState()).toMatchObject({ form, reviewing, offer: { symbol: 'AAPL' } });
    useTicket.setState({ sending: false });
  });

  it('waits where somebody has the keyboard in the ticket', () => {
    expect(takeOffer(offer('AAPL'), desk, true)).toBe('offered');
    expect(symbolNow()).toBe('SPX');
  });

  it('waits once, as the newest, until it is taken or let go', () => {
    changeTicket({ quantity: '5', limitPrice: '4000' });
    takeOffer(offer('AAPL'), desk, false);
    takeOffer(offer('MSFT'), desk, false);
    acceptOffer();
    // The price was one of the other symbol.
    expect(useTicket.getState()).toMatchObject({
      form: { symbol: 'MSFT', quantity: '5', limitPrice: '' },
      offer: undefined,
    });
    takeOffer(offer('AAPL'), desk, false);
    dropOffer();
    acceptOffer();
    expect(symbolNow()).toBe('MSFT');
  });

  it('is not taken at the moment in which it comes instead of another one', () => {
    vi.useFakeTimers();
    const coming = (symbol: string) => takeOffer({ ...offer(symbol), atMs: Date.now() }, desk, false);
    changeTicket({ quantity: '5' });
    coming('AAPL');
    vi.advanceTimersByTime(600);
    coming('MSFT');
    acceptOffer();
    expect(symbolNow()).toBe('SPX');
    // The same one again does not begin anew.
    vi.advanceTimersByTime(300);
    coming('MSFT');
    vi.advanceTimersByTime(300);
    acceptOffer();
    expect(symbolNow()).toBe('MSFT');
    vi.useRealTimers();
  });

  it('is not taken while a review stands', () => {
    changeTicket({ quantity: '5' });
    openReview();
    takeOffer(offer('AAPL'), desk, false);
    acceptOffer();
    expect(symbolNow()).toBe('SPX');
    closeReview();
    acceptOffer();
    expect(symbolNow()).toBe('AAPL');
  });

  it('waits for the person who had the ticket when it came', () => {
    changeTicket({ quantity: '5' });
    takeOffer(offer('AAPL'), desk, false);
    giveTicketTo('somebody else', emptyForm(desk));
    acceptOffer();
    expect(useTicket.getState()).toMatchObject({ form: { symbol: 'SPX' }, offer: undefined });
    giveTicketTo(`person ${people}`, undefined);
    expect(useTicket.getState().offer).toMatchObject({ symbol: 'AAPL' });
  });
});
