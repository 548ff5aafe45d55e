/**
 * The write side (the design's IOrderCommandHandler): decide against the
 * order's state, append, evolve. The state is ahead of the disk for the length
 * of a commit; whoever acts on the outside waits for `handle` to resolve.
 */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { orderStream, type OrderId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { decideOrder } from '../../domain/order/decideOrder.ts';
import { evolveOrder } from '../../domain/order/evolveOrder.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import { initialOrderState, isTerminal, type Order, type OrderState } from '../../domain/order/orderState.ts';
import type { AppendResult, EventStore } from '../events/eventStore.ts';
import { newEvent } from '../events/newEvent.ts';
import type { EventContext, StoredEvent } from '../events/storedEvent.ts';
import type { IdSource } from '../ports.ts';
import type { StoredOrderEvent } from '../readmodel/projectOrder.ts';

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

interface Entry {
  readonly state: OrderState;
  readonly version: number;
  /** The append that led to this state; absent where it was read from disk. */
  readonly appending?: Promise<AppendResult>;
}

/** Ended orders kept at hand for late messages; older ones are read again from their stream. */
const endedEntriesMax = 1_000;
const conflictRetriesMax = 3;

export class OrderCommandHandler {
  private readonly store: EventStore;
  private readonly ids: IdSource;
  private readonly onChange: (orderId: OrderId, before: OrderState, after: OrderState) => void;
  private readonly entries = new Map<OrderId, Entry>();
  /** In order of ending, for forgetting the oldest. */
  private readonly ended = new Set<OrderId>();
  private readonly loading = new Map<OrderId, Promise<Entry>>();

  /** `onChange` hears of each change of an order's state as it is decided, before it is on disk. */
  constructor(
    store: EventStore,
    ids: IdSource,
    onChange: (orderId: OrderId, before: OrderState, after: OrderState) => void,
  ) {
    this.store = store;
    this.ids = ids;
    this.onChange = onChange;
  }

  /** Resolves once the events are on disk. */
  async handle(instruction: OrderInstruction): Promise<CommandResult> {
    for (let attempt = 0; ; attempt++) {
      const known = this.entries.get(instruction.orderId);
      const entry = known ?? (await this.load(instruction.orderId));
      const result = await this.decideAndAppend(instruction, entry);
      if (result !== 'conflict') return result;
      // The state in memory was older than the stream: decide again on what is there.
      this.forget(instruction.orderId);
      if (attempt >= conflictRetriesMax) {
        const message = `order ${instruction.orderId} kept changing under the command`;
        return err({ type: 'refused', refusal: { code: 'version_conflict', message } });
      }
    }
  }

  /** All appends of the batch share a commit; each command has its own outcome. */
  handleBatch(instructions: readonly OrderInstruction[]): Promise<readonly CommandResult[]> {
    return Promise.all(instructions.map((instruction) => this.handle(instruction)));
  }

  /** The state as decided so far; undefined when the order does not exist. */
  async order(orderId: OrderId): Promise<Order | undefined> {
    const { state } = this.entries.get(orderId) ?? (await this.load(orderId));
    return state.status === 'none' ? undefined : state;
  }

  private async decideAndAppend(
    instruction: OrderInstruction,
    entry: Entry,
  ): Promise<CommandResult | 'conflict'> {
    const { orderId, command, context } = instruction;
    const decision = decideOrder(command, entry.state);
    if (!decision.ok) return err({ type: 'refused', refusal: decision.error });
    if (decision.value.length === 0) return this.nothingNew(orderId, entry);
    let state = entry.state;
    for (const event of decision.value) state = evolveOrder(state, event);
    const events = decision.value.map((event) => newEvent(event, context, this.ids));
    const appending = this.store.append(
      orderStream(orderId),
      events,
      entry.version === -1 ? 'no_stream' : entry.version,
    );
    this.put(orderId, { state, version: entry.version + events.length, appending });
    this.onChange(orderId, entry.state, state);
    const appended = await appending;
    if (appended.ok) return ok({ order: state as Order, events: appended.value.events });
    this.onChange(orderId, state, entry.state);
    if (appended.error.code === 'version_conflict') return 'conflict';
    // Nothing was written: what memory holds is not true.
    this.forget(orderId);
    return err({ type: 'store_unavailable', fault: appended.error.fault });
  }

  /** What is known already may still be on its way to the disk: whoever hears of it may rely on it. */
  private async nothingNew(orderId: OrderId, { state, appending }: Entry): Promise<CommandResult> {
    if (state.status === 'none') {
      return err({
        type: 'refused',
        refusal: { code: 'order_unknown', message: `order ${orderId} does not exist` },
      });
    }
    const appended = await appending;
    if (appended?.ok === false && appended.error.code === 'store_unavailable') {
      return err({ type: 'store_unavailable', fault: appended.error.fault });
    }
    return ok({ order: state, events: [] });
  }

  private load(orderId: OrderId): Promise<Entry> {
    const running = this.loading.get(orderId);
    if (running !== undefined) return running;
    const loading = this.readStream(orderId).finally(() => this.loading.delete(orderId));
    this.loading.set(orderId, loading);
    return loading;
  }

  private async readStream(orderId: OrderId): Promise<Entry> {
    // No stream, no read: the common case of a new order.
    let entry: Entry = { state: initialOrderState, version: this.store.streamVersion(orderStream(orderId)) };
    if (entry.version === -1) return entry;
    for await (const event of this.store.read(orderStream(orderId))) {
      entry = { state: evolveOrder(entry.state, event as StoredOrderEvent), version: event.version };
    }
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

  private forget(orderId: OrderId): void {
    this.entries.delete(orderId);
    this.ended.delete(orderId);
  }
}

export function refusalOf(fault: CommandFault): Refusal {
  return fault.type === 'refused'
    ? fault.refusal
    : { code: 'store_unavailable', message: fault.fault.message };
}
