/** A window's side of the stream port, for tests: folds what it gets by the rules of the contract. */
import {
  streamMessageSchema,
  topics,
  type StreamMessage,
  type StreamRequest,
  type Topic,
  type TopicDelta,
  type TopicSnapshot,
} from '../../../shared/contract/streams.ts';
import type { OrderStatistics, OrderView as OrderRow } from '../../../shared/contract/orders.ts';
import type { WindowEnd } from './portPair.ts';

export class StreamWindow {
  readonly messages: StreamMessage[] = [];
  readonly rows = new Map<string, OrderRow>();
  matching = 0;
  total = 0;
  totals: OrderStatistics | undefined;
  private readonly end: WindowEnd;
  private readonly topic: Topic;
  readonly id: string;
  private expected: number | undefined;
  private drawn = 0;
  private taken = 0;

  constructor(end: WindowEnd, topic: Topic, id = 's1') {
    this.end = end;
    this.topic = topic;
    this.id = id;
  }

  subscribe(parameters: unknown): this {
    this.post({ type: 'subscribe', subscriptionId: this.id, topic: this.topic, parameters });
    return this;
  }

  post(request: StreamRequest): void {
    this.end.post(request);
  }

  /** Takes what has arrived; `lose` says which messages get lost, by how many came after them. */
  receive(lose: (message: StreamMessage, after: number) => boolean = () => false): void {
    for (; this.taken < this.end.received.length; this.taken++) {
      const message = streamMessageSchema.parse(this.end.received[this.taken]);
      const after = this.end.received.length - this.taken - 1;
      if (message.subscriptionId !== this.id || lose(message, after)) continue;
      this.messages.push(message);
      this.take(message);
    }
  }

  acknowledge(): void {
    this.post({ type: 'acknowledge', subscriptionId: this.id, sequence: this.drawn });
  }

  private take(message: StreamMessage): void {
    if (message.type === 'refused') return;
    if (message.type === 'snapshot') {
      this.expected = message.sequence;
      topics[this.topic].snapshot.parse(message.data);
    } else {
      if (this.expected === undefined) return;
      topics[this.topic].delta.parse(message.data);
    }
    if (message.sequence !== this.expected) {
      this.expected = undefined;
      this.post({ type: 'resnapshot', subscriptionId: this.id });
      return;
    }
    this.expected++;
    this.drawn = message.sequence;
    if (this.topic === 'orders') this.fold(message);
  }

  private fold(message: Extract<StreamMessage, { type: 'snapshot' | 'delta' }>): void {
    if (message.type === 'snapshot') {
      const data = message.data as TopicSnapshot<'orders'>;
      this.rows.clear();
      for (const row of data.rows) this.rows.set(row.orderId, row);
      this.matching = data.matching;
      this.total = data.total;
      this.totals = data.totals;
      return;
    }
    const data = message.data as TopicDelta<'orders'>;
    for (const orderId of data.removals) this.rows.delete(orderId);
    for (const row of data.upserts) this.rows.set(row.orderId, row);
    this.matching = data.matching;
    this.total = data.total;
    this.totals = data.totals;
  }
}
