/**
 * The write side of orders: it decides a command against the order's state, appends the events, and evolves the state.
 * During a commit the state in memory is ahead of the disk, and the next decision may rest on it. Whoever sends
 * something out of the process waits until `handle` has resolved. A decision that the disk did not take is taken back,
 * with all decisions that rest on it.
 */
import { neverAborted, type AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import { orderStream, type OrderId } from '../../../shared/kernel/ids.ts';
import { assertNever, invariant } from '../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { evolveOrder } from '../../domain/order/evolveOrder.ts';
import { initialOrderState, isTerminal, type Order, type OrderState } from '../../domain/order/orderState.ts';
import {
  noStreamVersion,
  type AppendFault,
  type AppendResult,
  type EventStore,
} from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { IdSource } from '../ports.ts';
import type { SetAsideStreams } from '../events/understanding/setAsideStreams.ts';
import type { LiveOrders } from '../orders/liveOrders.ts';
import type { Interruptions } from '../orders/interruptions.ts';
import type { OrderView } from '../orders/orderView.ts';
import { isOrderEvent, projectAny, whyNotNext } from '../orders/projectOrder.ts';
import {
  abandoned,
  all,
  decideAll,
  isRequest,
  mayBeDecidedAgain,
  outcomes,
  refused,
  type CommandFault,
  type CommandResult,
  type Decided,
  type InstrumentOf,
  type OrderInstruction,
} from './commandDecisions.ts';

export {
  refusalOf,
  type CommandOutcome,
  type CommandResult,
  type OrderInstruction,
} from './commandDecisions.ts';

export type OrderChangeListener = (orderId: OrderId, before: OrderState, after: OrderState) => void;

export interface OrderCommandHandlerDependencies {
  readonly store: EventStore;
  readonly ids: IdSource;
  /**
   * Told of each order that the handler has read from its events, so that the order's row is in memory when its next
   * event comes.
   */
  readonly live: Pick<LiveOrders, 'recall'>;
  readonly setAside: SetAsideStreams;
  /** Told of orders with a step or a fact that the store could not take. */
  readonly interruptions: Pick<Interruptions, 'noteOrder'>;
  /** Undefined for a symbol that is not configured. */
  readonly instrumentOf: InstrumentOf;
}

interface Entry {
  readonly state: OrderState;
  readonly version: number;
  /** The append that led to this state; absent where it was read from disk. */
  readonly appending?: Promise<AppendResult>;
}

/** Undefined where the commands have to be decided again, because the state in memory was wrong. */
type Results = readonly CommandResult[] | undefined;

/** The result of deciding once. */
type Step =
  | { readonly type: 'ended'; readonly results: readonly CommandResult[] }
  /** Resolves with the outcomes once the events are on disk. */
  | { readonly type: 'decided'; readonly recorded: Promise<Results> }
  /** The command leads to no event. Resolves with the answer once the state on which it rests is on disk. */
  | { readonly type: 'unchanged'; readonly recorded: Promise<Results> };

/** Resolves once a command was decided and its events were given to the store. */
type Gone = Result<void, CommandFault>;

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

  /**
   * The listener is called for each change of an order's state as it is decided, before the change is on disk. It is
   * also called when a change is taken back.
   */
  onChange(listener: OrderChangeListener): void {
    this.listeners.push(listener);
  }

  /**
   * Resolves once the events are on disk. An aborted signal refuses a command that has not been decided yet. Events
   * that the store already has are written all the same.
   */
  handle(instruction: OrderInstruction, signal = neverAborted): Promise<CommandResult> {
    return this.handleStream(instruction.orderId, [instruction], signal).then(onlyResult);
  }

  /**
   * Like `handle`, but answers as soon as the command is decided and given to the store: in the turn of the call where
   * the order is in memory. For callers that only decide further. Nothing may leave the process on the strength of this
   * answer.
   */
  goAhead(instruction: OrderInstruction, signal = neverAborted): Gone | Promise<Gone> {
    const { orderId } = instruction;
    const step = this.step(orderId, [instruction], signal);
    return step instanceof Promise ? step.then((taken) => gone(orderId, taken)) : gone(orderId, step);
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

  /** The order's state with all decisions so far; undefined when the order does not exist. */
  async order(orderId: OrderId): Promise<Order | undefined> {
    return this.orderOf(orderId, this.known(orderId) ?? (await this.load(orderId)));
  }

  /** The order's state as it is on disk, after the appends in flight. For callers that tell somebody outside. */
  async recorded(orderId: OrderId): Promise<Order | undefined> {
    for (;;) {
      const entry = this.known(orderId) ?? (await this.load(orderId));
      // The caller may rely on this state.
      if (entry.appending === undefined || (await entry.appending).ok) return this.orderOf(orderId, entry);
    }
  }

  /**
   * Why the order takes no commands: an event of its stream can't be understood. Undefined when the order takes
   * commands.
   */
  refusalOn(orderId: OrderId): Refusal | undefined {
    return this.dependencies.setAside.refusal(orderStream(orderId));
  }

  private orderOf(orderId: OrderId, { state }: Entry): Order | undefined {
    return state.status === 'none' || this.refusalOn(orderId) !== undefined ? undefined : state;
  }

  private async handleStream(
    orderId: OrderId,
    instructions: readonly OrderInstruction[],
    signal: AbortSignalLike,
  ): Promise<readonly CommandResult[]> {
    for (let attempt = 0; attempt <= conflictRetriesMax; attempt++) {
      const stepping = this.step(orderId, instructions, signal);
      const step = stepping instanceof Promise ? await stepping : stepping;
      if (step.type === 'ended') return step.results;
      const results = await step.recorded;
      if (results !== undefined) return results;
    }
    return all(instructions, changedUnder(orderId));
  }

  /**
   * Decides once on the state in memory. The result counts in memory at once and is given to the store. Returns a
   * promise only where the order has to be read first, which no order of the pipeline has.
   */
  private step(
    orderId: OrderId,
    instructions: readonly OrderInstruction[],
    signal: AbortSignalLike,
  ): Step | Promise<Step> {
    const entry = this.known(orderId);
    if (entry !== undefined) return this.decide(orderId, instructions, signal, entry);
    return this.load(orderId).then((loaded) =>
      // Others waited for the same read, and the first of them may have decided already.
      this.decide(orderId, instructions, signal, this.entries.get(orderId) ?? loaded),
    );
  }

  private decide(
    orderId: OrderId,
    instructions: readonly OrderInstruction[],
    signal: AbortSignalLike,
    entry: Entry,
  ): Step {
    const { ids, instrumentOf } = this.dependencies;
    const unusable = this.refusalOn(orderId);
    if (unusable !== undefined) return ended(all(instructions, refused(unusable)));
    if (signal.aborted) return ended(all(instructions, refused(abandoned)));
    const decided = decideAll(instructions, entry.state, ids, instrumentOf);
    if (decided.ok && decided.value.events.length > 0) {
      const appending = this.append(orderId, entry, decided.value);
      return {
        type: 'decided',
        recorded: this.record(orderId, instructions, entry, decided.value, appending),
      };
    }
    const results = decided.ok ? all(instructions, nothingNew(orderId, entry)) : decided.error;
    if (entry.appending === undefined) return ended(results);
    return {
      type: 'unchanged',
      recorded: entry.appending.then(({ ok: isOnDisk }) => (isOnDisk ? results : undefined)),
    };
  }

  private append(orderId: OrderId, from: Entry, { state, events }: Decided): Promise<AppendResult> {
    const expected = from.version === noStreamVersion ? 'no_stream' : from.version;
    const appending = this.dependencies.store.append(orderStream(orderId), events, expected);
    this.put(orderId, { state, version: from.version + events.length, appending });
    this.changed(orderId, from.state, state);
    return appending;
  }

  /** The outcomes once the events are on disk; undefined where the commands have to be decided again. */
  private async record(
    orderId: OrderId,
    instructions: readonly OrderInstruction[],
    from: Entry,
    decided: Decided,
    appending: Promise<AppendResult>,
  ): Promise<Results> {
    const appended = await appending;
    if (appended.ok) return outcomes(decided, appended.value.events);
    this.takeBack(orderId, from, appended.error);
    if (appended.error.code !== 'version_conflict') {
      const { interruptions } = this.dependencies;
      if (!instructions.every(({ command }) => isRequest(command))) interruptions.noteOrder(orderId);
      return all(instructions, err({ type: 'store_unavailable', fault: appended.error.fault }));
    }
    // The state in memory was older than the stream, so the commands are decided again on the stream's state.
    if (instructions.every(({ command }) => mayBeDecidedAgain(command))) return undefined;
    return all(instructions, changedUnder(orderId));
  }

  /**
   * Sets the order back to this entry: the disk did not take what was decided after it. The entry stays, because what
   * leads to it may still be on its way to the disk, where nobody can read it yet.
   */
  private takeBack(orderId: OrderId, to: Entry, { code }: AppendFault): void {
    const lost = this.entries.get(orderId);
    // Another step has taken it back already, or read it again since.
    if (lost?.appending === undefined || lost.version <= to.version) return;
    if (code === 'version_conflict' || to.version === noStreamVersion) this.forget(orderId);
    else this.put(orderId, to);
    this.changed(orderId, lost.state, to.state);
  }

  /** The entry without reading: an order in memory, or one that does not exist, like every new order. */
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

function gone(orderId: OrderId, step: Step): Gone | Promise<Gone> {
  const told = ([result = changedUnder(orderId)]: readonly CommandResult[] = []): Gone =>
    result.ok ? ok() : result;
  switch (step.type) {
    case 'ended':
      return told(step.results);
    case 'unchanged':
      return step.recorded.then(told);
    case 'decided':
      // A failure here is a bug of the store, not a fault: the next decision on the order meets a conflict.
      step.recorded.catch(() => undefined);
      return ok();
    default:
      return assertNever(step);
  }
}

function onlyResult([result]: readonly CommandResult[]): CommandResult {
  invariant(result !== undefined, 'each command has its outcome');
  return result;
}

function ended(results: readonly CommandResult[]): Step {
  return { type: 'ended', results };
}

/** The order after one more event of its stream, or why there is none. */
function nextEntry(entry: Entry, event: StoredEvent): Entry | string {
  const why = whyNotNext(entry, event);
  if (why !== undefined || !isOrderEvent(event)) return why ?? 'is of no order';
  try {
    return { state: evolveOrder(entry.state, event), version: event.version };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function nothingNew(orderId: OrderId, { state }: Entry): CommandResult {
  return state.status === 'none'
    ? refused({ code: 'order_unknown', message: `order ${orderId} does not exist` })
    : ok({ order: state, events: [] });
}

function changedUnder(orderId: OrderId): CommandResult {
  return refused({ code: 'version_conflict', message: `order ${orderId} changed under the command` });
}
