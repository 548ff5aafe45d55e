/** The parts of FIX 4.2 and 4.4 that the session checks. Source: the specifications' message and field tables. */
import type { BeginString } from '../codec/fixMessage.ts';

export const headerTags: ReadonlySet<number> = new Set([
  34, 35, 43, 49, 50, 52, 56, 57, 90, 91, 97, 115, 116, 122, 128, 129, 142, 143, 144, 145, 212, 213, 347, 369,
  370, 627, 628, 629, 630,
]);

/** The highest tag of each version. */
export const lastTag: Readonly<Record<BeginString, number>> = { 'FIX.4.2': 446, 'FIX.4.4': 956 };

/** Types of messages; I, O and U were never given. */
const of42 = '0123456789ABCDEFGHJKLMNPQRSTVWXYZabcdefghijklm'.split('');
const of44 = '0123456789ABCDEFGHJKLMNPQRSTVWXYZabcdefghijklmnopqrstuvwxyz'.split('');
const ofTwo44 = [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('').map((one) => `A${one}`),
  ...'ABCDEFGH'.split('').map((one) => `B${one}`),
];
export const knownMsgTypes: Readonly<Record<BeginString, ReadonlySet<string>>> = {
  'FIX.4.2': new Set(of42),
  'FIX.4.4': new Set([...of44, ...ofTwo44]),
};

const text = [58, 354, 355];
/** Fields of session messages, besides the header's. */
export const sessionFields: ReadonlyMap<string, ReadonlySet<number>> = new Map([
  ['0', new Set([112])],
  ['1', new Set([112])],
  ['2', new Set([7, 16])],
  ['3', new Set([45, 371, 372, 373, ...text])],
  ['4', new Set([36, 123])],
  ['5', new Set(text)],
]);

/** Repeating groups of execution reports and of full market data: the count, and the tag with which each entry begins. */
export const groups: ReadonlyMap<number, number> = new Map([
  [136, 137],
  [268, 269],
  [382, 375],
  [453, 448],
  [454, 455],
]);
