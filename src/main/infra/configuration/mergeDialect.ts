/** A FIX venue's own codes and tags, put over those of FIX. */
import {
  plainCodes,
  type Codes,
  type CustomTag,
  type CustomTags,
  type InstrumentCode,
} from '../venues/fix/application/dialect.ts';
import type { Field } from '../venues/fix/codec/fixMessage.ts';
import type { DialectInFile } from './dialectInFile.ts';
import { over } from './over.ts';

export function dialectOf({ codes = {}, tags = {} }: DialectInFile): { codes: Codes; tags: CustomTags } {
  const symbols = Object.entries(codes.symbols ?? {}).map(([symbol, code]): [string, InstrumentCode] => [
    symbol,
    typeof code === 'string' ? { symbol: code } : code,
  ]);
  return {
    codes: {
      side: over(plainCodes.side, codes.side),
      orderType: over(plainCodes.orderType, codes.orderType),
      timeInForce: over(plainCodes.timeInForce, codes.timeInForce),
      accounts: codes.accounts ?? {},
      symbols: Object.fromEntries(symbols),
    },
    tags: {
      newOrder: customTags(tags.newOrder),
      cancel: customTags(tags.cancel),
      replace: customTags(tags.replace),
      status: customTags(tags.status),
    },
  };
}

/** The names that the file gives to tags; the first one of a tag counts. */
export function tagNamesOf({ tags = {} }: DialectInFile): Readonly<Record<string, string>> {
  const named = Object.values(tags).flatMap((list = []) =>
    list.flatMap(({ tag, name }): [string, string][] => (name === undefined ? [] : [[String(tag), name]])),
  );
  return Object.fromEntries(named.toReversed());
}

export function logonTagsOf({ tags = {} }: DialectInFile): { logonTags?: readonly Field[] } {
  if (tags.logon === undefined) return {};
  return { logonTags: tags.logon.flatMap(({ tag, value }) => (value === undefined ? [] : [[tag, value]])) };
}

interface TagInFile {
  readonly tag: number;
  readonly value?: string | undefined;
  readonly from?: Exclude<CustomTag['value'], string>['from'] | undefined;
}

function customTags(list: readonly TagInFile[] = []): readonly CustomTag[] {
  return list.flatMap(({ tag, value, from }): readonly CustomTag[] => {
    if (value !== undefined) return [{ tag, value }];
    return from === undefined ? [] : [{ tag, value: { from } }];
  });
}
