/** No sequence of accepted orders and amends ends beyond a hard limit, whatever the fills do. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  accounts,
  allowed,
  filledOf,
  LimitedDesk,
  signOf,
  symbols,
  type Placed,
} from './testing/limitedDesk.ts';

/** Mostly a few units: then several orders work at once, and most fills fill a part. */
const quantity = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: 45 }) },
);
const price = fc.integer({ min: 92, max: 108 });
const symbol = fc.constantFrom(...symbols);
const account = fc.constantFrom(...accounts);
const side = fc.constantFrom('buy' as const, 'sell' as const);
const which = fc.nat(20);
/** What a revision leaves of an execution; nothing is a bust. */
const left = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 }));

const steps = {
  order: fc.record({ kind: fc.constant('order' as const), account, symbol, side, quantity }),
  amend: fc.record({ kind: fc.constant('amend' as const), which, grows: fc.boolean(), quantity }),
  fill: fc.record({
    kind: fc.constant('fill' as const),
    which,
    quantity: fc.integer({ min: 1, max: 15 }),
    price,
  }),
  end: fc.record({ kind: fc.constant('end' as const), which }),
  revise: fc.record({ kind: fc.constant('revise' as const), which, quantity: left, price }),
  move: fc.record({ kind: fc.constant('move' as const), symbol, price }),
  wait: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 50, max: 900 }) }),
};
const weights = { order: 6, amend: 4, fill: 5, end: 2, revise: 2, move: 2, wait: 4 } as const;
const step = fc.oneof(
  ...(Object.keys(steps) as (keyof typeof steps)[]).map((kind) => ({
    weight: weights[kind],
    arbitrary: steps[kind] as fc.Arbitrary<Step>,
  })),
);
type Step = {
  [K in keyof typeof steps]: (typeof steps)[K] extends fc.Arbitrary<infer S> ? S : never;
}[keyof typeof steps];

/** What happened in any run. */
const happened = new Set<string>();

function note(what: string, side: string, codes: readonly string[]): void {
  for (const code of codes) happened.add(`${what} denied by ${code}`);
  happened.add(`${what}, ${side}, ${codes.length === 0 ? 'passed' : 'denied'}`);
}

/** Does the step where there is an order for it. */
function take(desk: LimitedDesk, asked: Step): void {
  if (asked.kind === 'order') note('order', asked.side, desk.order(asked));
  else if (asked.kind === 'move') desk.move(asked.symbol, asked.price);
  else if (asked.kind === 'wait') desk.wait(asked.ms);
  else if (asked.kind === 'revise') revise(desk, asked);
  else {
    const order = desk.working[asked.which % Math.max(1, desk.working.length)];
    if (order === undefined) return;
    if (asked.kind === 'amend') {
      amend(desk, order, asked.grows ? order.quantity + asked.quantity : asked.quantity);
    } else if (asked.kind === 'end') desk.end(order);
    else {
      desk.fill(order, asked.quantity, asked.price);
      happened.add(order.status === 'filled' ? 'filled' : 'filled in part');
    }
  }
}

function amend(desk: LimitedDesk, order: Placed, quantity: number): void {
  const [filled, before] = [filledOf(order), order.quantity];
  if (quantity <= filled) return;
  const codes = desk.amend(order, quantity);
  if (quantity > before) note(filled > 0 ? 'amend of a part-filled order' : 'amend', order.side, codes);
}

/** Of an order in any state: also one that is filled, or that was canceled with a part filled. */
function revise(desk: LimitedDesk, asked: Extract<Step, { kind: 'revise' }>): void {
  const traded = desk.orders.filter(({ executions }) => executions.length > 0);
  const order = traded[asked.which % Math.max(1, traded.length)];
  const execution = order?.executions[asked.which % order.executions.length];
  if (order === undefined || execution === undefined) return;
  happened.add(`${asked.quantity === 0 ? 'bust' : 'correction'} of a ${order.status} order`);
  const { quantity, price: at } = asked;
  desk.revise(order, execution.id, { quantity: Math.min(quantity, execution.quantity), price: at });
}

const places = accounts.flatMap((of) => symbols.map((at) => ({ account: of, symbol: at })));

/** The widest reach of each position, up and down: the worst that fills can do. */
function reachOf(desk: LimitedDesk) {
  return places.map(({ account: of, symbol: at }) => {
    const own = desk.at(of, at).filter(({ status }) => status === 'working');
    const open = (sign: 1 | -1): number =>
      own
        .filter((order) => signOf(order) === sign)
        .reduce((sum, order) => sum + order.quantity - filledOf(order), 0);
    const position = desk.position(of, at);
    const [high, low] = [position + open(1), position - open(-1)];
    const volume = desk.volume(of, at) + open(1) + open(-1);
    return {
      name: `${of} ${at}`,
      symbol: at,
      price: desk.priceOf(at),
      high,
      low,
      volume,
      orders: own.length,
    };
  });
}

type Reaches = ReadonlyMap<string, { readonly value: number; readonly most: number }>;

/** How far the desk could come at the worst, beside each limit. */
function reachesOf(desk: LimitedDesk): Reaches {
  const reach = reachOf(desk);
  const sum = (of: (place: (typeof reach)[number]) => number): number =>
    reach.reduce((total, place) => total + of(place) * place.price, 0);
  const lately = desk.messages.filter(({ atMs }) => atMs > desk.nowMs - 1_000);
  return new Map([
    ...reach.flatMap(({ name, symbol: at, high, low, volume, orders }) => [
      [`long ${name}`, { value: high, most: allowed.long }] as const,
      [`short ${name}`, { value: -low, most: allowed.short }] as const,
      [`volume ${name}`, { value: volume, most: allowed.volume }] as const,
      [`orders ${name}`, { value: orders, most: allowed.orders }] as const,
      ...(at === 'Y'
        ? [
            [`position up ${name}`, { value: high, most: allowed.position }] as const,
            [`position down ${name}`, { value: -low, most: allowed.position }] as const,
          ]
        : []),
    ]),
    ...accounts.map((of) => {
      const value = lately.filter((message) => message.account === of).length;
      return [`rate ${of}`, { value, most: allowed.rate }] as const;
    }),
    ['rate of the venue', { value: lately.length, most: allowed.venueRate }],
    [
      'gross',
      { value: sum(({ high, low }) => Math.max(Math.abs(high), Math.abs(low))), most: allowed.gross },
    ],
    [
      'net',
      {
        value: Math.max(Math.abs(sum(({ high }) => high)), Math.abs(sum(({ low }) => low))),
        most: allowed.net,
      },
    ],
  ]);
}

/**
 * Nothing reaches beyond its limit, nor further than before where a bust or a price had brought it beyond. Only those
 * two may do that.
 */
function beyond(before: Reaches, after: Reaches, { kind }: Step): readonly string[] {
  if (kind === 'revise' || kind === 'move') return [];
  return [...after]
    .filter(([name, { value, most }]) => value > Math.max(most, before.get(name)?.value ?? 0))
    .map(([name, { value, most }]) => `${kind}: ${name} ${value}, allowed ${most}`);
}

/** With a loss of the day beyond its limit, what passes opens nothing: no position can get further from zero by it. */
function openedAtLoss(
  desk: LimitedDesk,
  before: ReturnType<typeof reachOf>,
  { kind }: Step,
): readonly string[] {
  if (kind !== 'order' && kind !== 'amend') return [];
  const lossOf = (name: string): number => desk.loss(name.slice(0, 1));
  return reachOf(desk)
    .filter(({ name }) => lossOf(name) > allowed.loss)
    .filter(({ name, high, low }) => {
      const was = before.find((place) => place.name === name);
      if (was === undefined || (high === was.high && low === was.low)) return false;
      happened.add(`${kind} passed beyond the loss`);
      return high > Math.max(was.high, 0) || low < Math.min(was.low, 0);
    })
    .map(({ name }) => `${kind} opened ${name} at a loss of ${lossOf(name)}`);
}

test('orders and amends that passed never reach beyond a hard limit, whatever is filled', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 70 }), (all) => {
      const desk = new LimitedDesk();
      for (const one of all) {
        const [reaches, reach] = [reachesOf(desk), reachOf(desk)];
        take(desk, one);
        expect(beyond(reaches, reachesOf(desk), one)).toEqual([]);
        expect(openedAtLoss(desk, reach, one)).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
  // Each limit was met by orders and by amends of both sides; otherwise the property says nothing about it.
  const sides = ['buy', 'sell'].flatMap((one) => ['passed', 'denied'].map((end) => `${one}, ${end}`));
  const kinds = ['order', 'amend', 'amend of a part-filled order'];
  const codes = [
    'position_limit',
    'long_position_limit',
    'short_position_limit',
    'gross_exposure',
    'net_exposure',
    'daily_volume',
    'daily_loss',
    'message_rate',
  ];
  const expected = [
    ...kinds.flatMap((kind) => sides.map((end) => `${kind}, ${end}`)),
    ...['order', 'amend'].flatMap((kind) => codes.map((code) => `${kind} denied by ${code}`)),
    'order denied by open_orders',
    'order passed beyond the loss',
    'filled in part',
    'filled',
    ...['bust', 'correction'].flatMap((kind) =>
      ['working', 'filled', 'canceled'].map((state) => `${kind} of a ${state} order`),
    ),
  ];
  expect(expected.filter((what) => !happened.has(what))).toEqual([]);
});
