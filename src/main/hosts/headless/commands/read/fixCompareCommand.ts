/** `desk fix-compare`: compares the record of a FIX session with the venue's own log. */
import { readFileSync } from 'node:fs';
import { readableFolder, tell, tellFault, type Call } from '../../desk/call.ts';
import { deskCommand, venueId } from '../commandLine.ts';
import { fixLine } from '../../../../../shared/contract/words/fixWords.ts';
import { faultFrom, type Fault } from '../../../../../shared/kernel/fault.ts';
import type { VenueId } from '../../../../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import { visibleLine } from '../../../../../shared/kernel/visibleText.ts';
import { compareLogs } from '../../../../infra/venues/fix/store/compareLogs.ts';
import { readFixRecord } from '../../../../infra/venues/fix/store/fixStore.ts';
import { sessionRecordFile } from '../../../venues/sessionRecordFile.ts';
import { exitCode } from '../../terminal/exitCode.ts';

export const fixCompareCommand = deskCommand({
  name: 'fix-compare',
  about: "compares the messages of a FIX session with the venue's own log",
  declare: (command) =>
    command
      .argument('<venue>', 'the venue, as the configuration names it', venueId)
      .argument('<log>', 'a log of the venue with whole messages in it')
      .option('--drop-copy', "of the session of the venue's drop copy"),
  async work(call: Call, venue: VenueId, log: string, { dropCopy }: { readonly dropCopy?: true }) {
    const session = dropCopy === true ? 'drop_copy' : 'orders';
    const record = readFixRecord(sessionRecordFile(readableFolder(call), venue, session));
    if (!record.ok) return tellFault(call, record.error);
    const text = readBytes(log);
    if (!text.ok) return tellFault(call, text.error);
    const { messages, identity } = record.value;
    const compared = compareLogs(messages, text.value, identity);
    if (!compared.ok) return tellFault(call, compared.error);
    const { agreed, madeUp, lost, contradicted, outside } = compared.value;
    const isGood = contradicted.length === 0 && lost.length === 0 && agreed > 0;
    const line = (word: string) => (raw: string) => `${word.padEnd(13)} ${visibleLine(fixLine(raw))}`;
    await tell(
      call,
      { type: 'fix-compared', venue, session, good: isGood, ...compared.value },
      `${agreed} messages agree, ${madeUp.length} were lost and made up for, ${lost.length} were lost for good, ${contradicted.length} contradict`,
      ...(outside === 0 ? [] : [`${outside} messages here are from before or after the log`]),
      ...madeUp.map(line('made up for')),
      ...lost.map(line('lost')),
      ...contradicted.map(line('contradicted')),
    );
    return isGood ? exitCode.done : exitCode.no;
  },
});

/** Bytes as Latin-1 text, as the record has them; UTF-16 is decoded, as some programs save it. */
function readBytes(path: string): Result<string, Fault> {
  try {
    const bytes = readFileSync(path);
    const isSwapped = bytes[0] === 0xfe || (bytes[0] === 0 && bytes[1] !== 0);
    if (!isSwapped && bytes[0] !== 0xff && bytes[1] !== 0) return ok(bytes.toString('latin1'));
    if (isSwapped) bytes.subarray(0, bytes.length - (bytes.length % 2)).swap16();
    return ok(bytes.toString('utf16le'));
  } catch (error) {
    return err(faultFrom('log_unreadable', error));
  }
}
