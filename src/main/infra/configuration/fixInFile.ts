/** The settings of a FIX session in the configuration file. */
import { z } from 'zod';
import { orderTypes, timesInForce } from '../../domain/order/orderTerms.ts';
import { passwordKeyPattern, passwordPlaces } from '../venues/fix/transport/credentials.ts';
import { beginStrings } from '../venues/fix/codec/fixMessage.ts';
import { marketDataUpdates } from '../venues/fix/marketData/marketDataFeed.ts';
import { isTimeZone, parseTimeOfDay } from '../venues/fix/session/sessionSchedule.ts';
import { dialectShape, valueText } from './dialectInFile.ts';
import { either, noPassword, strict, whole } from './fields.ts';

const flag = z.boolean({ error: 'expected true or false' });
const compId = z
  .string()
  .regex(
    /^[!-~]{1,64}$/,
    'expected 1 to 64 characters of ASCII without spaces, as the venue has assigned it',
  );
const timeOfDay = z
  .string()
  .refine((text) => parseTimeOfDay(text) !== undefined, 'expected a time of day such as "18:00"');
const version = `expected ${beginStrings.map((one) => `"${one}"`).join(' or ')}`;

/** A list of words, each once. */
function words<const Word extends string>(known: readonly Word[]) {
  return z
    .array(z.enum(known, { error: `expected one of ${known.join(', ')}` }))
    .min(1)
    .refine((list) => new Set(list).size === list.length, 'expected each once');
}

const filePasswordShape = {
  /** The file is copied, mailed and recorded, so it must hold no password. */
  password: noPassword,
  username: valueText.optional(),
  /** A file that only its owner may read; relative paths start at this file's folder. */
  passwordFile: z.string().min(1).optional(),
  /** The field of the Logon that has the password: Password (554), or RawData (96). */
  passwordAs: z.enum(passwordPlaces, { error: `expected one of ${passwordPlaces.join(', ')}` }).optional(),
};

const credentialsShape = {
  ...filePasswordShape,
  /** Instead of the file: the name under which the window keeps the password in the system's key store. */
  passwordKey: z
    .string()
    .regex(passwordKeyPattern, 'expected 1 to 64 small letters, digits, dashes or underscores')
    .optional(),
};

/** The settings of every session, of orders or of copies. */
const sessionShape = {
  host: z
    .string()
    .regex(
      /^[\w.:%-]{1,253}$/,
      "expected the name or address of the venue's host, without http:// or a path",
    ),
  port: whole(1, 65_535),
  beginString: z.enum(beginStrings, { error: version }),
  senderCompId: compId,
  targetCompId: compId,
  heartbeatSeconds: whole(1, 3_600).optional(),
  /** Both sides begin at 1 with each logon. Messages that were missed before can then not be asked for again. */
  resetOnLogon: flag.optional(),
  /** TLS, always with certificate checks; null for a plain connection. */
  tls: strict({
    /** PEM file of the authorities to trust instead of the system's; relative paths start at this file's folder. */
    caFile: z.string().min(1).optional(),
    /** The name in the venue's certificate, where it is not the host's. */
    serverName: z.string().min(1).optional(),
  })
    .nullable()
    .optional(),
  /** The hours of the session; numbers begin at 1 with each session. Null: always, and numbers go on. */
  schedule: strict({
    timeZone: z
      .string()
      .refine(isTimeZone, 'expected a name of the time zone database, such as "America/New_York"'),
    start: timeOfDay,
    end: timeOfDay,
  })
    .nullable()
    .optional(),
} as const;

/** The session on which the venue sends copies of the reports of the other session. */
const dropCopy = strict({
  ...sessionShape,
  ...filePasswordShape,
  /** How long one of the two sessions may have an execution alone. */
  graceMs: whole(100, 3_600_000).optional(),
  /** How long the copy may be down before an alert says so. */
  downAfterMs: whole(1_000, 86_400_000).optional(),
});

export const fix = strict({
  /** The venue is a test system. Absent: its orders are real. */
  paper: flag.optional(),
  ...sessionShape,
  ...credentialsShape,
  capabilities: strict({
    orderTypes: words(orderTypes),
    timesInForce: words(timesInForce),
    replace: flag.optional(),
    statusRequest: flag.optional(),
    massStatus: flag.optional(),
    cancelOnDisconnect: flag.optional(),
    /** True: the whole book at each change. */
    marketData: either(
      (value) => typeof value === 'boolean',
      flag,
      z.enum(marketDataUpdates, {
        error: `expected true, false or one of ${marketDataUpdates.map((one) => `"${one}"`).join(', ')}`,
      }),
    ).optional(),
  }),
  /** How the venue says that it is called too fast, instead of the usual signs. */
  throttle: strict({
    /** Values of BusinessRejectReason (380). */
    reasons: z
      .array(z.string().regex(/^\d{1,9}$/, 'expected a number in quotes, such as "8"'))
      .max(100)
      .optional(),
    /** Parts of Text (58), in capital or small letters. */
    texts: z.array(z.string().trim().min(3, 'expected at least 3 characters').max(200)).max(100).optional(),
  }).optional(),
  dropCopy: dropCopy.optional(),
  ...dialectShape,
}).superRefine((session, context) => {
  const { passwordAs, passwordFile, passwordKey, capabilities, beginString, senderCompId, targetCompId } =
    session;
  const refuse = (message: string, ...path: string[]): void =>
    context.addIssue({ code: 'custom', path, message });
  if (passwordAs !== undefined && passwordFile === undefined && passwordKey === undefined) {
    refuse('expected only with passwordFile or passwordKey', 'passwordAs');
  }
  if (passwordFile !== undefined && passwordKey !== undefined) {
    refuse('expected either passwordFile or passwordKey', 'passwordKey');
  }
  const copy = session.dropCopy;
  if (copy !== undefined) {
    if (copy.passwordAs !== undefined && copy.passwordFile === undefined) {
      refuse('expected only with passwordFile', 'dropCopy', 'passwordAs');
    }
    if (copy.senderCompId === copy.targetCompId) {
      refuse("expected the venue's name, not the desk's own", 'dropCopy', 'targetCompId');
    }
    const isSame = copy.senderCompId === senderCompId && copy.targetCompId === targetCompId;
    if (isSame && copy.host === session.host && copy.port === session.port) {
      refuse(
        'expected another session than the one of the orders: other CompIDs, or another host or port',
        'dropCopy',
      );
    }
  }
  if (senderCompId === targetCompId) refuse("expected the venue's name, not the desk's own", 'targetCompId');
  if (capabilities.massStatus === true && beginString === 'FIX.4.2') {
    refuse('FIX.4.2 has no OrderMassStatusRequest; expected false', 'capabilities', 'massStatus');
  }
});

export type FixInFile = z.infer<typeof fix>;
