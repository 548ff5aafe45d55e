/**
 * The write side of orders: it decides a command against the order's state, appends the events, and evolves the state.
 * For the length of a commit the state in memory is ahead of the disk. So whoever acts on the outside waits until
 * `handle` has resolved.
 */
import { neverAborted, type AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { orderStream, type OrderId, type Ticker } from '../../../shared/kernel/ids.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { PriceFloor } from '../../domain/instrument/instrument.ts';
import { decideOrder } from '../../domain/order/decideOrder.ts';
import { evolveOrder } from '../../domain/order/evolveOrder.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import { initialOrderState, isTerminal, type Order, type OrderState } from '../../domain/order/orderState.ts';
import { noStreamVersion, type AppendResult, type EventStore } from '../events/eventStore.ts';
import { newEvent } from '../events/newEvent.ts';
import type { EventContext, NewEvent, StoredEvent } from '../events/storedEvent.ts';
import type { IdSource } from '../ports.ts';
import type { SetAsideStreams } from '../events/setAsideStreams.ts';
import type { LiveOrders } from '../orders/liveOrders.ts';
import type { Interruptions } from '../orders/interruptions.ts';
import type { OrderView } from '../orders/orderView.ts';
import { isOrderEvent, projectAny, whyNotNext } from '../orders/projectOrder.ts';

export type CommandFault =
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | { readonly type: 'store_unavailable'; readonly fault: Fault };

export interface CommandOutcome {
  readonly order: Order;
  /** The events that the command led to; empty when the command said nothing new. */
  readonly events: readonly StoredEvent[];
}

export type CommandResult = Result<CommandOutcome, CommandFault>;

export interface OrderInstruction {
  readonly orderId: OrderId;
  readonly command: OrderCommand;
  readonly context: EventContext;
}

type FloorOf = (symbol: Ticker) => PriceFloor;

export type OrderChangeListener = (orderId: OrderId, before: OrderState, after: OrderState) => void;

export interface OrderCommandHandlerDependencies {
  readonly store: EventStore;
  readonly ids: IdSource;
  /**
   * Learns of each order that the handler has read from its events, so that the order's row is in memory when its next
   * event comes.
   */
  readonly live: Pick<LiveOrders, 'recall'>;
  readonly setAside: SetAsideStreams;
  /** Learns of orders with a step or a fact that the store could not take. */
  readonly interruptions: Pick<Interruptions, 'noteOrder'>;
  /** Says which prices a symbol takes. */
  readonly floorOf: FloorOf;
}

interface Entry {
  readonly state: OrderState;
  readonly version: number;
  /** The append that led to this state; absent where it was read from disk. */
  readonly appending?: Promise<AppendResult>;
}

const unborn: Entry = { state: initialOrderState, version: noStreamVersion };

/** How many ended orders stay in memory for late messages; an older order is read from its stream again. */
const endedEntriesMax = 1_000;
const conflictRetriesMax = 3;

export class OrderCommandHandler {
  private readonly dependencies: OrderCommandHandlerDependencies;
  private readonly listeners: OrderChangeListener[] = [];
  private readonly entries = new Map<OrderId, Entry>();
  /** The ended orders in memory, in the order in which they ended: the handler forgets the oldest first. */
  private readonly ended = new Set<OrderId>();
  private readonly loading = new Map<OrderId, Promise<Entry>>();

  constructor(dependencies: OrderCommandHandlerDependencies) {
    this.dependencies = dependencies;
  }

  /** The listener hears of each change of an order's state when it is decided, before it is on disk. */
  onChange(listener: OrderChangeListener): void {
    this.listeners.push(listener);
  }

  /**
   * Resolves once the events are on disk. An aborted signal refuses a command that has not been decided yet. Events
   * that the store has already been given are written all the same.
   */
  async handle(instruction: OrderInstruction, signal = neverAborted): Promise<CommandResult> {
    const [result] = await this.handleStream(instruction.orderId, [instruction], signal);
    invariant(result !== undefined, 'each command has its outcome');
    return result;
  }

  /**
   * One transaction for each stream, and one durable commit for all. All commands of the batch on one order are
   * appended together, or none of them is. The appends of all streams go to the store in the same turn. Each command
   * has its own outcome, in the order given.
   */
  async handleBatch(
    instructions: readonly OrderInstruction[],
    signal = neverAborted,
  ): Promise<readonly CommandResult[]> {
    const byOrder = new Map<OrderId, number[]>();
    for (const [index, { orderId }] of instructions.entries()) {
      const indexes = byOrder.get(orderId);
      if (indexes === undefined) byOrder.set(orderId, [index]);
      else indexes.push(index);
    }
    // All orders are read into memory before the first command is decided, so that all appends meet in one commit.
    await Promise.all([...byOrder.keys()].map((orderId) => this.order(orderId)));
    const results = new Map<number, CommandResult>();
    await Promise.all(
      [...byOrder].map(async ([orderId, indexes]) => {
        const own = indexes.map((index) => instructions[index]).filter((one) => one !== undefined);
        const outcomes = await this.handleStream(orderId, own, signal);
        for (const [place, index] of indexes.entries()) {
          const outcome = outcomes[place];
          if (outcome !== undefined) results.set(index, outcome);
        }
      }),
    );
    return instructions.map((_one, index) => {
      const result = results.get(index);
      invariant(result !== undefined, 'each command has its outcome');
      return result;
    });
  }

  /** The order's state with all that has been decided so far; undefined when the order does not exist. */
  async order(orderId: OrderId): Promise<Order | undefined> {
    const { state } = this.known(orderId) ?? (await this.load(orderId));
    return state.status === 'none' || this.refusalOn(orderId) !== undefined ? undefined : state;
  }

  /**
   * Why the order takes no commands: an event of its stream can't be understood. Undefined when the order takes them.
   */
  refusalOn(orderId: OrderId): Refusal | undefined {
    return this.dependencies.setAside.refusal(orderStream(orderId));
  }

  private async handleStream(
    orderId: OrderId,
    instructions: readonly OrderInstruction[],
    signal: AbortSignalLike,
  ): Promise<readonly CommandResult[]> {
    const { ids, floorOf, interruptions } = this.dependencies;
    for (let attempt = 0; ; attempt++) {
      let entry = this.known(orderId);
      if (entry === undefined) {
        const loaded = await this.load(orderId);
        // Other commands waited for the same read, and the first of them may have changed the state already.
        entry = this.entries.get(orderId) ?? loaded;
      }
      const unusable = this.refusalOn(orderId);
      if (unusable !== undefined) return all(instructions, refused(unusable));
      if (signal.aborted) return all(instructions, refused(abandoned));
      const decided = decideAll(instructions, entry.state, ids, floorOf);
      if (!decided.ok || decided.value.events.length === 0) {
        if (await isOnDisk(entry)) {
          return decided.ok ? all(instructions, nothingNew(orderId, entry)) : decided.error;
        }
        // The state in memory never reached the disk: decide again on the state that the disk has.
        if (attempt < conflictRetriesMax) continue;
        return all(instructions, changedUnder(orderId));
      }
      const appended = await this.append(orderId, entry, decided.value);
      if (appended.ok) return outcomes(decided.value, appended.value.events);
      this.changed(orderId, decided.value.state, entry.state);
      // The store wrote nothing, so the state in memory is not true.
      this.forget(orderId);
      if (appended.error.code !== 'version_conflict') {
        if (!instructions.every(({ command }) => isRequest(command))) interruptions.noteOrder(orderId);
        return all(instructions, err({ type: 'store_unavailable', fault: appended.error.fault }));
      }
      // The state in memory was older than the stream: decide again on the state that the stream has.
      if (attempt >= conflictRetriesMax || !instructions.every(({ command }) => mayBeDecidedAgain(command))) {
        return all(instructions, changedUnder(orderId));
      }
    }
  }

  private append(orderId: OrderId, from: Entry, { state, events }: Decided): Promise<AppendResult> {
    const expected = from.version === noStreamVersion ? 'no_stream' : from.version;
    const appending = this.dependencies.store.append(orderStream(orderId), events, expected);
    this.put(orderId, { state, version: from.version + events.length, appending });
    this.changed(orderId, from.state, state);
    return appending;
  }

  /**
   * The entry of an order that needs no reading: the order is in memory, or it does not exist, like every new order.
   */
  private known(orderId: OrderId): Entry | undefined {
    const entry = this.entries.get(orderId);
    if (entry !== undefined) return entry;
    return this.dependencies.store.streamVersion(orderStream(orderId)) === noStreamVersion
      ? unborn
      : undefined;
  }

  private load(orderId: OrderId): Promise<Entry> {
    const running = this.loading.get(orderId);
    if (running !== undefined) return running;
    const loading = this.readStream(orderId).finally(() => this.loading.delete(orderId));
    this.loading.set(orderId, loading);
    return loading;
  }

  private async readStream(orderId: OrderId): Promise<Entry> {
    let entry = unborn;
    let row: OrderView | undefined;
    for await (const event of this.dependencies.store.read(orderStream(orderId))) {
      row = projectAny(row, event);
      const next = nextEntry(entry, event);
      if (typeof next === 'string') {
        this.dependencies.setAside.note(event, next);
        break;
      }
      entry = next;
    }
    if (row !== undefined) this.dependencies.live.recall(row);
    const meanwhile = this.entries.get(orderId);
    if (meanwhile !== undefined) return meanwhile;
    this.put(orderId, entry);
    return entry;
  }

  private put(orderId: OrderId, entry: Entry): void {
    this.entries.set(orderId, entry);
    if (entry.state.status === 'none' || !isTerminal(entry.state.status)) {
      this.ended.delete(orderId);
      return;
    }
    this.ended.add(orderId);
    if (this.ended.size <= endedEntriesMax) return;
    for (const oldest of this.ended) {
      this.forget(oldest);
      break;
    }
  }

  private changed(orderId: OrderId, before: OrderState, after: OrderState): void {
    for (const hear of this.listeners) hear(orderId, before, after);
  }

  private forget(orderId: OrderId): void {
    this.entries.delete(orderId);
    this.ended.delete(orderId);
  }
}

/** The order after one more event of its stream, or a text that says why the event can't follow. */
function nextEntry(entry: Entry, event: StoredEvent): Entry | string {
  const why = whyNotNext(entry, event);
  if (why !== undefined || !isOrderEvent(event)) return why ?? 'is of no order';
  try {
    return { state: evolveOrder(entry.state, event), version: event.version };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Resolves once the append of this state has ended. Whoever hears of the state, or is refused because of it, may then
 * rely on it.
 */
async function isOnDisk({ appending }: Entry): Promise<boolean> {
  return appending === undefined || (await appending).ok;
}

function nothingNew(orderId: OrderId, { state }: Entry): CommandResult {
  return state.status === 'none'
    ? refused({ code: 'order_unknown', message: `order ${orderId} does not exist` })
    : ok({ order: state, events: [] });
}

function changedUnder(orderId: OrderId): CommandResult {
  return refused({ code: 'version_conflict', message: `order ${orderId} changed under the command` });
}

/** What the commands on one order lead to. */
interface Decided {
  readonly state: OrderState;
  readonly events: readonly NewEvent[];
  /** For each command, how many of the events it led to. */
  readonly counts: readonly number[];
}

/** Decides all commands one after the other, or none: one refused command refuses all commands of its stream. */
function decideAll(
  instructions: readonly OrderInstruction[],
  from: OrderState,
  ids: IdSource,
  floorOf: FloorOf,
): Result<Decided, readonly CommandResult[]> {
  let state = from;
  const events: NewEvent[] = [];
  const counts: number[] = [];
  for (const { command, context } of instructions) {
    const decision = decideOrder(command, state, state.status === 'none' ? {} : floorOf(state.terms.symbol));
    if (!decision.ok) return err(refusedWithOthers(instructions, counts.length, decision.error));
    for (const event of decision.value) {
      state = evolveOrder(state, event);
      events.push(newEvent(event, context, ids));
    }
    counts.push(decision.value.length);
  }
  return ok({ state, events, counts });
}

function refusedWithOthers(
  instructions: readonly OrderInstruction[],
  index: number,
  refusal: Refusal,
): readonly CommandResult[] {
  const message = `not done, because another command on the order was refused: ${refusal.message}`;
  return instructions.map((_one, place) =>
    refused(place === index ? refusal : { code: 'batch_refused', message }),
  );
}

function outcomes({ state, counts }: Decided, events: readonly StoredEvent[]): readonly CommandResult[] {
  let next = 0;
  return counts.map((count) => {
    next += count;
    return ok({ order: state as Order, events: events.slice(next - count, next) });
  });
}

/**
 * Whether a command may be decided again after somebody else has appended to the stream. A fact stays true, and a
 * request stays wanted, so both are decided again on the state that was read anew. A command that rests on the state as
 * it was is not decided again: a creation, a submission (whoever appended may have sent the order), a denial ("it was
 * not sent"), an operator's settlement.
 */
function mayBeDecidedAgain({ type }: OrderCommand): boolean {
  switch (type) {
    case 'CreateOrder':
    case 'AdoptOrder':
    case 'DenyOrder':
    case 'BeginSubmission':
    case 'SettleOrder':
      return false;
    default:
      return true;
  }
}

const abandoned: Refusal = {
  code: 'processing_timeout',
  message: 'given up before the command was decided',
};

function refused(refusal: Refusal): CommandResult {
  return err({ type: 'refused', refusal });
}

function all(instructions: readonly OrderInstruction[], result: CommandResult): readonly CommandResult[] {
  return instructions.map(() => result);
}

/** Whether the command is a request. When a request fails, its sender hears of it, and nothing of it has happened. */
function isRequest({ type }: OrderCommand): boolean {
  return (
    type === 'RequestCancel' || type === 'RequestReplace' || type === 'DenyReplace' || type === 'SettleOrder'
  );
}

export function refusalOf(fault: CommandFault): Refusal {
  return fault.type === 'refused'
    ? fault.refusal
    : { code: 'store_unavailable', message: fault.fault.message };
}
