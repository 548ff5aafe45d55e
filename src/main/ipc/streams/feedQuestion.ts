/** One question of a feed to the reading side. The feed asks in one frame, and fetches the answer in a later one. */
import { StoreReadError } from '../../engine/events/storeReadError.ts';
import type { Scheduler, Timer } from '../../engine/ports.ts';

/** Milliseconds until a question is asked again that the reading side could not answer. */
export const askAgainMs = 1_000;

type State<Answer> =
  | { readonly type: 'none' }
  | { readonly type: 'asked' }
  | { readonly type: 'answered'; readonly answer: Answer }
  /** No question is asked before the timer ends. */
  | { readonly type: 'failed'; readonly timer: Timer }
  | { readonly type: 'broken'; readonly error: unknown };

const none = { type: 'none' } as const;

export class FeedQuestion<Answer> {
  private readonly scheduler: Scheduler;
  private readonly changed: () => void;
  private state: State<Answer> = none;

  /** `changed` is called when there is an answer to fetch, and when a question that failed may be asked again. */
  constructor(scheduler: Scheduler, changed: () => void) {
    this.scheduler = scheduler;
    this.changed = changed;
  }

  get isIdle(): boolean {
    return this.state.type === 'none';
  }

  /** Asks, unless a question is under way. */
  ask(question: () => Promise<Answer>): void {
    if (!this.isIdle) return;
    const asked = { type: 'asked' } as const;
    this.state = asked;
    const settle = (next: () => State<Answer>): void => {
      if (this.state !== asked) return;
      this.state = next();
      this.changed();
    };
    question().then(
      (answer) => settle(() => ({ type: 'answered', answer })),
      (error: unknown) => settle(() => this.failure(error)),
    );
  }

  /** Returns the answer, once; undefined while there is none. Throws an error that is no fault of the store: a bug. */
  take(): Answer | undefined {
    const { state } = this;
    if (state.type === 'broken') throw state.error;
    if (state.type !== 'answered') return undefined;
    this.state = none;
    return state.answer;
  }

  /** Forgets the question. Its answer will not be taken. */
  drop(): void {
    if (this.state.type === 'failed') this.state.timer.cancel();
    this.state = none;
  }

  private failure(error: unknown): State<Answer> {
    if (!(error instanceof StoreReadError)) return { type: 'broken', error };
    const timer = this.scheduler.after(askAgainMs, () => {
      this.state = none;
      this.changed();
    });
    return { type: 'failed', timer };
  }
}
