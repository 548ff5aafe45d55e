/**
 * A bracket against a venue that fills, rejects, ends, loses and delays as it
 * likes, and others who trade in its position: at rest every exit works for
 * exactly what is filled, not yet closed and its share of the position, and
 * nothing is ever asked for beyond that.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, decimal, minimum, zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId, OrderId, VenueOrderId } from '../../../../shared/kernel/ids.ts';
import { decideOrder } from '../decide/decideOrder.ts';
import { evolveOrder, leavesQuantity } from '../evolveOrder.ts';
import type { OrderCommand } from '../orderCommands.ts';
import { initialOrderState, isTerminal, isResting, type Order, type OrderState } from '../orderState.ts';
import type { BracketRole, OrderTerms } from '../orderTerms.ts';
import { openQuantity, planBracket, unprotectedQuantity, type BracketShares } from './planBracket.ts';
import { entryTerms, price } from './testing/entryTerms.ts';

const venue = { evidence: 'venue' } as const;

/** Which order of those there are, and how much of it. */
interface Happening {
  readonly what:
    | 'share'
    | 'fill'
    | 'answer'
    | 'refuse'
    | 'end'
    | 'doubt'
    | 'plan'
    | 'cancel entry'
    | 'reinstate';
  readonly which: number;
  readonly quantity: number;
}

class Desk {
  readonly orders: Order[] = [];
  readonly asked: { readonly leaves: Decimal; readonly open: Decimal }[] = [];
  shares: BracketShares = { stop_loss: entryTerms.quantity, take_profit: entryTerms.quantity };
  private executions = 0;

  constructor() {
    this.open(entryTerms);
    this.tell(0, { type: 'RecordAcceptance', ...venue, venueOrderId: 'v0' as VenueOrderId });
  }

  get entry(): Order {
    const [entry] = this.orders;
    if (entry === undefined) throw new Error('there is an entry');
    return entry;
  }

  get exits(): readonly Order[] {
    return this.orders.slice(1);
  }

  happen({ what, which, quantity }: Happening): void {
    const index = which % this.orders.length;
    const order = this.orders[index];
    if (order === undefined) return;
    if (what === 'plan') this.plan();
    else if (what === 'share') this.share(which, decimal(String(quantity - 1)));
    else if (what === 'fill') this.fill(index, decimal(String(quantity)));
    else if (what === 'answer') this.answer(index);
    else if (what === 'refuse') this.refuse(index);
    else if (what === 'end') this.tell(index, { type: 'RecordCancel', ...venue, reason: 'taken away' });
    else if (what === 'doubt') this.tell(index, { type: 'MarkInDoubt', reason: 'lost' });
    else if (what === 'cancel entry') this.tell(0, { type: 'RequestCancel', reason: 'by hand' });
    else {
      const venueOrderId = `v${index}` as VenueOrderId;
      this.tell(index, { type: 'RecordReinstatement', ...venue, venueOrderId, reason: 'it lives' });
    }
  }

  /** Does what the bracket needs, until it needs nothing that the venue has not been asked for. */
  plan(): number {
    let actions = 0;
    for (;;) {
      const [action] = planBracket(this.entry, this.exits, this.shares);
      if (action === undefined) return actions;
      actions++;
      if (actions > 100) throw new Error('the bracket never comes to rest');
      const open = openQuantity(this.entry, this.exits);
      if (action.type === 'create') {
        this.asked.push({ leaves: action.quantity, open });
        this.open(exitTerms(action.role, action.quantity, action.attempt));
      } else if (action.type === 'cancel') {
        this.tell(this.indexOf(action.orderId), { type: 'RequestCancel', reason: 'bracket' });
      } else {
        const index = this.indexOf(action.orderId);
        const exit = this.orders[index]!;
        this.asked.push({ leaves: (action.quantity - exit.filledQuantity) as Decimal, open });
        const { quantity } = action;
        this.tell(index, { type: 'RequestReplace', quantity, reason: 'bracket' });
      }
    }
  }

  /** How much of one kind of exit, or of both, the position has room for. */
  private share(which: number, quantity: Decimal): void {
    if (which % 3 !== 0) this.shares = { ...this.shares, stop_loss: quantity };
    if (which % 3 !== 1) this.shares = { ...this.shares, take_profit: quantity };
  }

  /** Everything that is open is answered well, and planned on, until nothing moves. */
  rest(): void {
    for (let round = 0; round < 100; round++) {
      for (const index of this.orders.keys()) this.answer(index);
      const isQuiet = this.orders.every(({ status }) => isTerminal(status) || isResting(status));
      if (this.plan() === 0 && isQuiet) return;
    }
    throw new Error('the desk never comes to rest');
  }

  private indexOf(orderId: OrderId): number {
    return this.orders.findIndex(({ terms }) => terms.orderId === orderId);
  }

  private open(terms: OrderTerms): void {
    let state: OrderState = initialOrderState;
    const clientOrderId = terms.orderId as string as ClientOrderId;
    const risk = { level: 'low', rules: [] } as const;
    for (const command of [
      { type: 'CreateOrder', terms, risk },
      { type: 'BeginSubmission', clientOrderId },
    ] as const) {
      state = after(state, command);
    }
    if (state.status !== 'none') this.orders.push(state);
  }

  private tell(index: number, command: OrderCommand): void {
    const order = this.orders[index];
    if (order === undefined) return;
    const next = after(order, command);
    if (next.status !== 'none') this.orders[index] = next;
  }

  /** Late fills included; never more than the order is for. */
  private fill(index: number, quantity: Decimal): void {
    const order = this.orders[index];
    if (order === undefined || order.status === 'rejected') return;
    const most = leavesQuantity(order);
    const filled = quantity > most ? most : quantity;
    if (filled === zero) return;
    const executionId = `x${++this.executions}` as ExecutionId;
    this.tell(index, { type: 'RecordFill', ...venue, executionId, quantity: filled, price });
  }

  private answer(index: number): void {
    const order = this.orders[index];
    if (order === undefined) return;
    this.tell(index, { type: 'RecordAcceptance', ...venue, venueOrderId: `v${index}` as VenueOrderId });
    if (order.status === 'pending_cancel') {
      this.tell(index, { type: 'RecordCancel', ...venue, reason: 'asked' });
    } else if (order.status === 'pending_replace') {
      const { clientOrderId, quantity = order.terms.quantity } = order.requested;
      // A venue refuses to make an order smaller than what it has filled.
      if (quantity <= order.filledQuantity) this.refuse(index);
      else this.tell(index, { type: 'RecordReplace', ...venue, clientOrderId, quantity });
    }
  }

  private refuse(index: number): void {
    const { status } = this.orders[index]!;
    const why = { ...venue, code: '0', reason: 'no' };
    if (status === 'pending_cancel') this.tell(index, { type: 'RecordCancelRejection', ...why });
    else if (status === 'pending_replace') this.tell(index, { type: 'RecordReplaceRejection', ...why });
    else if (status === 'submitting' || status === 'in_doubt') {
      this.tell(index, { type: 'RecordRejection', ...why });
    }
  }
}

function after(state: OrderState, command: OrderCommand): OrderState {
  const decision = decideOrder(command, state);
  if (!decision.ok) return state;
  let next = state;
  for (const event of decision.value) next = evolveOrder(next, event);
  return next;
}

function exitTerms(role: BracketRole, quantity: Decimal, attempt: number): OrderTerms {
  const { bracket: _levels, limitPrice: _limit, ...rest } = entryTerms;
  const level = role === 'stop_loss' ? decimal('1390') : decimal('1410');
  return {
    ...rest,
    orderId: `e-${role}-${attempt}` as OrderId,
    side: 'sell',
    quantity,
    ...(role === 'stop_loss'
      ? { orderType: 'stop' as const, stopPrice: level }
      : { orderType: 'limit' as const, limitPrice: level }),
    reduceOnly: true,
    parent: { orderId: entryTerms.orderId, role },
  };
}

const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('fill' as const, 'answer' as const, 'plan' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'refuse' as const,
        'end' as const,
        'doubt' as const,
        'cancel entry' as const,
        'reinstate' as const,
        'share' as const,
      ),
    },
  ),
  which: fc.nat({ max: 11 }),
  quantity: fc.integer({ min: 1, max: 12 }),
});

/** What is wrong with a desk at rest. */
function atRest(desk: Desk): readonly string[] {
  const open = openQuantity(desk.entry, desk.exits);
  const wrong: string[] = [];
  for (const role of ['stop_loss', 'take_profit'] as const) {
    const most = minimum(open, desk.shares[role]);
    const working = desk.exits.filter(
      ({ terms, status }) => terms.parent?.role === role && !isTerminal(status),
    );
    const leaves = working.map(leavesQuantity).reduce((sum, one) => add(sum, one), zero);
    if (leaves !== most) wrong.push(`${role} works for ${leaves}, ${most} is its share of what is open`);
    if (working.length > 1) wrong.push(`${working.length} exits of kind ${role} work`);
  }
  const left = unprotectedQuantity(desk.entry, desk.exits, desk.shares);
  if (left > zero) wrong.push(`${left} is unprotected`);
  return wrong;
}

test('no filled quantity is unprotected at rest, and no exit works for more than its share of what is open', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40, size: 'max' }), (happenings) => {
      const desk = new Desk();
      for (const one of happenings) desk.happen(one);
      desk.rest();
      expect(atRest(desk)).toEqual([]);
      expect(desk.asked.filter(({ leaves, open: most }) => leaves > most)).toEqual([]);
    }),
    { numRuns: 5_000 },
  );
});
