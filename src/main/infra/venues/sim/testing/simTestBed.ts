/** A venue process and its clients for one test, all taken down at its end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTicker, parseVenueId, trusted } from '../../../../../shared/kernel/ids.ts';
import { nodeScheduler } from '../../../clock/nodeScheduler.ts';
import { alwaysSends, type MaySend } from '../../fencedWriter.ts';
import { RecordingListener } from '../../testing/recordingListener.ts';
import { launchSim, type LaunchedSim } from '../client/simLauncher.ts';
import { SimVenue } from '../client/simVenue.ts';

export const spx = trusted(parseTicker, 'SPX');
/** A market that stands at 1400 until it is told to move. */
export const heldAt1400 = ['--mode', 'held', '--instrument', 'SPX,0.25,1,1400'];

const waitMsMax = 10_000;

export interface Client {
  readonly venue: SimVenue;
  readonly listener: RecordingListener;
  readonly logged: readonly string[];
}

export class SimTestBed {
  private readonly folder = mkdtempSync(join(tmpdir(), 'breakwater-bed-'));
  private readonly cleanUps: (() => Promise<void> | void)[] = [];
  private launched: LaunchedSim | undefined;

  get record(): string {
    return join(this.folder, 'record.db');
  }

  get sim(): LaunchedSim {
    if (this.launched === undefined) throw new Error('no venue was started');
    return this.launched;
  }

  /** Starts the venue, on the record that an earlier one may have left, at the same address. */
  async start(args: readonly string[] = heldAt1400): Promise<LaunchedSim> {
    const launched = await launchSim({ record: this.record, socket: join(this.folder, 's'), args });
    if (!launched.ok) throw new Error(launched.error.message);
    this.launched = launched.value;
    this.cleanUps.push(() => launched.value.stop());
    return launched.value;
  }

  /** Kills the venue without warning, and resolves when it has ended. */
  async kill(): Promise<void> {
    const { pid, exited } = this.sim;
    process.kill(pid, 'SIGKILL');
    await exited;
  }

  /** A client that is connected. */
  async connect(maySend: MaySend = alwaysSends): Promise<Client> {
    const listener = new RecordingListener();
    const logged: string[] = [];
    const venue = new SimVenue({
      id: trusted(parseVenueId, 'sim'),
      address: () => this.launched?.address,
      scheduler: nodeScheduler(),
      maySend,
      logger: { log: (_level, message) => void logged.push(message) },
    });
    this.cleanUps.push(() => venue.close());
    const connected = await venue.connect(listener, waitMsMax);
    if (!connected.ok) throw new Error(connected.error.message);
    return { venue, listener, logged };
  }

  /** A socket without an adapter, for what an adapter would never say. */
  async raw(): Promise<RawClient> {
    const { address } = this.sim;
    const socket = 'socket' in address ? connect(address.socket) : connect(address.port, address.host);
    const client = new RawClient(socket);
    this.cleanUps.push(() => void socket.destroy());
    await new Promise((resolve) => socket.once('connect', resolve));
    return client;
  }

  async dispose(): Promise<void> {
    for (const cleanUp of this.cleanUps.toReversed()) await cleanUp();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class RawClient {
  readonly socket: Socket;
  private text = '';
  private onText: () => void = () => undefined;

  /** What came and was not taken yet. */
  get rest(): string {
    return this.text;
  }

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.on('data', (text: string) => {
      this.text += text;
      this.onText();
    });
  }

  /** Sends text as it is and gives the next line that comes. */
  async exchange(text: string | Uint8Array): Promise<unknown> {
    this.socket.write(text);
    const deadline = setTimeout(() => this.socket.destroy(new Error('no answer')), waitMsMax);
    const closed = new Promise<never>((_, reject) =>
      this.socket.once('close', () => reject(new Error('closed'))),
    );
    const complete = new Promise<void>((resolve) => {
      this.onText = () => {
        if (this.text.includes('\n')) resolve();
      };
      this.onText();
    });
    await Promise.race([complete, closed]);
    clearTimeout(deadline);
    const end = this.text.indexOf('\n');
    const line = this.text.slice(0, end);
    this.text = this.text.slice(end + 1);
    return JSON.parse(line);
  }
}
