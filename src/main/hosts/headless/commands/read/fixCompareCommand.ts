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
import { fixRecordFile } from '../../../venues/startVenues.ts';
import { exitCode } from '../../terminal/exitCode.ts';

export const fixCompareCommand = deskCommand({
  name: 'fix-compare',
  about: "compares the messages of a FIX session with the venue's own log",
  declare: (command) =>
    command
      .argument('<venue>', 'the venue, as the configuration names it', venueId)
      .argument('<log>', 'a log of the venue with whole messages in it'),
  async work(call: Call, venue: VenueId, log: string) {
    const record = readFixRecord(fixRecordFile(readableFolder(call), venue));
    if (!record.ok) return tellFault(call, record.error);
    const text = readBytes(log);
    if (!text.ok) return tellFault(call, text.error);
    const { messages, identity } = record.value;
    const compared = compareLogs(messages, text.value, identity);
    const { agreed, lost, contradicted } = compared;
    const isGood = contradicted.length === 0 && agreed > 0;
    await tell(
      call,
      { type: 'fix-compared', venue, good: isGood, ...compared },
      `${agreed} messages agree, ${lost.length} were lost on their way, ${contradicted.length} contradict`,
      ...lost.map((raw) => `lost          ${visibleLine(fixLine(raw))}`),
      ...contradicted.map((raw) => `contradicted  ${visibleLine(fixLine(raw))}`),
    );
    return isGood ? exitCode.done : exitCode.no;
  },
});

/** Bytes as Latin-1 text, as the record has them. */
function readBytes(path: string): Result<string, Fault> {
  try {
    return ok(readFileSync(path, 'latin1'));
  } catch (error) {
    return err(faultFrom('log_unreadable', error));
  }
}
