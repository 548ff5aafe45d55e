/**
 * A bracket's decisions against a venue that fills, refuses, ends and loses as it likes, others who trade in its
 * position, and restarts: what is asked for never exceeds what is left to close, and what is unprotected is told.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, decimal, minimum, subtract, zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId, OrderId, VenueOrderId } from '../../../../shared/kernel/ids.ts';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import { decideOrder } from '../decide/decideOrder.ts';
import { evolveOrder, leavesQuantity } from '../evolveOrder.ts';
import type { OrderCommand } from '../orderCommands.ts';
import { initialOrderState, isTerminal, isResting, type Order, type OrderState } from '../orderState.ts';
import { bracketRoles, type OrderTerms } from '../orderTerms.ts';
import { openQuantity, unprotectedQuantity, type BracketAction, type BracketShares } from './planBracket.ts';
import {
  evolveBracket,
  newBracket,
  type Bracket,
  type BracketEvent,
  type ExitChange,
} from './bracketState.ts';
import { bracketTransitions } from './bracketTransitions.ts';
import { decideBracket, holdOf, isEvent, type BracketDecision } from './decideBracket.ts';
import { exitTerms, roleOf } from './exitOrders.ts';
import { isHeld, noHolds } from './holds.ts';
import { entryTerms, price } from './testing/entryTerms.ts';

const venue = { evidence: 'venue' } as const;
const whole: BracketShares = { stop_loss: entryTerms.quantity, take_profit: entryTerms.quantity };

const weights = {
  fill: 8,
  answer: 8,
  look: 10,
  refuse: 3,
  end: 2,
  doubt: 1,
  reinstate: 1,
  endEntry: 1,
  share: 1,
  know: 1,
  elsewhere: 1,
  resume: 1,
  restart: 2,
  wait: 3,
  abandon: 2,
} as const;

interface Happening {
  readonly what: keyof typeof weights;
  readonly which: number;
  readonly quantity: number;
}

class Desk {
  readonly wrong: string[] = [];
  readonly met = new Set<string>();
  state: Bracket = newBracket(entryTerms.orderId);
  orders: readonly Order[];
  /** Its position was closed by other means, also of a bracket that is done since. */
  private isClosed = false;
  private shares = whole;
  private isKnown = true;
  private isLeft = true;
  private canReplace = true;
  private nowMs = 0;
  private executions = 0;

  constructor() {
    this.orders = [opened(entryTerms)];
    this.venueSays(0, { type: 'RecordAcceptance', ...venue, venueOrderId: 'v0' as VenueOrderId });
  }

  get entry(): Order {
    return this.orders[0]!;
  }

  get exits(): readonly Order[] {
    return this.orders.slice(1);
  }

  happen({ what, which, quantity }: Happening): void {
    this.nowMs += 100;
    this[what](which % this.orders.length, quantity);
  }

  /** All is known, answered and asked for again, until nothing moves. */
  rest(): void {
    this.isKnown = true;
    this.isLeft = true;
    for (let round = 0; round < 100; round++) {
      this.resume();
      for (const index of this.orders.keys()) this.answer(index);
      const isQuiet = this.orders.every(({ status }) => isTerminal(status) || isResting(status));
      if (this.look() === 0 && isQuiet && this.state.holds.size === 0) return;
    }
    this.wrong.push('it never comes to rest');
  }

  /** At rest: what an exit works for that is not its share of what is open, and what it says is unprotected. */
  leftBare(): readonly string[] {
    // It was let go of together with its position.
    if (this.isClosed && this.state.status === 'done') return [];
    const open = openQuantity(this.entry, this.exits);
    const wrong = this.state.status === 'unprotected' ? ['it is unprotected'] : [];
    for (const role of bracketRoles) {
      const works = this.exits
        .filter(({ terms, status }) => terms.parent?.role === role && !isTerminal(status))
        .map(leavesQuantity)
        .reduce(add, zero);
      const most = minimum(open, this.shares[role]);
      if (works !== most) wrong.push(`${role} works for ${works}, ${most} is its share of what is open`);
    }
    return wrong;
  }

  /** What it does next by its memory, but for what was refused, and what it would do after a restart, without any. */
  nextSteps(): { readonly live: readonly BracketDecision[]; readonly restarted: readonly BracketDecision[] } {
    const { status } = this.state;
    if (status === 'unread' || status === 'closed_unread' || status === 'done') {
      return { live: [], restarted: [] };
    }
    const began: BracketEvent[] = this.isClosed ? [{ type: 'PositionClosed' }] : [];
    const anew = [...began, { type: 'ExitsFound' } as const].reduce(
      evolveBracket,
      newBracket(entryTerms.orderId),
    );
    return {
      live: actions(decideBracket(this.sight(), { ...this.state, holds: noHolds })),
      restarted: actions(decideBracket(this.sight(), anew)),
    };
  }

  private look(): number {
    this.tell({ type: 'ExitsFound' });
    for (let actions = 0; ; actions++) {
      if (actions > 50) throw new Error('the bracket never comes to rest');
      const decisions = decideBracket(this.sight(), this.state);
      this.judge(decisions);
      const effects: (() => void)[] = [];
      for (const one of decisions) {
        if (isEvent(one)) this.tell(one);
        else if (one.type === 'release') effects.push(() => this.release(one.quantity));
        else effects.push(() => this.act(one));
      }
      if (effects.length === 0) return actions;
      for (const effect of effects) effect();
    }
  }

  private judge(decisions: readonly BracketDecision[]): void {
    const open = openQuantity(this.entry, this.exits);
    for (const one of decisions) {
      if (isEvent(one)) {
        const isOver = open === zero && this.orders.every(({ status }) => isTerminal(status));
        if (one.type === 'Finished' && !isOver) this.wrong.push('it is done and has something to do');
        const works = this.exits.some(({ status }) => !isTerminal(status));
        const mayLetGo = this.isKnown && !works && this.state.status === 'closed';
        if (one.type === 'Abandoned' && !mayLetGo) this.wrong.push('it lets go of a position too early');
        continue;
      }
      this.met.add(one.type);
      if (one.type === 'release') {
        if (!this.isKnown || this.isLeft) this.wrong.push('it lets go of what may be held');
        continue;
      }
      if (isHeld(this.state.holds, holdOf(one), this.nowMs)) this.wrong.push(`${one.type} is held`);
      if (one.type === 'cancel') continue;
      const exit = one.type === 'amend' ? this.exits[this.exitAt(one.orderId)] : undefined;
      const role = one.type === 'create' ? one.role : roleOf(one.orderId);
      const leaves = subtract(one.quantity, exit?.filledQuantity ?? zero);
      const most = minimum(open, this.shares[role]);
      if (leaves > most) this.wrong.push(`${one.type} of ${leaves}, ${most} is left to close`);
    }
  }

  private act(action: BracketAction): void {
    if (action.type === 'create') {
      const terms = exitTerms(this.entry, action.role, action.quantity, action.attempt, 'GTC');
      this.orders = [...this.orders, opened(terms)];
      this.tell({ type: 'ExitJoined', exitId: terms.orderId });
      return;
    }
    const { orderId } = action;
    const reason = 'bracket';
    const command: OrderCommand =
      action.type === 'cancel'
        ? { type: 'RequestCancel', reason }
        : { type: 'RequestReplace', quantity: action.quantity, reason };
    this.venueSays(this.exitAt(orderId) + 1, command);
  }

  private release(quantity: Decimal): void {
    this.venueSays(0, { type: 'RecordClosedElsewhere', quantity, reason: 'nothing is left' });
    if (openQuantity(this.entry, this.exits) !== zero) this.wrong.push('released, and something is open');
  }

  private fill(index: number, count: number): void {
    const order = this.orders[index]!;
    if (order.status === 'rejected') return;
    const quantity = minimum(leavesQuantity(order), decimal(String(count)));
    if (quantity === zero) return;
    const executionId = `x${++this.executions}` as ExecutionId;
    this.venueSays(index, { type: 'RecordFill', ...venue, executionId, quantity, price });
    this.exitIs(index, 'filled');
    this.beginAnew();
  }

  private answer(index: number): void {
    const order = this.orders[index]!;
    this.venueSays(index, { type: 'RecordAcceptance', ...venue, venueOrderId: `v${index}` as VenueOrderId });
    if (order.status === 'pending_cancel') {
      this.venueSays(index, { type: 'RecordCancel', ...venue, reason: 'asked' });
      this.exitIs(index, 'ended');
    } else if (order.status === 'pending_replace') {
      const { clientOrderId, quantity = order.terms.quantity } = order.requested;
      // A venue refuses to make an order smaller than what it has filled.
      if (quantity <= order.filledQuantity) return this.refuse(index);
      this.venueSays(index, { type: 'RecordReplace', ...venue, clientOrderId, quantity });
      this.exitIs(index, 'replaced');
    }
  }

  private refuse(index: number): void {
    const order = this.orders[index]!;
    const why = { ...venue, code: '0', reason: 'no' };
    if (order.status === 'pending_cancel') {
      this.venueSays(index, { type: 'RecordCancelRejection', ...why });
      this.exitIs(index, 'cancel_refused');
    } else if (order.status === 'pending_replace') {
      this.venueSays(index, { type: 'RecordReplaceRejection', ...why });
      this.exitIs(index, 'replace_refused');
    } else if (order.status === 'submitting') {
      this.venueSays(index, { type: 'RecordRejection', ...why });
      if (index === 0) return;
      this.tell({ type: 'ActionRefused', key: roleOf(order.terms.orderId), nowMs: this.nowMs });
    }
  }

  private end(index: number): void {
    this.venueSays(index, { type: 'RecordCancel', ...venue, reason: 'taken away' });
    this.exitIs(index, 'ended');
  }

  private endEntry(): void {
    this.venueSays(0, { type: 'RecordCancel', ...venue, reason: 'taken away' });
  }

  private doubt(index: number): void {
    this.venueSays(index, { type: 'MarkInDoubt', reason: 'lost' });
  }

  private reinstate(index: number): void {
    const venueOrderId = `v${index}` as VenueOrderId;
    this.venueSays(index, { type: 'RecordReinstatement', ...venue, venueOrderId, reason: 'it lives' });
    this.beginAnew();
  }

  private share(index: number, count: number): void {
    const quantity = decimal(String(count - 1));
    this.shares = index % 2 === 0 ? { ...whole, stop_loss: quantity } : { ...whole, take_profit: quantity };
  }

  private know(index: number): void {
    this.isKnown = !this.isKnown;
    this.canReplace = index !== 1;
  }

  private elsewhere(): void {
    this.isLeft = !this.isLeft;
  }

  private resume(): void {
    this.tell({ type: 'HoldsCleared' });
  }

  private restart(): void {
    const { isClosed } = this;
    this.anew();
    if (isClosed) this.tell({ type: 'PositionClosed' });
  }

  private anew(): void {
    this.isClosed = false;
    this.state = newBracket(entryTerms.orderId);
    for (const { terms } of this.exits) this.tell({ type: 'ExitJoined', exitId: terms.orderId });
  }

  private wait(): void {
    this.nowMs += 5_000;
  }

  private abandon(_index: number, count: number): void {
    if (count <= 3) this.tell({ type: 'PositionClosed' });
  }

  /** What was done with lives. */
  private beginAnew(): void {
    if (this.state.status === 'done') this.anew();
  }

  private exitIs(index: number, change: ExitChange): void {
    if (index === 0) return;
    const { orderId } = this.orders[index]!.terms;
    this.tell({ type: 'ExitChanged', exitId: orderId, role: roleOf(orderId), change, nowMs: this.nowMs });
  }

  private exitAt(orderId: OrderId): number {
    return this.exits.findIndex(({ terms }) => terms.orderId === orderId);
  }

  private venueSays(index: number, command: OrderCommand): void {
    this.orders = this.orders.map((order, place) => (place === index ? next(order, command) : order));
  }

  private sight() {
    const { entry, exits, shares, isKnown, canReplace, nowMs } = this;
    const left = this.isLeft ? entryTerms.quantity : zero;
    return {
      type: 'Look',
      entry,
      exits,
      shares,
      isKnown,
      left,
      canReplace,
      nowMs,
      now: epochMicros(nowMs),
    } as const;
  }

  private tell(event: BracketEvent): void {
    const before = this.state;
    this.state = evolveBracket(before, event);
    const { status } = this.state;
    if (status === 'closed' || status === 'closed_unread') this.isClosed = true;
    if (event.type === 'ProtectionMeasured' && status !== 'closed' && status !== 'done') {
      const missing = unprotectedQuantity(this.entry, this.exits, this.shares);
      const told = this.state.status === 'unprotected' ? this.state.quantity : zero;
      if (told !== missing) this.wrong.push(`${missing} is unprotected, it says ${told}`);
      if (
        before.status === 'unprotected' &&
        this.state.status === 'unprotected' &&
        before.sinceMs !== this.state.sinceMs
      ) {
        this.wrong.push('it forgets since when');
      }
    }
    if (status === before.status) return;
    this.met.add(`${before.status} to ${status}`);
    if (!moves.includes(`${before.status} to ${status}`)) this.wrong.push(`${before.status} to ${status}`);
  }
}

const moves = Object.entries(bracketTransitions).flatMap(([from, row]) =>
  Object.values(row).map((to) => `${from} to ${to}`),
);

function opened(terms: OrderTerms): Order {
  const risk = { level: 'low', rules: [] } as const;
  const created = step(initialOrderState, { type: 'CreateOrder', terms, risk });
  const clientOrderId = terms.orderId as string as ClientOrderId;
  const sent = step(created, { type: 'BeginSubmission', clientOrderId });
  if (sent.status === 'none') throw new Error('it was created');
  return sent;
}

function next(order: Order, command: OrderCommand): Order {
  const after = step(order, command);
  return after.status === 'none' ? order : after;
}

function step(state: OrderState, command: OrderCommand): OrderState {
  const decision = decideOrder(command, state);
  return decision.ok ? decision.value.reduce(evolveOrder, state) : state;
}

function actions(decisions: readonly BracketDecision[]): readonly BracketDecision[] {
  return decisions.filter((one) => !isEvent(one) || one.type === 'Finished' || one.type === 'Abandoned');
}

const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.oneof(
    ...Object.entries(weights).map(([what, weight]) => ({
      weight,
      arbitrary: fc.constant(what as Happening['what']),
    })),
  ),
  which: fc.nat({ max: 11 }),
  quantity: fc.integer({ min: 1, max: 12 }),
});

test('asks for no more than is left to close, tells what is unprotected, waits after refusals, and needs no memory but that', () => {
  const met = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(happening, { minLength: 1, maxLength: 60, size: 'max' }), (happenings) => {
      const desk = new Desk();
      for (const one of happenings) {
        desk.happen(one);
        const { live, restarted } = desk.nextSteps();
        expect(restarted).toEqual(live);
      }
      desk.rest();
      expect(desk.wrong).toEqual([]);
      expect(desk.leftBare()).toEqual([]);
      for (const one of desk.met) met.set(one, (met.get(one) ?? 0) + 1);
    }),
    { numRuns: 2_000 },
  );
  const often = [...met].filter(([, count]) => count >= 20).map(([one]) => one);
  const all = [...moves, 'create', 'amend', 'cancel', 'release'];
  expect(often.toSorted()).toEqual([...new Set(all)].toSorted());
});
