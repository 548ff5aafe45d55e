/** The ways in which signals of the sample go wrong, each with the code of the refusal it must lead to. */

/** A signal as JSON, before anything is done to it. */
export type SignalJson = Readonly<Record<string, unknown>>;

export interface BadSignal {
  /** Code of the first refusal. */
  readonly code: string;
  /** The line, made from a signal that is good. */
  readonly line: (good: SignalJson) => string;
}

const changed =
  (change: SignalJson) =>
  (good: SignalJson): string =>
    JSON.stringify({ ...good, ...change });

const limitOrder: SignalJson = { orderType: 'limit', timeInForce: 'DAY' };

/** The JSON text of a signal with one value replaced by other text, quoted or not. */
function withRaw(good: SignalJson, field: string, raw: string): string {
  return JSON.stringify({ ...good, [field]: '\u{fffc}' }).replace('"\u{fffc}"', raw);
}

export const badSignals: readonly BadSignal[] = [
  { code: 'quantity_zero', line: changed({ quantity: '0' }) },
  { code: 'quantity_negative', line: changed({ quantity: '-5' }) },
  { code: 'quantity_off_lot', line: changed({ quantity: '1.5' }) },
  { code: 'quantity_above_maximum', line: changed({ quantity: '1000001' }) },
  { code: 'decimal_malformed', line: changed({ quantity: '1e-400' }) },
  { code: 'wrong_type', line: (good) => withRaw(good, 'quantity', '1e-400') },
  { code: 'wrong_type', line: changed({ quantity: 10 }) },
  { code: 'price_off_tick', line: changed({ ...limitOrder, limitPrice: '1400.1' }) },
  { code: 'price_missing', line: changed({ ...limitOrder, limitPrice: undefined }) },
  { code: 'price_not_positive', line: changed({ ...limitOrder, limitPrice: '-1400' }) },
  { code: 'unknown_symbol', line: changed({ symbol: 'NDX' }) },
  { code: 'unknown_account', line: changed({ account: 'nobody' }) },
  { code: 'confidence_too_low', line: changed({ confidence: '0.05' }) },
  { code: 'confidence_out_of_range', line: changed({ confidence: '1.5' }) },
  { code: 'signal_expired', line: changed({ expiresAt: '2000-12-31T00:00:00Z' }) },
  { code: 'take_profit_wrong_side', line: changed({ side: 'buy', takeProfit: '1000', stopLoss: '1500' }) },
  { code: 'side_unknown', line: changed({ side: 'hold' }) },
  { code: 'missing', line: changed({ strategy: undefined }) },
  { code: 'unknown_field', line: changed({ leverage: '10' }) },
  { code: 'id_malformed', line: (good) => JSON.stringify({ ...good, id: `${String(good['id'])} (again)` }) },
  { code: 'malformed', line: (good) => JSON.stringify([good['id'], good['symbol'], good['side']]) },
  { code: 'json_malformed', line: (good) => JSON.stringify(good).replace('}', ',}') },
  { code: 'json_malformed', line: (good) => JSON.stringify(good).slice(0, 90) },
];
