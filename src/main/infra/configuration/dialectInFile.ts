/** A FIX venue's own codes and tags in the configuration file. */
import { z } from 'zod';
import { tableOf } from '../../../shared/kernel/records.ts';
import { orderTypes, sides, timesInForce } from '../../domain/order/orderTerms.ts';
import { orderValues } from '../venues/fix/application/dialect.ts';
import { customHeaderTags } from '../venues/fix/codec/customTags.ts';
import { dataTagOfLength } from '../venues/fix/codec/encodeMessage.ts';
import { tags } from '../venues/fix/codec/fixMessage.ts';
import { headerTags } from '../venues/fix/session/dictionary.ts';
import { strict, whole } from './fields.ts';

const tagMax = 999_999;
const tagsMax = 100;

/** Printable text of single bytes: a separator of fields can't be in it. */
export const valueText = z
  .string({ error: 'expected text in quotes' })
  .regex(/^[ -~\u00a1-\u00ff]{1,255}$/, 'expected 1 to 255 printable characters of Latin-1');

const tagName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9]{0,63}$/,
    'expected a name of up to 64 letters and digits, such as "StrategyName"',
  );

const frameTags: readonly number[] = [tags.beginString, tags.bodyLength, tags.checkSum];
const logonTags = [tags.encryptMethod, tags.heartBtInt, tags.resetSeqNumFlag];
const orderTags = [
  tags.account,
  tags.clOrdId,
  tags.handlInst,
  tags.securityIdSource,
  tags.orderId,
  tags.orderQty,
  tags.ordType,
  tags.origClOrdId,
  tags.price,
  tags.securityId,
  tags.side,
  tags.symbol,
  tags.timeInForce,
  tags.transactTime,
  tags.stopPx,
  tags.expireTime,
];
const secretTags: readonly number[] = [tags.username, tags.password, tags.newPassword];
const dataTags: ReadonlySet<number> = new Set([...dataTagOfLength].flat());

/** Why the configuration may not set a tag; undefined where it may. */
function whyTaken(tag: number, own: readonly number[]): string | undefined {
  if (frameTags.includes(tag) || (headerTags.has(tag) && !customHeaderTags.has(tag))) {
    return `the session sets tag ${tag} itself, or does not speak for others`;
  }
  if (secretTags.includes(tag)) return `tag ${tag} comes from username and passwordFile`;
  if (dataTags.has(tag)) return `tag ${tag} is a field of raw data or its length`;
  return own.includes(tag) ? `the desk sets tag ${tag} itself` : undefined;
}

interface TagInFile {
  readonly tag: number;
  readonly value?: string | undefined;
  readonly from?: string | undefined;
}

function tagList<const From extends string>(own: readonly number[], from: readonly From[]) {
  const source = z.enum(from, {
    error: from.length === 0 ? 'expected a value' : `expected one of ${from.join(', ')}`,
  });
  return z
    .array(
      strict({
        tag: whole(1, tagMax),
        value: valueText.optional(),
        from: source.optional(),
        /** What people are shown in place of the tag's number. */
        name: tagName.optional(),
      }),
    )
    .max(tagsMax)
    .superRefine((list, context) => {
      const refuse = (message: string, ...path: (string | number)[]): void =>
        context.addIssue({ code: 'custom', path, message });
      for (const [index, { tag, value, from: source }] of list.entries()) {
        const why = whyTaken(tag, own);
        if (why !== undefined) refuse(`${why}; expected another tag`, index, 'tag');
        if ((value === undefined) === (source === undefined)) {
          refuse(from.length === 0 ? 'expected a value' : 'expected either value or from', index, 'value');
        }
        if (isRepeated(list, index)) {
          refuse(
            `tag ${tag} stands there already; expected each once, or a group with its count`,
            index,
            'tag',
          );
        }
      }
    })
    .optional();
}

/** Whether the tag stands for a second time, and no field before the first says that it comes so often. */
function isRepeated(list: readonly TagInFile[], index: number): boolean {
  const places = list.flatMap(({ tag }, place) => (tag === list[index]?.tag ? [place] : []));
  if (places[0] === index) return false;
  return !list.slice(0, places[0]).some(({ value }) => value === String(places.length));
}

const later = ['newOrder'] as const;

const ordType = z.string().regex(/^[0-9A-Za-z]$/, 'expected one digit or letter, as FIX codes have');
const sideCode = z.string().regex(/^[1-9A-G]$/, 'expected a Side of FIX: 1 to 9 or A to G');

/** Codes by the desk's words. */
function codesOf<const Word extends string>(words: readonly Word[], code: z.ZodString) {
  return strict(tableOf(words, () => code.optional()));
}

const instrumentCode = strict({
  symbol: valueText,
  securityId: valueText.optional(),
  securityIdSource: valueText.optional(),
}).superRefine(({ securityId, securityIdSource }, context) => {
  if ((securityId === undefined) === (securityIdSource === undefined)) return;
  const path = [securityId === undefined ? 'securityId' : 'securityIdSource'];
  context.addIssue({
    code: 'custom',
    path,
    message: 'expected both, securityId and securityIdSource, or none',
  });
});

export const dialectShape = {
  /** The venue's codes for the desk's words. What is absent is as FIX has it, or the desk's own name. */
  codes: strict({
    side: codesOf(sides, sideCode).optional(),
    orderType: codesOf(orderTypes, ordType).optional(),
    timeInForce: codesOf(timesInForce, ordType).optional(),
    accounts: z.record(z.string(), valueText).optional(),
    /** A text is the Symbol alone. */
    symbols: z.record(z.string(), z.union([valueText, instrumentCode])).optional(),
  }).optional(),
  /** Tags of the venue's own, by message. */
  tags: strict({
    logon: tagList(logonTags, []),
    newOrder: tagList(orderTags, orderValues),
    cancel: tagList(orderTags, later),
    replace: tagList(orderTags, later),
    status: tagList(orderTags, later),
  }).optional(),
};

const dialect = z.object(dialectShape);
export type DialectInFile = z.infer<typeof dialect>;
