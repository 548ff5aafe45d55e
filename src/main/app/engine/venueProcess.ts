/**
 * A simulated venue in a utility process of its own. The process is kept running while the engine wants it, and ends
 * with the application.
 */
import { utilityProcess, type UtilityProcess } from 'electron';

/** Milliseconds before the next start. The pauses grow while the process keeps ending early. */
const restartMs = [250, 1_000, 5_000, 15_000] as const;
/** Milliseconds that a process may take to end after it was asked to; a process that stands still never would. */
const endMs = 2_000;
/** After this many milliseconds a process counts as healthy, and the pauses start short again. */
const healthyMs = 30_000;

export interface VenueProcessListener {
  /** Called with the process's message to its parent: that it listens and where, or why it can't. */
  onMessage(message: unknown): void;
  /** Called when the process ended without being asked to. It is started again. */
  onEnded(exitCode: number): void;
}

export class VenueProcess {
  private readonly entry: string;
  private readonly args: readonly string[];
  private readonly listener: VenueProcessListener;
  private child: UtilityProcess | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;
  private stopped = false;

  constructor(entry: string, args: readonly string[], listener: VenueProcessListener) {
    this.entry = entry;
    this.args = args;
    this.listener = listener;
    this.start();
  }

  /** Ends the process; resolves when it has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    const { child } = this;
    if (child === undefined) return;
    const exited = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
    });
    const { pid } = child;
    if (!child.kill()) return;
    const timer = setTimeout(() => {
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    }, endMs);
    await exited;
    clearTimeout(timer);
  }

  private start(): void {
    const child = utilityProcess.fork(this.entry, [...this.args], { serviceName: 'Simulated venue' });
    const startedMs = performance.now();
    this.child = child;
    child.on('message', (message: unknown) => this.listener.onMessage(message));
    child.once('exit', (exitCode) => {
      this.child = undefined;
      if (this.stopped) return;
      console.error(`The simulated venue's process ended with exit code ${exitCode}.`);
      this.listener.onEnded(exitCode);
      if (performance.now() - startedMs >= healthyMs) this.failures = 0;
      const wait = restartMs[Math.min(this.failures++, restartMs.length - 1)];
      this.timer = setTimeout(() => this.start(), wait);
    });
  }
}
