/** A FIX venue of the desk with its store and listener for one test, all taken down at its end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseVenueId, trusted } from '../../../../../shared/kernel/ids.ts';
import type { Instrument } from '../../../../domain/instrument/instrument.ts';
import type { Clock } from '../../../../engine/ports.ts';
import { nodeScheduler } from '../../../clock/nodeScheduler.ts';
import { systemClock } from '../../../clock/systemClock.ts';
import type { MaySend } from '../../fencedWriter.ts';
import { RecordingListener } from '../../testing/recordingListener.ts';
import { noCustomTags, plainCodes, type Codes, type CustomTags } from '../application/dialect.ts';
import { FixVenue } from '../fixVenue.ts';
import type { FixCapabilities, FixNotice, FixVenueOptions } from '../fixVenueOptions.ts';
import type { SessionSchedule } from '../session/sessionSchedule.ts';
import type { SessionSettings } from '../session/sessionState.ts';
import { openFixStore } from '../store/fixStore.ts';
import type { SharedRecord } from '../store/sessionRecord.ts';
import { fixConnection } from '../transport/fixConnection.ts';
import { ScriptedVenue } from './scriptedVenue.ts';

const connectMsMax = 20_000;
const limitOnly: FixCapabilities = {
  orderTypes: ['limit'],
  timesInForce: ['DAY'],
  replace: false,
  statusRequest: false,
  massStatus: false,
};

export interface FixDesk {
  readonly venue: FixVenue;
  readonly listener: RecordingListener;
  readonly notices: readonly FixNotice[];
}

export interface DeskOptions extends Partial<SessionSettings> {
  readonly port: number;
  readonly targetCompId: string;
  readonly capabilities?: Partial<FixCapabilities>;
  readonly schedule?: SessionSchedule;
  readonly quoted?: readonly Instrument[];
  readonly credentials?: FixVenueOptions['credentials'];
  readonly codes?: Partial<Codes>;
  readonly tags?: Partial<CustomTags>;
  readonly clock?: Clock;
  readonly maySend?: MaySend;
  /** What another machine needs to go on with the session; absent where none can. */
  readonly shared?: SharedRecord;
}

export class FixTestBed {
  readonly folder: string;
  private readonly cleanUps: (() => Promise<void> | void)[] = [];

  constructor(folder = mkdtempSync(join(tmpdir(), 'breakwater-fix-'))) {
    this.folder = folder;
  }

  onEnd(cleanUp: () => Promise<void> | void): void {
    this.cleanUps.push(cleanUp);
  }

  /** A venue whose every word the test writes, and the port that it listens on. */
  async scripted(): Promise<{ readonly venue: ScriptedVenue; readonly port: number }> {
    const venue = new ScriptedVenue();
    const port = await venue.listen();
    this.onEnd(() => venue.close());
    return { venue, port };
  }

  /** A venue on the record that an earlier one may have left; not connected yet. */
  make(
    {
      port,
      capabilities,
      schedule,
      credentials,
      codes,
      tags,
      quoted,
      shared,
      clock = systemClock(),
      maySend,
      ...change
    }: DeskOptions,
    file?: string,
  ): FixDesk {
    const session: SessionSettings = {
      beginString: 'FIX.4.4',
      senderCompId: 'DESK',
      heartbeatSeconds: 30,
      resetOnLogon: false,
      ...change,
    };
    const store = openFixStore(join(this.folder, file ?? `${session.senderCompId}.db`), session);
    if (!store.ok) throw new Error(store.error.message);
    const notices: FixNotice[] = [];
    const venue = new FixVenue({
      id: trusted(parseVenueId, 'exec'),
      session,
      schedule,
      capabilities: { ...limitOnly, ...capabilities },
      ...(credentials !== undefined && { credentials }),
      ...(quoted !== undefined && { quoted }),
      codes: { ...plainCodes, ...codes },
      tags: { ...noCustomTags, ...tags },
      store: Object.assign(store.value, shared && { shared }),
      openWire: fixConnection({ host: '127.0.0.1', port, tls: undefined }, maySend),
      clock,
      scheduler: nodeScheduler(),
      onNotice: (notice) => notices.push(notice),
      onOver: () => undefined,
    });
    return { venue, listener: new RecordingListener(), notices };
  }

  /** A venue that is connected. */
  async connect(options: DeskOptions): Promise<FixDesk> {
    const desk = this.make(options);
    this.onEnd(() => desk.venue.close());
    const connected = await desk.venue.connect(desk.listener, connectMsMax);
    if (!connected.ok) throw new Error(`${connected.error.message}: ${desk.venue.fault ?? ''}`);
    return desk;
  }

  async dispose(): Promise<void> {
    for (const cleanUp of this.cleanUps.toReversed()) await cleanUp();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
