/** `desk fix-messages`: shows the messages of a FIX session. */
import { InvalidArgumentError } from 'commander';
import { readableFolder, tell, tellFault, type Call } from '../../desk/call.ts';
import { deskCommand, venueId } from '../commandLine.ts';
import { fixPageMax, type FixMessageView } from '../../../../../shared/contract/fix.ts';
import {
  fixBody,
  fixFieldText,
  fixLine,
  fixTypeName,
} from '../../../../../shared/contract/words/fixWords.ts';
import type { VenueId } from '../../../../../shared/kernel/ids.ts';
import { visibleLine } from '../../../../../shared/kernel/visibleText.ts';
import { configurationSource } from '../../../../infra/configuration/configurationSource.ts';
import { readFixPage } from '../../../../infra/venues/fix/store/fixStore.ts';
import { fixPageView } from '../../../venues/fixSessions.ts';
import { sessionRecordFile } from '../../../venues/sessionRecordFile.ts';
import { exitCode } from '../../terminal/exitCode.ts';

interface Options {
  readonly order?: string;
  readonly heartbeats: boolean;
  readonly before?: number;
  readonly limit: number;
  readonly raw?: boolean;
  readonly dropCopy?: true;
}

export const fixMessagesCommand = deskCommand({
  name: 'fix-messages',
  about: 'the messages of a FIX session, oldest first, while the desk runs or not',
  help: '\nWith --raw each message is one line with | between its fields, as support desks exchange them.',
  declare: (command) =>
    command
      .argument('<venue>', 'the venue, as the configuration names it', venueId)
      .option('--order <id>', 'only messages about the order with this id')
      .option('--no-heartbeats', 'without Heartbeats and TestRequests')
      .option('--before <position>', 'only messages before this position', wholeNumber)
      .option('--limit <count>', `how many of the newest, up to ${fixPageMax}`, pageLimit, 50)
      .option('--raw', 'as they were on the wire')
      .option('--drop-copy', "of the session of the venue's drop copy"),
  async work(call: Call, venue: VenueId, { raw, dropCopy, ...query }: Options) {
    const session = dropCopy === true ? 'drop_copy' : 'orders';
    const read = readFixPage(sessionRecordFile(readableFolder(call), venue, session), query);
    if (!read.ok) return tellFault(call, read.error);
    const { messages, more } = fixPageView(read.value, {});
    const names = await tagNames(call, venue);
    const oldestFirst = messages.toReversed();
    const [oldest] = oldestFirst;
    if (more && oldest !== undefined) {
      call.io.note(`desk: there are older messages; see them with --before ${oldest.position}`);
    }
    if (messages.length === 0) call.io.note('desk: there is no such message');
    const lines = oldestFirst.map((message) =>
      raw === true ? fixLine(message.raw) : sentenceOf(message, names),
    );
    await tell(
      call,
      { type: 'fix-messages', venue, session, messages: oldestFirst, more },
      ...lines.map(visibleLine),
    );
    return exitCode.done;
  },
});

/** The tag names from the configuration; where it can't be read, messages are shown without them. */
async function tagNames(call: Call, venue: VenueId): Promise<Readonly<Record<string, string>>> {
  const configuration = await configurationSource(call.config, readableFolder(call)).load();
  return configuration.ok ? (configuration.value.fixes.get(venue)?.tagNames ?? {}) : {};
}

function sentenceOf(
  { position, time, direction, kind, seqNum, msgType, raw }: FixMessageView,
  names: Readonly<Record<string, string>>,
): string {
  const fields = fixBody(raw, names).map(fixFieldText).join(', ');
  return `${position}  ${time}  ${direction}  ${seqNum}  ${fixTypeName(msgType)} (${kind})  ${fields}`;
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new InvalidArgumentError('expected a whole number from 1');
  return Number(value);
}

function pageLimit(value: string): number {
  const limit = wholeNumber(value);
  if (limit > fixPageMax) throw new InvalidArgumentError(`expected a whole number from 1 to ${fixPageMax}`);
  return limit;
}
