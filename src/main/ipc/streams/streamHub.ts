/** All subscriptions of the windows of one console. The engine reports changes here and never waits for a window. */
import { isRecord } from '../../../shared/kernel/records.ts';
import {
  streamRequestSchema,
  schemasOfTopic,
  type StreamMessage,
  type StreamRequest,
  type Topic,
  type TopicParameters,
} from '../../../shared/contract/streams.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { z } from 'zod';
import type { BridgePort } from '../ports/bridgePort.ts';
import { outOfBounds, streamRequestBounds } from '../ports/messageBounds.ts';
import type { BridgePorts } from '../ports/servedRuntime.ts';
import { internalFault } from '../views/faultView.ts';
import type { FrameClock } from './frameClock.ts';
import { StreamSubscription } from './streamSubscription.ts';
import type { FeedFactory } from './topicFeed.ts';

/** How many subscriptions one window may have. Further ones are refused. */
export const subscriptionsMax = 64;

const notAllowed: FaultView = {
  code: 'not_allowed',
  message: 'nobody is logged in here; log in to see more than the status',
};

export type FeedFactories = { readonly [T in Topic]: FeedFactory<T> };

/** One window's port and its subscriptions. */
interface Connection {
  readonly port: BridgePort;
  readonly subscriptions: Map<string, StreamSubscription>;
}

export class StreamHub {
  private readonly feeds: FeedFactories;
  /** Whether the person in front of the windows may see more than the status. */
  private readonly mayView: () => boolean;
  private readonly ports: BridgePorts;
  private readonly frames: FrameClock;
  private readonly stopFrames: () => void;
  private readonly connections = new Set<Connection>();
  private readonly topicOf = new WeakMap<StreamSubscription, Topic>();
  private readonly changed = new Map<StreamSubscription, { connection: Connection; id: string }>();

  /** Whatever several hubs send in one of the same `frames` is made once. */
  constructor(feeds: FeedFactories, ports: BridgePorts, frames: FrameClock, mayView: () => boolean) {
    this.feeds = feeds;
    this.mayView = mayView;
    this.ports = ports;
    this.frames = frames;
    this.stopFrames = frames.add(() => this.flush());
  }

  /** Serves one window until its port is closed. */
  connect(port: BridgePort): void {
    const connection: Connection = { port, subscriptions: new Map() };
    this.connections.add(connection);
    port.onMessage((message) => this.receive(connection, message));
    port.onClose(() => this.disconnect(connection));
  }

  /** Ends all subscriptions and closes all ports. */
  close(): void {
    this.stopFrames();
    for (const connection of this.connections) {
      this.disconnect(connection);
      connection.port.close();
    }
  }

  private disconnect(connection: Connection): void {
    this.connections.delete(connection);
    for (const id of connection.subscriptions.keys()) this.end(connection, id);
  }

  private receive(connection: Connection, message: unknown): void {
    const reason = outOfBounds(message, streamRequestBounds);
    const parsed = reason === undefined ? streamRequestSchema.safeParse(message) : undefined;
    if (parsed?.success !== true) {
      const why = reason ?? 'it is no request that a stream knows';
      const fault = { code: 'invalid_message', message: `The message was refused: ${why}.` };
      this.refuse(connection, readableSubscriptionId(message), fault);
      return;
    }
    this.handle(connection, parsed.data);
  }

  private handle(connection: Connection, request: StreamRequest): void {
    const { subscriptionId: id } = request;
    if (request.type === 'subscribe') {
      this.subscribe(connection, id, request.topic, request.parameters);
      return;
    }
    const subscription = connection.subscriptions.get(id);
    if (subscription === undefined) {
      const fault = { code: 'subscription_unknown', message: `There is no subscription ${id}.` };
      if (request.type !== 'unsubscribe') this.refuse(connection, id, fault);
      return;
    }
    switch (request.type) {
      case 'unsubscribe':
        this.end(connection, id);
        return;
      case 'acknowledge':
        if (subscription.acknowledge(request.sequence)) this.request(connection, id, subscription);
        return;
      case 'resnapshot':
        subscription.resnapshot();
        this.request(connection, id, subscription);
    }
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- parameters and feed are those of the topic
  private subscribe<T extends Topic>(connection: Connection, id: string, topic: T, given: unknown): void {
    if (connection.subscriptions.has(id)) {
      this.end(connection, id);
      this.refuse(connection, id, {
        code: 'invalid_message',
        message: `The subscription ${id} was made twice.`,
      });
      return;
    }
    if (connection.subscriptions.size >= subscriptionsMax) {
      this.refuse(connection, id, {
        code: 'busy',
        message: `A window may have ${subscriptionsMax} subscriptions.`,
      });
      return;
    }
    const parameters = schemasOfTopic(topic).parameters.safeParse(given);
    if (!parameters.success) {
      const message = `The parameters of ${topic} were refused: ${z.prettifyError(parameters.error).slice(0, 500)}`;
      this.refuse(connection, id, { code: 'invalid_message', message });
      return;
    }
    if (this.isHidden(topic)) this.refuse(connection, id, notAllowed);
    else this.open(connection, id, topic, parameters.data);
  }

  /** The status strip stays visible, even while the console is locked. */
  private isHidden(topic: Topic): boolean {
    return topic !== 'status' && !this.mayView();
  }

  private open<T extends Topic>(
    connection: Connection,
    id: string,
    topic: T,
    parameters: TopicParameters<T>,
  ): void {
    const opened: { subscription?: StreamSubscription } = {};
    const changed = (): void => {
      if (opened.subscription !== undefined) this.request(connection, id, opened.subscription);
    };
    const feed = this.tried(connection, id, () => this.feeds[topic](parameters, changed));
    if (feed === undefined) return;
    const send = (message: StreamMessage): void => connection.port.post(message);
    opened.subscription = new StreamSubscription(id, feed, send);
    this.topicOf.set(opened.subscription, topic);
    connection.subscriptions.set(id, opened.subscription);
    changed();
  }

  private request(connection: Connection, id: string, subscription: StreamSubscription): void {
    this.changed.set(subscription, { connection, id });
    this.frames.request();
  }

  private flush(): void {
    const due = [...this.changed];
    this.changed.clear();
    for (const [subscription, { connection, id }] of due) {
      if (this.isHidden(this.topicOf.get(subscription) ?? 'status')) {
        this.end(connection, id);
        this.refuse(connection, id, notAllowed);
      } else this.tried(connection, id, () => subscription.flush());
    }
  }

  /** Runs the work of a subscription. A subscription that fails is refused and ended; the others go on. */
  private tried<T>(connection: Connection, id: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.ports.logger.log('error', 'a subscription failed', {
        subscriptionId: id,
        error: String(error),
      });
      this.end(connection, id);
      this.refuse(connection, id, internalFault(error));
      return undefined;
    }
  }

  private end(connection: Connection, id: string): void {
    const subscription = connection.subscriptions.get(id);
    if (subscription === undefined) return;
    connection.subscriptions.delete(id);
    this.changed.delete(subscription);
    subscription.close();
  }

  private refuse(connection: Connection, subscriptionId: string, fault: FaultView): void {
    const message: StreamMessage = { type: 'refused', subscriptionId, fault };
    connection.port.post(message);
  }
}

/** The id in a malformed request, so that its sender can tell which request was refused. */
function readableSubscriptionId(message: unknown): string {
  if (!isRecord(message) || !Object.hasOwn(message, 'subscriptionId')) return '';
  const { subscriptionId } = message;
  return typeof subscriptionId === 'string' && subscriptionId.length <= 64 ? subscriptionId : '';
}
