/** The filter of the signals table, and what the engine gets of it. */
import type { SignalFate } from '../../../main/domain/signal/signalFates.ts';
import type { SignalFilter } from '../../../shared/contract/signalRows.ts';
import { isIdText, parseAccountId, parseStrategyId, parseTicker } from '../../../shared/kernel/ids.ts';
import { utcInstant } from '../events/auditFilter.ts';

export interface SignalsFilter {
  readonly fate: SignalFate | '';
  readonly source: string;
  readonly strategy: string;
  readonly account: string;
  readonly symbol: string;
  readonly code: string;
  readonly text: string;
  /** The time as typed, in UTC; see `utcInstant`. */
  readonly from: string;
  readonly to: string;
}

export const noSignalsFilter: SignalsFilter = {
  fate: '',
  source: '',
  strategy: '',
  account: '',
  symbol: '',
  code: '',
  text: '',
  from: '',
  to: '',
};

/** `today` is a date such as `2026-11-23`, which a time without a date belongs to. */
export function toSignalFilter(filter: SignalsFilter, today: string): SignalFilter {
  const typed = (['source', 'code', 'text'] as const).flatMap((name) => {
    const text = filter[name].trim();
    return text === '' ? [] : [[name, text] as const];
  });
  const [strategy, account, symbol] = [
    parseStrategyId(filter.strategy.trim()),
    parseAccountId(filter.account.trim()),
    parseTicker(filter.symbol.trim()),
  ];
  const isNoName = (['strategy', 'account', 'symbol'] as const).some((name) => {
    const text = filter[name].trim();
    return text !== '' && !isIdText(text);
  });
  const [from, to] = [utcInstant(filter.from, today), utcInstant(filter.to, today)];
  return {
    ...Object.fromEntries(typed),
    ...(strategy !== undefined && { strategy }),
    ...(account !== undefined && { account }),
    ...(symbol !== undefined && { symbol }),
    ...(filter.fate !== '' && { fates: [filter.fate] }),
    // No signal has a name that can be none.
    ...(isNoName && { fates: [] }),
    ...(from !== undefined && { receivedFrom: from }),
    ...(to !== undefined && { receivedTo: to }),
  };
}
