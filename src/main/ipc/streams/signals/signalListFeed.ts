/**
 * The `signals` topic: all signals of a view by their positions of receipt, and which of them are new or have changed.
 * The window asks for the rows in view by itself.
 */
import type { TopicDelta, TopicParameters, TopicSnapshot } from '../../../../shared/contract/streams.ts';
import type { Answered } from '../../../engine/queries/orderReader.ts';
import {
  signalChangesMax,
  type SignalChanges,
  type SignalList,
  type SignalReader,
} from '../../../engine/queries/signalReader.ts';
import type { Scheduler, Timer } from '../../../engine/ports.ts';
import { signalMatcher } from '../../../engine/readmodel/signals/signalMatching.ts';
import { FeedQuestion } from '../feedQuestion.ts';
import type { FeedFactory, Framed, TopicFeed } from '../topicFeed.ts';

/** Milliseconds between two questions for what has changed. */
export const signalsIntervalMs = 400;

export function signalListFeeds(signals: SignalReader, scheduler: Scheduler): FeedFactory<'signals'> {
  return (parameters, changed) => new SignalListFeed(signals, scheduler, parameters, changed);
}

class SignalListFeed implements TopicFeed {
  private readonly signals: SignalReader;
  private readonly view: TopicParameters<'signals'>;
  private readonly matches: ReturnType<typeof signalMatcher>;
  private readonly list: FeedQuestion<Answered<SignalList>>;
  private readonly changes: FeedQuestion<Answered<SignalChanges>>;
  private readonly scheduler: Scheduler;
  private timer: Timer | undefined;
  /** The position of the last message; undefined before the first one. */
  private sentTo: number | undefined;
  private sentTotal = 0;

  constructor(
    signals: SignalReader,
    scheduler: Scheduler,
    view: TopicParameters<'signals'>,
    changed: () => void,
  ) {
    this.signals = signals;
    this.scheduler = scheduler;
    this.view = view;
    this.matches = signalMatcher(view.filter);
    this.list = new FeedQuestion(scheduler, changed);
    this.changes = new FeedQuestion(scheduler, changed);
  }

  snapshot(): Framed | undefined {
    const answer = this.list.take();
    if (answer === undefined) {
      this.list.ask(() => this.signals.askSignals('signalList', this.view));
      return undefined;
    }
    const { position, value } = answer;
    this.sent(position, value.total);
    this.timer ??= this.scheduler.every(signalsIntervalMs, () => this.ask());
    const data: TopicSnapshot<'signals'> = { ...value, readTo: position };
    return { position, data };
  }

  delta(): Framed | 'overrun' | undefined {
    const answer = this.changes.take();
    if (answer === undefined || this.sentTo === undefined) return undefined;
    const { position, value } = answer;
    // Rows that are being made again are at a position before what was sent.
    if (value.rows.length >= signalChangesMax || position < this.sentTo) return 'overrun';
    if (position === this.sentTo && value.total === this.sentTotal) return undefined;
    this.sent(position, value.total);
    const namesOf = (matching: boolean): number[] =>
      value.rows.filter((row) => this.matches(row) === matching).map((row) => row.receivedPosition);
    const data: TopicDelta<'signals'> = {
      matching: namesOf(true),
      gone: namesOf(false),
      total: value.total,
      readTo: position,
    };
    return { position, data };
  }

  pause(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.sentTo = undefined;
    this.list.drop();
    this.changes.drop();
  }

  close(): void {
    this.pause();
  }

  private ask(): void {
    const { sentTo } = this;
    if (sentTo !== undefined) this.changes.ask(() => this.signals.askSignals('signalChanges', sentTo));
  }

  private sent(position: number, total: number): void {
    this.sentTo = position;
    this.sentTotal = total;
  }
}
