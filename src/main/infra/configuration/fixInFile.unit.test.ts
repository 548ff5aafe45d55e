/** The settings of a FIX venue in the configuration file, and what is refused. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import { noCustomTags, plainCodes } from '../venues/fix/application/dialect.ts';
import { defaultThrottleSigns } from '../venues/fix/application/tooFast.ts';
import { parseConfiguration } from './loadConfiguration.ts';

const session = {
  host: '127.0.0.1',
  port: 5001,
  beginString: 'FIX.4.4',
  senderCompId: 'DESK',
  targetCompId: 'EXECUTOR',
  heartbeatSeconds: 20,
  resetOnLogon: false,
  tls: null,
  capabilities: { orderTypes: ['limit'], timesInForce: ['DAY'], replace: false, statusRequest: false },
  schedule: { timeZone: 'America/New_York', start: '18:00', end: '17:00' },
};
const copy = {
  host: session.host,
  port: session.port,
  beginString: 'FIX.4.4',
  senderCompId: 'COPY',
  targetCompId: session.targetCompId,
};
const instrument = { symbol: 'SPX', venue: 'exec', currency: 'USD', tickSize: '0.25', lotSize: '1' };

const parse = (venue: object) =>
  parseConfiguration(
    JSON.stringify({
      instruments: [{ ...instrument, referencePrice: '1400' }],
      venues: [{ venue: 'exec', kind: 'fix', fix: session, ...venue }],
    }),
    '/desk',
  );

function problems(venue: object): readonly string[] {
  const parsed = parse(venue);
  return parsed.ok ? [] : parsed.error.map(({ path, message }) => `${path}: ${message}`);
}

describe('a FIX venue in the file', () => {
  it('declares that it cancels what works when the session ends', () => {
    const capabilities = { ...session.capabilities, cancelOnDisconnect: true };
    const parsed = parse({ fix: { ...session, capabilities } });
    expect(parsed.ok && parsed.value.fixes.get('exec' as never)?.capabilities).toMatchObject({
      cancelOnDisconnect: true,
    });
  });

  it('is read, and no simulated venue stands beside it', () => {
    const parsed = parse({});
    expect(parsed.ok && parsed.value.sims.size).toBe(0);
    expect(parsed.ok && parsed.value.engine.instruments[0]?.referencePrice).toBe(decimal('1400'));
    expect(parsed.ok && [...parsed.value.fixes]).toEqual([
      [
        'exec',
        {
          paper: false,
          address: { host: '127.0.0.1', port: 5001, tls: undefined },
          session: {
            beginString: 'FIX.4.4',
            senderCompId: 'DESK',
            targetCompId: 'EXECUTOR',
            heartbeatSeconds: 20,
            resetOnLogon: false,
          },
          credentials: { passwordAs: 'password' },
          schedule: session.schedule,
          throttle: defaultThrottleSigns,
          capabilities: { ...session.capabilities, massStatus: false },
          codes: plainCodes,
          tags: noCustomTags,
          tagNames: {},
        },
      ],
    ]);
  });

  it('needs the address, the two names, the version and what the venue can do; the rest has defaults', () => {
    const { host, port, beginString, senderCompId, targetCompId, capabilities } = session;
    const fix = { host, port, beginString, senderCompId, targetCompId, capabilities };
    const parsed = parse({ fix: { ...fix, tls: { caFile: 'ca.pem' } } });
    expect(parsed.ok && parsed.value.fixes.get('exec' as never)).toMatchObject({
      address: { tls: { caFile: '/desk/ca.pem' } },
      session: { heartbeatSeconds: 30, resetOnLogon: false },
      schedule: undefined,
    });
    const secret = parse({ fix: { ...fix, username: 'ada', passwordFile: 'exec.password' } });
    expect(secret.ok && secret.value.fixes.get('exec' as never)?.credentials).toEqual({
      username: 'ada',
      passwordFile: '/desk/exec.password',
      passwordAs: 'password',
    });
    for (const key of Object.keys(fix)) {
      expect(problems({ fix: { ...fix, [key]: undefined } })).toEqual([
        expect.stringContaining(`fix.${key}: `),
      ]);
    }
  });

  it.each([
    [undefined, undefined],
    [false, undefined],
    [true, 'full'],
    ['full', 'full'],
    ['incremental', 'incremental'],
  ])('with marketData %j asks for updates that are %s', (marketData, updates) => {
    const parsed = parse({ fix: { ...session, capabilities: { ...session.capabilities, marketData } } });
    expect(parsed.ok && parsed.value.fixes.get('exec' as never)?.capabilities.marketData).toBe(updates);
  });

  it.each([
    [{ host: 'two words' }, "host: expected the name or address of the venue's host"],
    [{ throttle: { reasons: ['x'] } }, 'throttle.reasons[0]: expected a number in quotes'],
    [{ throttle: { texts: [' '] } }, 'throttle.texts[0]: expected at least 3 characters'],
    [{ port: 0 }, 'port: expected a whole number from 1 to 65535'],
    [{ beginString: 'FIX.4.3' }, 'beginString: expected "FIX.4.2" or "FIX.4.4"'],
    [{ senderCompId: 'MY DESK' }, 'senderCompId: expected 1 to 64 characters of ASCII'],
    [{ targetCompId: '' }, 'targetCompId: expected 1 to 64 characters of ASCII'],
    [{ heartbeatSeconds: 0 }, 'heartbeatSeconds: expected a whole number from 1 to 3600'],
    [{ resetOnLogon: 'Y' }, 'resetOnLogon: expected true or false'],
    [
      { tls: { rejectUnauthorized: false } },
      'tls.rejectUnauthorized: unknown key; expected one of caFile, serverName',
    ],
    [
      { schedule: { ...session.schedule, timeZone: 'New York' } },
      'schedule.timeZone: expected a name of the time zone',
    ],
    [
      { schedule: { ...session.schedule, start: '6pm' } },
      'schedule.start: expected a time of day such as "18:00"',
    ],
    [{ capabilities: { ...session.capabilities, orderTypes: [] } }, 'capabilities.orderTypes: '],
    [{ capabilities: { ...session.capabilities, orderTypes: ['iceberg'] } }, 'expected one of market, limit'],
    [{ capabilities: { ...session.capabilities, timesInForce: ['DAY', 'DAY'] } }, 'expected each once'],
    [
      { beginString: 'FIX.4.2', capabilities: { ...session.capabilities, massStatus: true } },
      'capabilities.massStatus: FIX.4.2 has no OrderMassStatusRequest; expected false',
    ],
    [
      { capabilities: { ...session.capabilities, massStatus: 'yes' } },
      'capabilities.massStatus: expected true or false',
    ],
    [
      { capabilities: { ...session.capabilities, marketData: 'W' } },
      'capabilities.marketData: expected true, false or one of "full", "incremental"',
    ],
    [{ secret: 'x' }, 'secret: unknown key; expected one of paper, host, port'],
    [{ password: 'hunter2' }, 'password: a password never stands in this file; expected passwordFile'],
    [{ username: 'a\u0001b' }, 'username: expected 1 to 255 printable characters'],
    [{ dropCopy: { ...copy, port: 0 } }, 'dropCopy.port: expected a whole number from 1 to 65535'],
    [{ dropCopy: { ...copy, passwordKey: 'exec' } }, 'dropCopy.passwordKey: unknown key'],
    [{ dropCopy: { ...copy, password: 'hunter2' } }, 'dropCopy.password: a password never stands'],
    [
      { dropCopy: { ...copy, passwordAs: 'rawData' } },
      'dropCopy.passwordAs: expected only with passwordFile',
    ],
    [{ dropCopy: { ...copy, targetCompId: 'COPY' } }, "dropCopy.targetCompId: expected the venue's name"],
    [{ dropCopy: { ...copy, graceMs: 0 } }, 'dropCopy.graceMs: expected a whole number from 100'],
    [{ dropCopy: { ...copy, senderCompId: session.senderCompId } }, 'dropCopy: expected another session'],
    [{ passwordFile: '' }, 'passwordFile: '],
    [{ passwordFile: 'p', passwordAs: 'text' }, 'passwordAs: expected one of password, rawData'],
    [{ passwordAs: 'rawData' }, 'passwordAs: expected only with passwordFile or passwordKey'],
    [{ passwordFile: 'p', passwordKey: 'exec' }, 'passwordKey: expected either passwordFile or passwordKey'],
    [
      { passwordKey: '../exec' },
      'passwordKey: expected 1 to 64 small letters, digits, dashes or underscores',
    ],
    [{ passwordKey: 'Exec' }, 'passwordKey: expected 1 to 64 small letters, digits, dashes or underscores'],
    [{ passwordKey: '' }, 'passwordKey: expected 1 to 64 small letters, digits, dashes or underscores'],
  ])('refuses %j', (change, expected) => {
    const found = problems({ fix: { ...session, ...change } });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^venues\[0\]\.fix\./);
    expect(found[0]).toContain(expected);
    expect(found[0]).not.toMatch(/hunter2|port.* password,/);
  });

  it('takes a drop copy, with its defaults and the paths of its files', () => {
    const parsed = parse({ fix: { ...session, dropCopy: { ...copy, passwordFile: 'copy.password' } } });
    expect(parsed.ok && parsed.value.fixes.get('exec' as never)?.dropCopy).toEqual({
      address: { host: '127.0.0.1', port: 5001, tls: undefined },
      session: {
        beginString: 'FIX.4.4',
        senderCompId: 'COPY',
        targetCompId: 'EXECUTOR',
        heartbeatSeconds: 30,
        resetOnLogon: false,
      },
      credentials: { passwordFile: '/desk/copy.password', passwordAs: 'password' },
      schedule: undefined,
      graceMs: 5_000,
      downAfterMs: 60_000,
    });
  });

  it("takes the venue's own signs of a throttle, in small letters", () => {
    const parsed = parse({ fix: { ...session, throttle: { texts: ['Speed Limit'] } } });
    expect(parsed.ok && parsed.value.fixes.get('exec' as never)?.throttle).toEqual({
      reasons: defaultThrottleSigns.reasons,
      texts: ['speed limit'],
    });
  });

  it('refuses settings of the other kind, and a kind without its settings', () => {
    expect(problems({ simulator: {} })).toEqual([
      'venues[0].simulator: expected only in a venue of kind "sim"',
    ]);
    expect(problems({ kind: 'sim' })).toEqual(['venues[0].fix: expected only in a venue of kind "fix"']);
    expect(problems({ fix: undefined })).toEqual(['venues[0].fix: expected the settings of the FIX session']);
    expect(problems({ kind: 'ouch' })).toContain('venues[0].kind: expected "sim" or "fix"');
  });
});

describe('the session of a FIX venue', () => {
  it.each([
    [{ host: 'http://x' }, 'venues[0].fix.host: expected the name or address'],
    [{ host: '10.0.0.1/fix' }, 'venues[0].fix.host: expected the name or address'],
    [{ targetCompId: 'DESK' }, "venues[0].fix.targetCompId: expected the venue's name"],
  ])('%o is refused with its path', (change, problem) => {
    expect(problems({ fix: { ...session, ...change } })).toEqual([expect.stringContaining(problem)]);
  });

  it('belongs to one venue', () => {
    const parsed = (change: object) =>
      parseConfiguration(
        JSON.stringify({
          instruments: [instrument],
          venues: [
            { venue: 'exec', kind: 'fix', fix: { ...session, host: 'fix.example' } },
            { venue: 'copy', kind: 'fix', fix: { ...session, host: 'FIX.example', ...change } },
          ],
        }),
        '/desk',
      );
    const twice = parsed({});
    expect(twice.ok ? [] : twice.error).toMatchObject([
      {
        path: 'venues[1].fix',
        message:
          'venues[0].fix has the session fix.example:5001 from DESK to EXECUTOR already; expected each session once',
      },
    ]);
    expect(parsed({ senderCompId: 'DESK2' }).ok).toBe(true);
  });
});
