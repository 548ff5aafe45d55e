/**
 * The write side: decide against the
 * order's state, append, evolve. The state is ahead of the disk for the length
 * of a commit; whoever acts on the outside waits for `handle` to resolve.
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
  /** What the command led to; empty when it said nothing new. */
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
  /** Is told of each order that was read from its events: whatever is added to it next finds it at hand there. */
  readonly live: Pick<LiveOrders, 'recall'>;
  readonly setAside: SetAsideStreams;
  /** Is told of orders with a step or a fact that the store could not take. */
  readonly interruptions: Pick<Interruptions, 'noteOrder'>;
  /** Which prices a symbol takes. */
  readonly floorOf: FloorOf;
}

interface Entry {
  readonly state: OrderState;
  readonly version: number;
  /** The append that led to this state; absent where it was read from disk. */
  readonly appending?: Promise<AppendResult>;
}

const unborn: Entry = { state: initialOrderState, version: noStreamVersion };

/** Ended orders kept at hand for late messages; older ones are read again from their stream. */
const endedEntriesMax = 1_000;
const conflictRetriesMax = 3;

export class OrderCommandHandler {
  private readonly dependencies: OrderCommandHandlerDependencies;
  private readonly listeners: OrderChangeListener[] = [];
  private readonly entries = new Map<OrderId, Entry>();
  /** In order of ending, for forgetting the oldest. */
  private readonly ended = new Set<OrderId>();
  private readonly loading = new Map<OrderId, Promise<Entry>>();

  constructor(dependencies: OrderCommandHandlerDependencies) {
    this.dependencies = dependencies;
  }

  /** The listener hears of each change of an order's state as it is decided, before it is on disk. */
  onChange(listener: OrderChangeListener): void {
    this.listeners.push(listener);
  }

  /**
   * Resolves once the events are on disk. An aborted signal refuses a command
   * that has not been decided yet; what is on its way to the disk goes on.
   */
  async handle(instruction: OrderInstruction, signal = neverAborted): Promise<CommandResult> {
    const [result] = await this.handleStream(instruction.orderId, [instruction], signal);
    invariant(result !== undefined, 'each command has its outcome');
    return result;
  }

  /**
   * One transaction per stream and one durable commit for all: what a batch
   * asks of one order is appended together or not at all, and every stream's
   * append goes to the store in the same turn. Each command has its own
   * outcome, in the order given.
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
    // In memory before the first is decided, so that all appends meet in one commit.
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

  /** The state as decided so far; undefined when the order does not exist. */
  async order(orderId: OrderId): Promise<Order | undefined> {
    const { state } = this.known(orderId) ?? (await this.load(orderId));
    return state.status === 'none' || this.refusalOn(orderId) !== undefined ? undefined : state;
  }

  /** Why the order takes no commands: an event of its stream can't be understood. */
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
        // Others waited for the same read; the first of them may have decided already.
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
        // What memory held was not true: decide again on what is there.
        if (attempt < conflictRetriesMax) continue;
        return all(instructions, changedUnder(orderId));
      }
      const appended = await this.append(orderId, entry, decided.value);
      if (appended.ok) return outcomes(decided.value, appended.value.events);
      this.changed(orderId, decided.value.state, entry.state);
      // What memory holds is not true: nothing was written.
      this.forget(orderId);
      if (appended.error.code !== 'version_conflict') {
        if (!instructions.every(({ command }) => isRequest(command))) interruptions.noteOrder(orderId);
        return all(instructions, err({ type: 'store_unavailable', fault: appended.error.fault }));
      }
      // The state in memory was older than the stream: decide again on what is there.
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

  /** What needs no reading: an order at hand, and one that does not exist, as every new one. */
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

/** The order after one more event of its stream; why there is none. */
function nextEntry(entry: Entry, event: StoredEvent): Entry | string {
  const why = whyNotNext(entry, event);
  if (why !== undefined || !isOrderEvent(event)) return why ?? 'is of no order';
  try {
    return { state: evolveOrder(entry.state, event), version: event.version };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What is known may still be on its way there: whoever hears of it, or is refused for it, may rely on it. */
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

/** What commands on one order lead to. */
interface Decided {
  readonly state: OrderState;
  readonly events: readonly NewEvent[];
  /** How many of the events each command led to. */
  readonly counts: readonly number[];
}

/** All commands on one state after the other, or none: a refusal takes the others of its stream with it. */
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
 * Facts stay true and requests stay wanted whatever was appended meanwhile, and
 * are decided anew on the state that was read again. What rests on the state
 * as it was known is not: a creation, a submission (whoever moved the stream
 * may have sent the order), a denial ("it was not sent"), an operator's
 * settlement.
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

/** Its sender hears that it failed, and nothing of it has happened. */
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
