/** Finds the desk's symbol that another program means. */
import type { ForeignInstrument } from '../../../shared/contract/programs.ts';
import type { Ticker } from '../../../shared/kernel/ids.ts';

export type ForeignSymbol =
  | { readonly kind: 'known'; readonly symbol: Ticker }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * The desk's instruments have a symbol and no other identifier, so only `ticker` is compared, exactly. The console does
 * not guess by ISIN, RIC or name: a wrong guess would make an order for another instrument.
 */
export function foreignSymbol({ ids, name }: ForeignInstrument, symbols: readonly Ticker[]): ForeignSymbol {
  const { ticker } = ids;
  const known = symbols.find((symbol) => symbol === ticker);
  if (known !== undefined) return { kind: 'known', symbol: known };
  if (ticker !== undefined && ticker !== '') {
    const bare = ticker.trim();
    const near = symbols.find((symbol) => symbol.toLowerCase() === bare.toLowerCase());
    const hint = near === undefined ? '' : `; it has ${near}`;
    // Quotes make blanks at the ends visible.
    const said = bare === ticker ? ticker : `“${ticker}”`;
    return { kind: 'unknown', why: `${said} is no symbol of this desk${hint}` };
  }
  const first = Object.entries(ids).find(([kind]) => kind !== 'ticker');
  const named = first === undefined ? (name ?? 'An instrument') : `${first[0]} ${first[1] ?? ''}`;
  return { kind: 'unknown', why: `${named} comes without a ticker, and this desk knows symbols alone` };
}
