/** One desk as production runs it: `desk run` with its simulated venue, and its signals over standard input. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { invariant } from '../../src/shared/kernel/invariant.ts';
import { limitNames } from '../../src/main/domain/risk/limits.ts';
import { defaultConfiguration } from '../../src/main/engine/configuration.ts';
import { marketSignal } from '../marketSignal.ts';

const program = join(import.meta.dirname, '..', '..', 'out', 'main', 'desk.js');
const defaults = defaultConfiguration().risk;
/** Limits out of the way: the bench measures engines, not the refusals of risk. Each that has no default is said. */
const risk = {
  ...Object.fromEntries(limitNames.filter((name) => defaults[name] === 'none').map((name) => [name, 'none'])),
  positionMax: '1000000000',
  messageRatePerSecondMax: '1000000',
};
/** So few signals wait that the answers keep the pace of the orders. */
const intakeQueueDepthMax = 500;

export class DeskProcess {
  readonly folder: string;
  private readonly account: string;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting: (() => void)[] = [];
  private sent = 0;
  private isReady = false;

  private constructor(folder: string, account: string) {
    this.folder = folder;
    this.account = account;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const configuration = { accounts: [account], intakeQueueDepthMax, risk };
    writeFileSync(join(folder, 'configuration.json'), JSON.stringify(configuration), { mode: 0o600 });
    const args = [program, 'run', '--json', '--signals', '-', '--data', folder];
    this.child = spawn(process.execPath, args, { stdio: 'pipe' });
    this.child.stderr.resume();
  }

  /** Starts the engine of the account, and waits until it takes signals. */
  static async start(folder: string, account: string): Promise<DeskProcess> {
    const desk = new DeskProcess(folder, account);
    const ready = new Promise<void>((resolve, reject) => {
      createInterface(desk.child.stdout).on('line', (line) => desk.hear(line, resolve));
      desk.child.once('exit', (code) => {
        if (!desk.isReady) reject(new Error(`desk run on ${folder} ended with ${code} before it was ready`));
      });
    });
    await ready;
    return desk;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Sends one order at the market. `onAnswer` is called once the signal is on disk; answers come in their order. */
  send(onAnswer: () => void): void {
    const index = this.sent++;
    const signal = marketSignal(`scale-${index}`, index, this.account);
    this.waiting.push(onAnswer);
    this.child.stdin.write(`${JSON.stringify(signal)}\n`);
  }

  /** Ends it in order. Every signal must have become a filled order: else the figures would be of something else. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
    const database = new Database(join(this.folder, 'events.db'), { readonly: true });
    const count = database.prepare<[], { fills: number }>(
      "SELECT count(*) AS fills FROM events WHERE type = 'OrderFilled'",
    );
    const { fills = 0 } = count.get() ?? {};
    database.close();
    invariant(fills >= this.sent, `${this.sent} orders of the bench are filled, not ${fills}`);
  }

  private hear(line: string, onReady: () => void): void {
    if (line.startsWith('{"type":"ready"')) {
      this.isReady = true;
      onReady();
      return;
    }
    if (!line.startsWith('{"type":"acknowledged"')) {
      throw new Error(`the desk answered a signal of the bench with ${line}`);
    }
    this.waiting.shift()?.();
  }
}
