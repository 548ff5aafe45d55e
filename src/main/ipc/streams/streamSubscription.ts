/**
 * One subscription of one window. It numbers its messages and knows how many of them the window has drawn. It sends a
 * fresh snapshot when the window is too far behind or has lost a message.
 */
import { unacknowledgedMax, type StreamMessage } from '../../../shared/contract/streams.ts';
import type { Framed, TopicFeed } from './topicFeed.ts';

type Send = (message: StreamMessage) => void;

export class StreamSubscription {
  private readonly subscriptionId: string;
  private readonly feed: TopicFeed;
  private readonly send: Send;
  private sequence = 0;
  private acknowledged = 0;
  /** Whether the next message must be a snapshot: at the start, after a gap, or once a slow window has caught up. */
  private snapshotDue = true;

  constructor(subscriptionId: string, feed: TopicFeed, send: Send) {
    this.subscriptionId = subscriptionId;
    this.feed = feed;
    this.send = send;
  }

  /** Sends what there is to send, if the window has credit. */
  flush(): void {
    if (this.unacknowledged >= unacknowledgedMax) {
      if (!this.snapshotDue) this.feed.pause();
      this.snapshotDue = true;
      return;
    }
    if (this.snapshotDue) {
      this.sendSnapshot();
      return;
    }
    const delta = this.feed.delta();
    if (delta === 'overrun') this.sendSnapshot();
    else if (delta !== undefined) this.sendFramed('delta', delta);
  }

  /** Notes what the window has drawn; true when there is something to send now. */
  acknowledge(sequence: number): boolean {
    this.acknowledged = Math.max(this.acknowledged, Math.min(sequence, this.sequence));
    return this.snapshotDue && this.unacknowledged < unacknowledgedMax;
  }

  /** The window saw a gap. Messages in flight to it no longer count against its credit. */
  resnapshot(): void {
    this.acknowledged = this.sequence;
    this.snapshotDue = true;
    this.feed.pause();
  }

  close(): void {
    this.feed.close();
  }

  private get unacknowledged(): number {
    return this.sequence - this.acknowledged;
  }

  private sendSnapshot(): void {
    const framed = this.feed.snapshot();
    this.snapshotDue = framed === undefined;
    if (framed !== undefined) this.sendFramed('snapshot', framed);
  }

  private sendFramed(type: 'snapshot' | 'delta', framed: Framed): void {
    const { subscriptionId } = this;
    this.sequence++;
    this.send({
      type,
      subscriptionId,
      sequence: this.sequence,
      position: framed.position,
      data: framed.data,
    });
  }
}
