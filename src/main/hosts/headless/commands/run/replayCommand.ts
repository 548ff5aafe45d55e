/** `desk replay FILE`: sends a file of signals through the engine and reports the outcomes. */
import { ownFolder, tell, tellFault, type Call } from '../../desk/call.ts';
import { deskCommand, oneOf } from '../commandLine.ts';
import { followed } from '../../terminal/followed.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { visibleLine } from '../../../../../shared/kernel/visibleText.ts';
import { openSignalFile } from '../../../../infra/intake/signalFile.ts';
import type { ReplayReport } from '../../../replay/replayReport.ts';
import type { RefusedLine } from '../../../replay/replaySignals.ts';
import { exitCode, UsageError, type ExitCode } from '../../terminal/exitCode.ts';
import { formatReport } from './formatReport.ts';
import { signalSender } from '../../desk/identify.ts';
import { configurationOf, openDesk, type OpenDesk } from '../../desk/openDesk.ts';

/** How many refusals are shown one by one; further ones are only counted. */
const refusalsToldMax = 20;

interface Options {
  readonly venue?: string;
  readonly report?: string;
}

export const replayCommand = deskCommand({
  name: 'replay',
  about: 'send a file of signals (NDJSON or CSV) through the engine and report',
  help: `
The simulated market stands still but for the replay: before each signal it moves to the day of the signal's
createdAt. The same file again makes no new order. Refused lines are told on standard error.`,
  declare: (command) =>
    command
      .argument('<file>', 'the signals: .csv with a header, anything else one JSON object a line')
      .option('--venue <venue>', 'a venue that must be configured, such as sim')
      .option('--report <format>', 'json: the report as one JSON object', oneOf(['json']))
      .option('--config <file>', 'the configuration file'),
  work: (call: Call, file: string, { venue, report }: Options) =>
    replay({ ...call, json: call.json || report === 'json' }, file, venue),
});

async function replay(call: Call, path: string, venue: string | undefined): Promise<ExitCode> {
  const { io, host, json } = call;
  const folder = ownFolder(call);
  const read = await configurationOf(call.config, folder);
  const venues = read.configuration.engine.venues.map((one): string => one.venue);
  if (venue !== undefined && !venues.includes(venue)) {
    throw new UsageError(`there is no venue ${venue}; expected one of ${venues.join(', ')}`);
  }
  // The file is opened before anything is started: without a readable file there is no run.
  const file = await openSignalFile(path);
  if (!file.ok) return tellFault(call, file.error);
  const opened = await openDesk({ folder, host, market: 'held', json, ...read });
  if (!opened.ok) {
    file.value.close();
    return tellFault(call, opened.error);
  }
  const sender = await signalSender(call, opened.value.calls());
  if (!sender.ok) {
    file.value.close();
    await opened.value.close(sender.error.message);
    return tellFault(call, sender.error);
  }
  const refusals = new RefusalNotes(io);
  const replayed = await followed(io, 'signals', ({ signal, progress }) =>
    opened.value.runtime.replayFile(file.value, {
      actor: sender.value,
      signal,
      onProgress: (step) => progress.update(step),
      onRefused: (refused) => {
        progress.clear();
        refusals.add(refused);
      },
    }),
  );
  await opened.value.close('the replay is done');
  refusals.finish();
  if (!replayed.ok) return tellFault(call, replayed.error);
  const report = withFinalHead(replayed.value.report, opened.value);
  await tell(call, report, ...formatReport(report));
  return exitCode.done;
}

/**
 * The run writes events of its own at its start and end. The report counts them, and its head is the last one on disk.
 */
function withFinalHead(report: ReplayReport, { runtime }: OpenDesk): ReplayReport {
  const { position, hash } = runtime.engine.store.head();
  const events = position - runtime.openedAtPosition;
  return { ...report, events, lastPosition: position, chainHead: hash };
}

/**
 * Shows each refused line with its number, code and reasons. After `refusalsToldMax` lines it says only how many more
 * there are.
 */
class RefusalNotes {
  private readonly io: DeskIo;
  private count = 0;

  constructor(io: DeskIo) {
    this.io = io;
  }

  add({ line, signalId, code, reasons }: RefusedLine): void {
    if (++this.count > refusalsToldMax) return;
    const why = reasons.map(({ message }) => message).join('; ');
    const which = signalId === undefined ? '' : ` (${signalId})`;
    this.io.note(visibleLine(`line ${line}${which}: ${code}: ${why}`));
  }

  finish(): void {
    const more = this.count - refusalsToldMax;
    if (more > 0) this.io.note(`and ${more} more refusals; each is on record in its signal's stream`);
  }
}
