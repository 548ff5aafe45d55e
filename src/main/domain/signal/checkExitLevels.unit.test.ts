import { describe, expect, it } from 'vitest';
import { decimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import { checkExitLevels, type EntryTerms } from './checkExitLevels.ts';

type Text = Readonly<Partial<Record<keyof EntryTerms, string>>>;

/** Codes of the refusals, `sl` for a stop-loss on the wrong side and `tp` for a take-profit. */
function refused(terms: Text, market: string | null = '100'): string {
  const { side, orderType, ...prices } = terms;
  const parsed = Object.fromEntries(Object.entries(prices).map(([name, text]) => [name, decimal(text)]));
  const codes: string[] = [];
  const marketPrice: Decimal | undefined = market === null ? undefined : decimal(market);
  checkExitLevels({ side, orderType, ...parsed } as unknown as EntryTerms, marketPrice, ({ code }) => {
    codes.push(code.replace('stop_loss_wrong_side', 'sl').replace('take_profit_wrong_side', 'tp'));
  });
  return codes.join(' ');
}

const both = (takeProfit: string, stopLoss: string) => ({ takeProfit, stopLoss });

describe('exits of a market order are held against the market', () => {
  const buy = { side: 'buy', orderType: 'market' };
  const sell = { side: 'sell', orderType: 'market' };
  it.each([
    [{ ...buy, ...both('110', '90') }, ''],
    [{ ...buy, stopLoss: '105' }, 'sl'],
    [{ ...buy, takeProfit: '95' }, 'tp'],
    [{ ...buy, ...both('100', '100') }, 'tp sl'],
    [{ ...sell, ...both('90', '110') }, ''],
    [{ ...sell, ...both('110', '90') }, 'tp sl'],
    [{ ...sell, ...both('100', '100') }, 'tp sl'],
    [{ ...buy, targetPrice: '120', takeProfit: '110' }, 'tp'],
  ])('%o: %s', (terms, codes) => {
    expect(refused(terms)).toBe(codes);
  });

  it('and refused where no price of it is known', () => {
    expect(refused({ ...buy, ...both('110', '90') }, null)).toBe('reference_missing reference_missing');
    expect(refused(buy, null)).toBe('');
  });
});

describe('exits of an entry with a price are held against that, and against the market where it trades at once', () => {
  it.each([
    [{ side: 'buy', orderType: 'limit', limitPrice: '90', ...both('95', '85') }, ''],
    [{ side: 'buy', orderType: 'limit', limitPrice: '90', ...both('90', '90') }, 'tp sl'],
    [{ side: 'buy', orderType: 'limit', limitPrice: '110', ...both('120', '105') }, 'sl'],
    [{ side: 'sell', orderType: 'limit', limitPrice: '90', ...both('80', '95') }, 'sl'],
    [{ side: 'sell', orderType: 'limit', limitPrice: '110', ...both('105', '115') }, ''],
    [{ side: 'buy', orderType: 'stop', stopPrice: '110', ...both('120', '105') }, ''],
    [{ side: 'buy', orderType: 'stop', stopPrice: '110', ...both('108', '112') }, 'tp sl'],
    [{ side: 'buy', orderType: 'stop', stopPrice: '90', ...both('95', '85') }, 'tp'],
    [
      { side: 'buy', orderType: 'stop_limit', stopPrice: '110', limitPrice: '112', ...both('111', '111') },
      'tp sl',
    ],
    [
      { side: 'buy', orderType: 'stop_limit', stopPrice: '110', limitPrice: '112', ...both('113', '109') },
      '',
    ],
    [
      { side: 'sell', orderType: 'stop_limit', stopPrice: '90', limitPrice: '88', ...both('89', '89') },
      'tp sl',
    ],
  ])('%o: %s', (terms, codes) => {
    expect(refused(terms)).toBe(codes);
  });

  it('and only against that while no price of the market is known', () => {
    const terms = { side: 'buy', orderType: 'limit', limitPrice: '110', ...both('120', '105') };
    expect(refused(terms, null)).toBe('');
  });
});
