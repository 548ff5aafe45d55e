import { describe, expect, it } from 'vitest';
import { Book, type BookOrder } from './book.ts';

function order(side: 'buy' | 'sell', ticks: number, openLots: number): BookOrder {
  return { side, ticks, openLots };
}

function trades(book: Book<BookOrder>, side: 'buy' | 'sell', openLots: number, limitTicks?: number) {
  const taker = { side, openLots, limitTicks };
  const log: [maker: BookOrder, lots: number, ticks: number][] = [];
  book.match(taker, (...trade) => log.push(trade));
  return { log, left: taker.openLots };
}

describe('Book', () => {
  it('serves the best price first, and at one price the oldest', () => {
    const book = new Book<BookOrder>();
    const [worse, first, second] = [order('sell', 102, 5), order('sell', 101, 5), order('sell', 101, 5)];
    for (const each of [worse, first, second]) book.add(each);
    expect(trades(book, 'buy', 12).log).toEqual([
      [first, 5, 101],
      [second, 5, 101],
      [worse, 2, 102],
    ]);
    expect(worse.openLots).toBe(3);
  });

  it('serves the highest bid first', () => {
    const book = new Book<BookOrder>();
    const [low, high] = [order('buy', 99, 1), order('buy', 100, 1)];
    book.add(low);
    book.add(high);
    expect(trades(book, 'sell', 2).log.map(([maker]) => maker)).toEqual([high, low]);
  });

  it('stops at the limit of the incoming order', () => {
    const book = new Book<BookOrder>();
    book.add(order('sell', 101, 5));
    book.add(order('sell', 102, 5));
    const { log, left } = trades(book, 'buy', 10, 101);
    expect(log).toHaveLength(1);
    expect(left).toBe(5);
    expect(book.bestAsk).toBe(102);
  });

  it('keeps a partly filled order at the head of its queue', () => {
    const book = new Book<BookOrder>();
    const [first, second] = [order('buy', 100, 5), order('buy', 100, 5)];
    book.add(first);
    book.add(second);
    trades(book, 'sell', 2);
    expect(trades(book, 'sell', 4).log.map(([maker, lots]) => [maker === first, lots])).toEqual([
      [true, 3],
      [false, 1],
    ]);
  });

  it('takes orders out of the middle of a queue and closes empty levels', () => {
    const book = new Book<BookOrder>();
    const queue = [1, 2, 3].map((lots) => order('buy', 100, lots));
    for (const each of queue) book.add(each);
    expect(book.remove(queue[1]!)).toBe(true);
    expect(book.remove(queue[1]!)).toBe(false);
    expect([...book.bids.inOrder()]).toEqual([queue[0], queue[2]]);
    book.remove(queue[0]!);
    book.remove(queue[2]!);
    expect(book.bestBid).toBeUndefined();
  });

  it('says whether an order could be filled whole within its limit', () => {
    const book = new Book<BookOrder>();
    book.add(order('sell', 101, 5));
    book.add(order('sell', 103, 5));
    const canFill = (openLots: number, limitTicks?: number) =>
      book.canFill({ side: 'buy', openLots, limitTicks });
    expect(canFill(5, 101)).toBe(true);
    expect(canFill(6, 102)).toBe(false);
    expect(canFill(10, 103)).toBe(true);
    expect(canFill(10)).toBe(true);
    expect(canFill(11)).toBe(false);
  });
});
