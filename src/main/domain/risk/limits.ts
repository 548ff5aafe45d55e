/**
 * Every limit that an order is compared with, by its name in the configuration. A limit has a scope: it judges the
 * orders of the desk, or of one venue, account, strategy or symbol. Limits of several scopes all hold, so the strictest
 * of them decides.
 */
import { zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import { type TradingScope, scopeKinds } from '../trading/tradingScope.ts';
import { namesOf } from '../../../shared/kernel/names.ts';

type ScopeKind = TradingScope['kind'];

/** What a value of a limit counts. A share is 1 for the whole. */
export type LimitUnit = 'ms' | 'units' | 'currency' | 'share' | 'orders' | 'per second';

interface LimitKind {
  /** The name of the rule in decision records, and the code of its refusals. */
  readonly rule: string;
  readonly unit: LimitUnit;
  /** The kinds of scopes that the limit can have. */
  readonly scopes: readonly ScopeKind[];
  /** What is counted, for people. */
  readonly counts: string;
  /** Whether the limit may be zero. */
  readonly zero?: true;
  /** The limit measures a single order: between orders nothing of it is in use. */
  readonly perOrder?: true;
  /** The measured value differs from scope to scope. */
  readonly ofScope?: true;
}

/** The price that judges an order depends on these scopes only. */
const ofPrices = ['desk', 'venue', 'symbol'] as const;
const everyScope = scopeKinds;

/** In the order in which a decision lists them. */
export const limitKinds = {
  marketDataAgeMaxMs: {
    rule: 'market_data_age',
    unit: 'ms',
    scopes: ofPrices,
    counts: 'milliseconds since a venue told the price by which the order is judged',
    perOrder: true,
  },
  priceFileAgeMaxMs: {
    rule: 'price_file_age',
    unit: 'ms',
    scopes: ofPrices,
    counts: "milliseconds since the time in the price file's row, where the order is judged by it",
    perOrder: true,
  },
  orderQuantityMax: {
    rule: 'max_order_quantity',
    unit: 'units',
    scopes: everyScope,
    counts: 'units of one order',
    perOrder: true,
  },
  orderNotionalMax: {
    rule: 'max_order_notional',
    unit: 'currency',
    scopes: everyScope,
    counts: 'worth of one order in its currency',
    perOrder: true,
  },
  priceCollar: {
    rule: 'price_collar',
    unit: 'share',
    scopes: everyScope,
    counts: "how far a limit reaches through the market, as a share of the market's price",
    perOrder: true,
  },
  positionMax: {
    rule: 'position_limit',
    unit: 'units',
    scopes: everyScope,
    counts: 'units of an account in a symbol, long or short, open orders counted as filled',
  },
  longPositionMax: {
    rule: 'long_position_limit',
    unit: 'units',
    scopes: everyScope,
    counts: 'units of an account in a symbol that it may be long, open orders counted as filled',
    zero: true,
  },
  shortPositionMax: {
    rule: 'short_position_limit',
    unit: 'units',
    scopes: everyScope,
    counts: 'units of an account in a symbol that it may be short, open orders counted as filled',
    zero: true,
  },
  openingQuantityMax: {
    rule: 'restricted_symbol',
    unit: 'units',
    scopes: everyScope,
    counts: 'units by which one order may open or grow a position; 0 lets orders only close',
    zero: true,
    perOrder: true,
  },
  grossExposureMax: {
    rule: 'gross_exposure',
    unit: 'currency',
    scopes: ['desk', 'account', 'symbol'],
    counts:
      'worth of all positions of the scope in the currency, long and short added, open orders at their worst',
    ofScope: true,
  },
  netExposureMax: {
    rule: 'net_exposure',
    unit: 'currency',
    scopes: ['desk', 'account', 'symbol'],
    counts:
      'worth of all positions of the scope in the currency, long less short, open orders at their worst',
    ofScope: true,
  },
  openOrdersMax: {
    rule: 'open_orders',
    unit: 'orders',
    scopes: everyScope,
    counts: 'working orders of an account in a symbol, exits of brackets left out',
  },
  dailyVolumeMax: {
    rule: 'daily_volume',
    unit: 'units',
    scopes: everyScope,
    counts: 'units of an account in a symbol executed since midnight UTC, open orders counted as filled',
  },
  dailyLossMax: {
    rule: 'daily_loss',
    unit: 'currency',
    scopes: ['desk', 'account'],
    counts: 'loss of an account since midnight UTC in the currency, realized and open',
  },
  messageRatePerSecondMax: {
    rule: 'message_rate',
    unit: 'per second',
    scopes: ['desk', 'venue', 'account'],
    counts: 'orders and amends of an account in a second; of the venue in the scope of a venue',
    ofScope: true,
  },
  repeatedOrdersMax: {
    rule: 'repeated_order',
    unit: 'orders',
    scopes: everyScope,
    counts: 'identical orders within risk.repeatedOrdersWindowMs',
    perOrder: true,
  },
  repeatedExecutionsMax: {
    rule: 'repeated_execution',
    unit: 'orders',
    scopes: ['desk', 'strategy'],
    counts:
      'orders of a strategy within risk.repeatedExecutionsWindowMs, what a person sends by hand left out; beyond it the strategy is halted',
    ofScope: true,
  },
  selfCrossingMax: {
    rule: 'self_crossing',
    unit: 'units',
    scopes: everyScope,
    counts:
      "units of the desk's own working orders with which an order may trade at its venue, stops counted as triggered",
    zero: true,
    perOrder: true,
  },
} as const satisfies Readonly<Record<string, LimitKind>>;

export type LimitName = keyof typeof limitKinds;

export const limitNames = namesOf(limitKinds);

export function limitKindOf(name: LimitName): LimitKind {
  return limitKinds[name];
}

/** What to do about limits that a configuration leaves out: the lines to write, and the command. */
export function sayLimits(names: readonly LimitName[]): string {
  const lines = names.map((name) => `"${name}": "none"`).join(', ');
  return `Give each a value, or say that there is none: "risk": { ${lines} }, or desk limits set NAME --scope desk --hard none --reason TEXT`;
}

export interface LimitTerms {
  /** An order beyond it needs an operator's override. */
  readonly soft?: Decimal | undefined;
  /** An order beyond it is denied. */
  readonly hard: Decimal | 'none';
  /** Whether a second person must approve what loosens the limit; absent: no. */
  readonly fourEyes?: boolean | undefined;
}

/** A value alone is a hard limit. Every limit is set: one that holds nothing back says `none`. */
export type LimitSetting = Decimal | 'none' | LimitTerms;

export type LimitSettings = Readonly<Record<LimitName, LimitSetting>>;
/** The limits of a narrower scope; those that are absent do not hold there besides the desk's. */
export type SomeLimits = { readonly [Name in LimitName]?: LimitSetting | undefined };

/** A limit that holds back orders of its scope: soft, hard or both. */
export interface Limit {
  readonly name: LimitName;
  /** As text: `desk`, `account:main`. */
  readonly scope: string;
  readonly soft?: Decimal;
  readonly hard?: Decimal;
  /** The sender of an order can't override its soft limit. */
  readonly fourEyes?: true;
  /** How many limits compare the same value, where this is the strictest of several. */
  readonly strictestOf?: number;
}

/** Limits of several scopes that compare the same value of an order: what passes the strictest passes all. */
export interface LimitGroup {
  /** Says how many limits there are, where they are several. */
  readonly strictest: Limit;
  readonly all: readonly Limit[];
}

/** The limits of one order in the order of `limitNames`. */
export function groupLimits(limits: readonly Limit[]): readonly LimitGroup[] {
  const sorted = limits.toSorted((a, b) => limitNames.indexOf(a.name) - limitNames.indexOf(b.name));
  const groups = new Map<string, Limit[]>();
  for (const limit of sorted) {
    const { name, scope } = limit;
    const key = limitKindOf(name).ofScope ? `${name} ${scope}` : name;
    groups.set(key, [...(groups.get(key) ?? []), limit]);
  }
  return [...groups.values()].map((all) => {
    const strictest = all.reduce(stricter);
    return { strictest: all.length === 1 ? strictest : { ...strictest, strictestOf: all.length }, all };
  });
}

function stricter(a: Limit, b: Limit): Limit {
  return leastOf(b) < leastOf(a) ? b : a;
}

/** The largest value that passes the limit without an override. */
function leastOf({ soft, hard }: Pick<Limit, 'soft' | 'hard'>): Decimal {
  return soft ?? hard ?? zero;
}

export function limitTerms(setting: LimitSetting): LimitTerms {
  return typeof setting === 'object' ? setting : { hard: setting };
}

/** Undefined where the limit holds nothing back. */
export function limitOf(name: LimitName, scope: string, setting: LimitSetting): Limit | undefined {
  const { soft, hard, fourEyes } = limitTerms(setting);
  if (soft === undefined && hard === 'none') return undefined;
  return {
    name,
    scope,
    ...(soft !== undefined && { soft }),
    ...(hard !== 'none' && { hard }),
    ...(fourEyes === true && { fourEyes }),
  };
}

/** What is wrong with a limit in that scope; undefined when nothing is. */
export function limitFault(name: LimitName, kind: ScopeKind, setting: LimitSetting): string | undefined {
  const { scopes, zero: mayBeZero } = limitKindOf(name);
  if (!scopes.includes(kind)) {
    return `${name} is no limit of one ${kind}; expected a scope of ${scopes.join(', ')}`;
  }
  const limit = limitOf(name, kind, setting);
  if (limit === undefined) return undefined;
  const { soft, hard } = limit;
  const least = leastOf(limit);
  if (least < zero || (least === zero && mayBeZero !== true)) return 'expected more than "0"';
  const isOrdered = soft === undefined || hard === undefined || soft < hard;
  return isOrdered ? undefined : 'expected a soft limit below the hard one';
}
