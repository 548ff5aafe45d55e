/** QuickFIX's own example venues, from Debian's packages, each in a process with its own store and message log. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const examples = '/usr/share/doc/libquickfix-doc/examples';
const programs = {
  executor: join(examples, 'executor/C++/.libs/executor.gz'),
  ordermatch: join(examples, 'ordermatch/.libs/ordermatch.gz'),
} as const;

const startMsMax = 10_000;
/** The file for its standard output, where it writes every message with the time, the session and the direction. */
const screenLog = 'screen.log';
const screenPattern = /^<[^,\n]*, ([^,\n]*), (\w+)>\n {2}\((.*)\)$/gm;

export interface QuickFixLine {
  /** As the venue sees it. */
  readonly direction: 'incoming' | 'outgoing';
  readonly raw: string;
}

export interface VenueNumbers {
  readonly out: number;
  readonly in: number;
}

/** Whether both programs and their library are installed; `npm test` installs them where it may. */
export const hasQuickFix =
  Object.values(programs).every((path) => existsSync(path)) &&
  ['/usr/lib/x86_64-linux-gnu', '/usr/lib'].some((folder) => existsSync(join(folder, 'libquickfix.so.17')));

export interface QuickFixOptions {
  readonly program: keyof typeof programs;
  readonly folder: string;
  readonly port: number;
  readonly beginString: 'FIX.4.2' | 'FIX.4.4';
  readonly compId: string;
  /** CompIDs of the desks that may log on. */
  readonly desks: readonly string[];
  /** Whether a desk may send in the name of another one; no where absent. */
  readonly takesOtherNames?: true;
}

export class QuickFix {
  private readonly options: QuickFixOptions;
  private child: ChildProcess | undefined;
  /** Numbers begin at 1 at this time of each day in UTC. It is half a day away, so that no test meets it. */
  private readonly sessionTime = `${String((new Date().getUTCHours() + 12) % 24).padStart(2, '0')}:00:00`;

  constructor(options: QuickFixOptions) {
    this.options = options;
  }

  /** Its own log of all sessions, in which every message stands as it was. */
  get log(): string {
    return join(this.options.folder, screenLog);
  }

  async start(): Promise<void> {
    const { folder, program, port } = this.options;
    mkdirSync(folder, { recursive: true });
    const file = join(folder, program);
    if (!existsSync(file)) writeFileSync(file, gunzipSync(readFileSync(programs[program])), { mode: 0o755 });
    const settings = join(folder, 'session.cfg');
    writeFileSync(settings, this.settings());
    // Their standard input stays open, or they end.
    const log = openSync(this.log, 'a');
    const child = spawn(file, [settings], { cwd: folder, stdio: ['pipe', log, log] });
    closeSync(log);
    this.child = child;
    const failed = once(child, 'exit').then(([code]) => {
      throw new Error(`${program} ended with ${String(code)}`);
    });
    failed.catch(() => undefined);
    await Promise.race([failed, reachable(port)]);
  }

  /** Ends the process at once, as a crash would. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Changes the next numbers of a session in its store, as the venue sees them, while it does not run. */
  setNumbers(desk: string, change: (numbers: VenueNumbers) => VenueNumbers): void {
    const { folder, beginString, compId } = this.options;
    const file = join(folder, 'store', `${beginString}-${compId}-${desk}.seqnums`);
    const [out = 0, into = 0] = readFileSync(file, 'latin1').split(':').map(Number);
    const changed = change({ out, in: into });
    const [nextOut, nextIn] = [changed.out, changed.in].map((number) => String(number).padStart(10, '0'));
    writeFileSync(file, `${nextOut} : ${nextIn}`);
  }

  /** Its own log of the messages of a session, oldest first. */
  messages(desk: string): readonly QuickFixLine[] {
    const { beginString, compId } = this.options;
    const session = `${beginString}:${compId}->${desk}`;
    const text = readFileSync(this.log, 'latin1');
    return [...text.matchAll(screenPattern)].flatMap(([, name, direction, raw = '']) =>
      name === session && (direction === 'incoming' || direction === 'outgoing') ? [{ direction, raw }] : [],
    );
  }

  private settings(): string {
    const { folder, port, beginString, compId, desks, takesOtherNames } = this.options;
    const sessions = desks.map(
      (desk) => `[SESSION]\nBeginString=${beginString}\nSenderCompID=${compId}\nTargetCompID=${desk}\n`,
    );
    return `[DEFAULT]
ConnectionType=acceptor
SocketAcceptPort=${port}
SocketReuseAddress=Y
SocketNodelay=Y
StartTime=${this.sessionTime}
EndTime=${this.sessionTime}
UseDataDictionary=N
CheckCompID=${takesOtherNames === true ? 'N' : 'Y'}
FileStorePath=${join(folder, 'store')}
${sessions.join('')}`;
  }
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function reachable(port: number): Promise<void> {
  const until = Date.now() + startMsMax;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isUp = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isUp) return;
    if (Date.now() > until) throw new Error(`nothing listens on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
