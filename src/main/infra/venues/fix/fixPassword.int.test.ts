/** A Logon with a password: the venue gets it, and nobody else. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FixMessage } from './codec/fixMessage.ts';
import { tags, valueOf } from './codec/fixMessage.ts';
import { compareLogs } from './store/compareLogs.ts';
import { readFixRecord } from './store/fixStore.ts';
import { FixTestBed, type FixDesk } from './testing/fixTestBed.ts';
import type { ScriptedVenue } from './testing/scriptedVenue.ts';
import { readCredentials, type CredentialSettings } from './transport/credentials.ts';

const secret = 'hunter2=secret';
const identity = { beginString: 'FIX.4.4', senderCompId: 'DESK', targetCompId: 'VENUE' };

let bed: FixTestBed;
let venue: ScriptedVenue;
let port: number;
let passwordFile: string;

beforeEach(async () => {
  bed = new FixTestBed();
  ({ venue, port } = await bed.scripted());
  passwordFile = join(bed.folder, 'exec.password');
  writeFileSync(passwordFile, `${secret}\n`, { mode: 0o600 });
});

afterEach(() => bed.dispose());

function made(change: Partial<CredentialSettings> = {}): FixDesk {
  const settings = { username: 'ada', passwordFile, passwordAs: 'password', ...change } as const;
  const desk = bed.make({ port, targetCompId: 'VENUE', credentials: () => readCredentials(settings) });
  bed.onEnd(() => desk.venue.close());
  return desk;
}

/** Everything that the desk keeps of the session. */
function keptOf(desk: FixDesk): string {
  const record = ['DESK.db', 'DESK.db-wal'].map((name) => readFileSync(join(bed.folder, name), 'latin1'));
  const shown = JSON.stringify([desk.venue.snapshot(), desk.venue.messages({ limit: 50 }), desk.notices]);
  return [...record, shown, desk.venue.fault ?? ''].join('\n');
}

describe('a password', () => {
  test.each([
    ['password', [tags.password], [secret]],
    ['rawData', [tags.rawDataLength, tags.rawData], [String(secret.length), secret]],
  ] as const)('is in the Logon as %s, and starred out in the record', async (passwordAs, places, values) => {
    const desk = made({ passwordAs });
    await desk.venue.connect(desk.listener, 20_000);
    const logon: FixMessage = await venue.hears('A');
    expect(valueOf(logon, tags.username)).toBe('ada');
    expect(places.map((tag) => valueOf(logon, tag))).toEqual(values);
    expect(keptOf(desk)).not.toContain(secret);
    expect(keptOf(desk)).toContain(`${places.at(-1)}=***`);

    // The venue's log has the password; the comparison neither minds nor shows it.
    const record = readFixRecord(join(bed.folder, 'DESK.db'));
    if (!record.ok) throw new Error(record.error.message);
    const theirs = [...venue.heard.map(({ raw }) => raw), ...venue.said].join('\n');
    const compared = compareLogs(record.value.messages, theirs, identity);
    expect(compared).toMatchObject({ ok: true, value: { contradicted: [] } });
    expect(JSON.stringify(compared)).not.toContain(secret);
  });

  test('that the venue repeats when it refuses the Logon is shown to nobody', async () => {
    venue.isPolite = false;
    const desk = made();
    const connected = desk.venue.connect(desk.listener, 20_000);
    await venue.hears('A');
    venue.say('5', [[tags.text, `ada/${secret} is wrong`]]);
    await venue.hears('A', 2);
    expect(desk.venue.snapshot().why).toContain('ada/*** is wrong');
    expect(keptOf(desk)).not.toContain(secret);
    await desk.venue.close();
    await connected;
  });

  test('whose file is gone says so, and is read again for the next Logon', async () => {
    rmSync(passwordFile);
    const desk = made();
    const connected = desk.venue.connect(desk.listener, 20_000);
    await venue.until('two attempts', () => venue.connections >= 2);
    expect(desk.venue.fault).toContain(`there is no ${passwordFile}`);
    expect(venue.heard).toEqual([]);
    writeFileSync(passwordFile, 'another', { mode: 0o600 });
    expect(valueOf(await venue.hears('A'), tags.password)).toBe('another');
    expect(await connected).toMatchObject({ ok: true });
  });
});
