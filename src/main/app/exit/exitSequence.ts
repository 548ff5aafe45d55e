/** Ends a desk of the console: says what would be left behind, lets the engine end, and closes the window. */
import { setTimeout as delay } from 'node:timers/promises';
import { app, dialog, type BrowserWindow } from 'electron';
import type { LeftBehind } from '../../../shared/contract/engineThread.ts';
import type { ConsoleEngine } from '../engine/consoleEngine.ts';
import { titleOf } from '../window/consoleWindow.ts';
import { exitQuestion, notCanceledQuestion, orderCount, type ExitQuestion } from './exitQuestion.ts';

/** One request may come twice, for example from a service manager and passed on by npm. */
const sameRequestMs = 250;
const lookMs = 500;
/** Milliseconds without another confirmed cancel after which the operator is asked again. */
const stalledMsMax = 10_000;

const answers = ['leave', 'stay', 'cancel'] as const;
type Answer = (typeof answers)[number];

export interface ExitSequenceOptions {
  readonly engine: ConsoleEngine;
  readonly window: BrowserWindow;
  /** The desk's name, where the console has several. */
  readonly name: () => string | undefined;
  /** Has the window cancel every order; false when it can't be asked. */
  readonly askToCancelAll: () => boolean;
  /** The window may close. `inOrder` is false where the engine was still busy, or forgets something. */
  readonly onOver: (inOrder: boolean) => void;
}

export class ExitSequence {
  private readonly options: ExitSequenceOptions;
  private readonly engine: ConsoleEngine;
  private readonly window: BrowserWindow;
  private phase: 'open' | 'asking' | 'canceling' | 'draining' | 'over' = 'open';
  private asked = Promise.resolve();
  private leavingSinceMs = 0;

  constructor(options: ExitSequenceOptions) {
    this.options = options;
    this.engine = options.engine;
    this.window = options.window;
  }

  /** From now on the window closes, and the process ends on a signal, only through this sequence. */
  watch(): void {
    this.window.on('close', (event) => {
      if (this.phase === 'over') return;
      event.preventDefault();
      void this.request();
    });
    const hear = (signal: NodeJS.Signals): void => this.hear(signal);
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, hear);
    this.window.once('closed', () => {
      for (const signal of signals) process.off(signal, hear);
    });
  }

  /** Ends the desk as its window's close button does. Resolves to whether it has ended: a person may stay. */
  async request(): Promise<boolean> {
    if (this.phase === 'open') this.asked = this.ask();
    await this.asked;
    return this.phase === 'over';
  }

  /** Handles a signal. A second one ends the process at once: the store survives that. */
  private hear(signal: NodeJS.Signals): void {
    if (this.phase !== 'draining') void this.leave(`signal ${signal}`);
    else if (performance.now() - this.leavingSinceMs > sameRequestMs) app.exit(1);
  }

  /** Asks when something would be left behind; otherwise leaves at once. */
  private async ask(): Promise<void> {
    this.phase = 'asking';
    const left = await this.engine.leftBehind();
    if (left === undefined || left.venues.length + left.forgotten.length === 0) {
      await this.leave('the console was closed');
      return;
    }
    const further = left.venues.length === 0 ? undefined : 'Cancel all and close';
    let answer = await this.answerTo(exitQuestion(left), further);
    if (answer === 'cancel') this.options.askToCancelAll();
    while (answer === 'cancel' && this.isIn('asking')) {
      this.phase = 'canceling';
      const rest = await this.allCanceled();
      // A signal of the system may have come meanwhile; then the console is ending already.
      if (!this.isIn('canceling')) return;
      this.phase = 'asking';
      answer = rest === 'none' ? 'leave' : await this.answerTo(notCanceledQuestion(rest), 'Keep waiting');
    }
    if (answer === 'leave') await this.leave('the console was closed');
    else if (this.isIn('asking')) this.phase = 'open';
  }

  private isIn(phase: ExitSequence['phase']): boolean {
    return this.phase === phase;
  }

  private async answerTo(question: ExitQuestion, further: string | undefined): Promise<Answer> {
    const name = this.options.name();
    const { response } = await dialog.showMessageBox(this.window, {
      type: 'warning',
      title: titleOf(name),
      message: name === undefined ? question.message : `${name}: ${question.message}`,
      detail: question.detail,
      buttons: ['Leave working and close', 'Stay', ...(further === undefined ? [] : [further])],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    });
    return answers[response] ?? 'stay';
  }

  /**
   * Waits until no order works; returns what is left when no cancel was confirmed for a while. Shows the progress
   * meanwhile.
   */
  private async allCanceled(): Promise<LeftBehind | 'none' | undefined> {
    let left = await this.engine.leftBehind();
    const all = left === undefined ? 0 : orderCount(left);
    let moved = { atMs: performance.now(), orders: all };
    while (this.isIn('canceling') && performance.now() - moved.atMs < stalledMsMax) {
      const orders = left === undefined ? moved.orders : orderCount(left);
      if (left !== undefined && orders === 0) break;
      if (orders !== moved.orders) moved = { atMs: performance.now(), orders };
      this.showProgress(all === 0 ? 0 : (all - orders) / all);
      await delay(lookMs);
      left = await this.engine.leftBehind();
    }
    this.showProgress(-1);
    return left !== undefined && orderCount(left) === 0 ? 'none' : left;
  }

  /** A share below zero hides the progress. */
  private showProgress(share: number): void {
    if (!this.window.isDestroyed()) this.window.setProgressBar(share);
  }

  private async leave(reason: string): Promise<void> {
    if (this.phase === 'draining' || this.phase === 'over') return;
    this.phase = 'draining';
    this.leavingSinceMs = performance.now();
    const forgotten = (await this.engine.leftBehind())?.forgotten ?? [];
    const inTime = await this.engine.stop(reason);
    for (const line of forgotten) console.error(`not on record, and forgotten now: ${line}`);
    if (!inTime) console.error('The engine was still busy at the end; what it acknowledged is on disk.');
    this.phase = 'over';
    this.options.onOver(inTime && forgotten.length === 0);
  }
}
