/** The way to end the console: it says what would be left behind, closes the window, and lets the engine end. */
import { app, dialog, type BrowserWindow } from 'electron';
import type { LeftBehind } from '../../../shared/contract/engineThread.ts';
import type { EngineHost } from '../engine/engineHost.ts';
import { exitQuestion } from './exitQuestion.ts';

/** One request may come twice, for example from a service manager and passed on by npm. */
const sameRequestMs = 250;

export class ExitSequence {
  private readonly host: EngineHost;
  private readonly window: BrowserWindow;
  private phase: 'open' | 'asking' | 'draining' | 'over' = 'open';
  private leavingSinceMs = 0;

  constructor(host: EngineHost, window: BrowserWindow) {
    this.host = host;
    this.window = window;
  }

  /** From now on the window closes, and the process ends on a signal, only through this sequence. */
  watch(): void {
    this.window.on('close', (event) => {
      if (this.phase === 'over') return;
      event.preventDefault();
      if (this.phase === 'open') void this.ask();
    });
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => this.hear(signal));
    }
  }

  /** Handles a signal. A second one ends the process at once: the store survives that. */
  private hear(signal: NodeJS.Signals): void {
    if (this.phase !== 'draining') void this.leave(`signal ${signal}`);
    else if (performance.now() - this.leavingSinceMs > sameRequestMs) app.exit(1);
  }

  /** Asks when something would be left behind; otherwise leaves at once. */
  private async ask(): Promise<void> {
    this.phase = 'asking';
    const left = await this.host.leftBehind();
    const isAnything = left.venues.length + left.forgotten.length > 0;
    if (isAnything && !(await this.confirm(left))) {
      // A signal of the system may have come during the question: then the console is leaving already.
      if (this.isAsking()) this.phase = 'open';
      return;
    }
    await this.leave('the console was closed');
  }

  private isAsking(): boolean {
    return this.phase === 'asking';
  }

  private async confirm(left: LeftBehind): Promise<boolean> {
    const { response } = await dialog.showMessageBox(this.window, {
      type: 'warning',
      title: 'Breakwater',
      ...exitQuestion(left),
      buttons: ['Close all the same', 'Stay'],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    });
    return response === 0;
  }

  private async leave(reason: string): Promise<void> {
    if (this.phase === 'draining' || this.phase === 'over') return;
    this.phase = 'draining';
    this.leavingSinceMs = performance.now();
    const { forgotten } = await this.host.leftBehind();
    const inTime = await this.host.stop(reason);
    for (const line of forgotten) console.error(`not on record, and forgotten now: ${line}`);
    if (!inTime) console.error('The engine was still busy at the end; what it acknowledged is on disk.');
    this.phase = 'over';
    if (inTime && forgotten.length === 0) app.quit();
    else app.exit(1);
  }
}
