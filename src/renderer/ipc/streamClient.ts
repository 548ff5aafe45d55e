/**
 * Streams: a snapshot, then deltas whose sequence numbers rise by one. After a gap the client asks for a fresh
 * snapshot, so that it never shows a wrong state. It acknowledges what has been drawn. Subscriptions outlive the port
 * and are made again on a new one.
 */
import type { z } from 'zod';
import { invalidMessage } from './invalidMessage.ts';
import type { CancelAll, EngineGone, KillKeys } from '../../shared/contract/connection.ts';
import type { FaultView } from '../../shared/contract/faults.ts';
import {
  streamMessageSchema,
  schemasOfTopic,
  type StreamMessage,
  type StreamRequest,
  type Topic,
  type TopicDelta,
  type TopicParameters,
  type TopicSnapshot,
} from '../../shared/contract/streams.ts';

export interface StreamHandlers<T extends Topic> {
  snapshot(data: TopicSnapshot<T>, position: number): void;
  delta(data: TopicDelta<T>, position: number): void;
  /** The engine does not serve the subscription (any more). The client tries again after a while. */
  refused?(fault: FaultView): void;
}

/** The part of a MessagePort that streams need. */
export interface StreamPort {
  postMessage(message: StreamRequest): void;
}

export interface StreamClientOptions {
  /** Runs `work` once the data handed over before has been drawn. */
  readonly afterDrawing: (work: () => void) => void;
  readonly schedule: (work: () => void, delayMs: number) => void;
  readonly onEngineGone: (fault: FaultView) => void;
  /** The main process wants every order canceled, because the operator closes the console. */
  readonly onCancelAll: () => void;
  /** The kill switch's keys were pressed where the page may not have heard them. */
  readonly onKillKeys: () => void;
}

/** Parses what came; gives the work that hands it on, or the error. */
type Reader = (
  data: unknown,
  position: number,
) => { readonly handOn: () => void } | { readonly error: z.ZodError };

interface Subscription {
  readonly topic: Topic;
  readonly parameters: unknown;
  readonly readSnapshot: Reader;
  readonly readDelta: Reader;
  readonly refused: (fault: FaultView) => void;
  id: string;
  /** The next sequence number; undefined while waiting for a snapshot. */
  expected: number | undefined;
  received: number;
  acknowledged: number;
  refusals: number;
}

const retryFirstMs = 1_000;
const retryMaxMs = 15_000;
const nothingYet = -1;

export class StreamClient {
  private port: StreamPort | undefined;
  private readonly subscriptions = new Map<string, Subscription>();
  private nextId = 1;
  private drawPending = false;
  private readonly options: StreamClientOptions;

  constructor(options: StreamClientOptions) {
    this.options = options;
  }

  attach(port: StreamPort): void {
    this.port = port;
    // This loop needs a copy, because `renew` changes the map.
    for (const subscription of Array.from(this.subscriptions.values())) this.renew(subscription);
  }

  detach(): void {
    this.port = undefined;
    for (const subscription of this.subscriptions.values()) subscription.expected = undefined;
  }

  /** Subscribes to a topic. The returned function ends the subscription. */
  subscribe<T extends Topic>(
    topic: T,
    parameters: TopicParameters<T>,
    handlers: StreamHandlers<T>,
  ): () => void {
    const subscription: Subscription = {
      topic,
      parameters,
      readSnapshot: readerOf(schemasOfTopic(topic).snapshot, (...read) => handlers.snapshot(...read)),
      readDelta: readerOf(schemasOfTopic(topic).delta, (...read) => handlers.delta(...read)),
      refused: (fault) => handlers.refused?.(fault),
      id: '',
      expected: undefined,
      received: nothingYet,
      acknowledged: nothingYet,
      refusals: 0,
    };
    this.renew(subscription);
    return () => {
      this.subscriptions.delete(subscription.id);
      this.port?.postMessage({ type: 'unsubscribe', subscriptionId: subscription.id });
      subscription.id = '';
    };
  }

  receive(data: unknown): void {
    if (isEngineGone(data)) {
      this.options.onEngineGone(data.fault);
      return;
    }
    if (isCancelAll(data)) {
      this.options.onCancelAll();
      return;
    }
    if (isKillKeys(data)) {
      this.options.onKillKeys();
      return;
    }
    const parsed = streamMessageSchema.safeParse(data);
    // An unreadable message names no subscription. The gap that it leaves brings the fresh snapshot.
    if (parsed.success) this.take(parsed.data);
  }

  private take(message: StreamMessage): void {
    const subscription = this.subscriptions.get(message.subscriptionId);
    if (subscription === undefined) return;
    switch (message.type) {
      case 'refused':
        this.refuse(subscription, message.fault);
        return;
      case 'snapshot':
        this.takeSnapshot(subscription, message);
        return;
      case 'delta':
        this.takeDelta(subscription, message);
    }
  }

  private takeSnapshot(
    subscription: Subscription,
    message: Extract<StreamMessage, { type: 'snapshot' }>,
  ): void {
    const read = subscription.readSnapshot(message.data, message.position);
    if ('error' in read) {
      this.refuse(subscription, invalidMessage(`The ${subscription.topic} snapshot`, read.error));
      return;
    }
    subscription.expected = message.sequence + 1;
    subscription.refusals = 0;
    this.drawn(subscription, message.sequence);
    read.handOn();
  }

  private takeDelta(subscription: Subscription, message: Extract<StreamMessage, { type: 'delta' }>): void {
    if (subscription.expected === undefined || message.sequence < subscription.expected) return;
    const read = subscription.readDelta(message.data, message.position);
    if (message.sequence > subscription.expected || 'error' in read) {
      subscription.expected = undefined;
      this.port?.postMessage({ type: 'resnapshot', subscriptionId: subscription.id });
      return;
    }
    subscription.expected = message.sequence + 1;
    this.drawn(subscription, message.sequence);
    read.handOn();
  }

  private refuse(subscription: Subscription, fault: FaultView): void {
    subscription.expected = undefined;
    subscription.refused(fault);
    const delay = Math.min(retryMaxMs, retryFirstMs * 2 ** subscription.refusals);
    subscription.refusals += 1;
    const { id } = subscription;
    this.options.schedule(() => {
      if (this.subscriptions.get(id) === subscription) this.renew(subscription);
    }, delay);
  }

  /** Subscribes again under a new id, so that messages to the old id are not mistaken for new ones. */
  private renew(subscription: Subscription): void {
    this.subscriptions.delete(subscription.id);
    subscription.id = `s${this.nextId++}`;
    subscription.expected = undefined;
    subscription.received = nothingYet;
    subscription.acknowledged = nothingYet;
    this.subscriptions.set(subscription.id, subscription);
    const { topic, parameters, id: subscriptionId } = subscription;
    this.port?.postMessage({ type: 'subscribe', subscriptionId, topic, parameters });
  }

  private drawn(subscription: Subscription, sequence: number): void {
    subscription.received = sequence;
    if (this.drawPending) return;
    this.drawPending = true;
    this.options.afterDrawing(() => {
      this.drawPending = false;
      this.acknowledge();
    });
  }

  private acknowledge(): void {
    for (const [subscriptionId, subscription] of this.subscriptions) {
      if (subscription.received === subscription.acknowledged) continue;
      subscription.acknowledged = subscription.received;
      this.port?.postMessage({ type: 'acknowledge', subscriptionId, sequence: subscription.received });
    }
  }
}

function readerOf<Data>(schema: z.ZodType<Data>, handOn: (data: Data, position: number) => void): Reader {
  return (given, position) => {
    const { data, error } = schema.safeParse(given);
    return error === undefined ? { handOn: () => handOn(data, position) } : { error };
  };
}

function isCancelAll(data: unknown): data is CancelAll {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'cancel-all';
}

function isKillKeys(data: unknown): data is KillKeys {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'kill-keys';
}

function isEngineGone(data: unknown): data is EngineGone {
  if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== 'engine-gone') {
    return false;
  }
  const fault = 'fault' in data ? data.fault : undefined;
  return typeof fault === 'object' && fault !== null && 'code' in fault && 'message' in fault;
}
