/** `desk replay FILE`: sends a file of signals through the engine and reports what became of them. */
import { visibleLine } from '../../../../../shared/kernel/visibleText.ts';
import { ok, type Result } from '../../../../../shared/kernel/result.ts';
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import { openSignalFile, type SignalFile } from '../../../../infra/intake/signalFile.ts';
import type { ReplayReport } from '../../../replay/replayReport.ts';
import type { RefusedLine } from '../../../replay/replaySignals.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, UsageError, type ExitCode } from '../../terminal/exitCode.ts';
import { formatReport } from './formatReport.ts';
import { configurationOf, openDesk, type OpenDesk } from '../../desk/openDesk.ts';
import { ProgressLine } from '../../terminal/progressLine.ts';
import { onInterrupt } from '../../terminal/stopSignals.ts';
import { tellFault } from '../../terminal/tellFault.ts';

export interface ReplayCommandOptions {
  readonly folder: string;
  readonly file: string;
  readonly venue?: string | undefined;
  readonly config?: string | undefined;
  readonly json: boolean;
}

/** Refusals told one by one; the rest is counted. */
const refusalsToldMax = 20;

export async function replayCommand(io: DeskIo, options: ReplayCommandOptions): Promise<ExitCode> {
  const { folder, json } = options;
  const read = await configurationOf(options.config, folder);
  const venues = read.configuration.engine.venues.map(({ venue }): string => venue);
  if (options.venue !== undefined && !venues.includes(options.venue)) {
    throw new UsageError(`there is no venue ${options.venue}; expected one of ${venues.join(', ')}`);
  }
  // Before anything is started: a file that can't be read is no run.
  const file = await openSignalFile(options.file);
  if (!file.ok) return tellFault(io, file.error, json);
  const opened = await openDesk({ folder, host: 'desk replay', market: 'held', json, ...read });
  if (!opened.ok) {
    file.value.close();
    return tellFault(io, opened.error, json);
  }
  const refusals = new RefusalNotes(io);
  const replayed = await replay(io, opened.value, file.value, refusals);
  await opened.value.close('the replay is done');
  refusals.finish();
  if (!replayed.ok) return tellFault(io, replayed.error, json);
  const report = withFinalHead(replayed.value, opened.value);
  if (json) await io.json(report);
  else for (const line of formatReport(report)) await io.line(line);
  return exitCode.done;
}

async function replay(
  io: DeskIo,
  { runtime }: OpenDesk,
  file: SignalFile,
  refusals: RefusalNotes,
): Promise<Result<ReplayReport, Fault>> {
  const progress = new ProgressLine(io, 'signals', (text) => void process.stderr.write(text));
  const interrupt = onInterrupt();
  const replayed = await runtime.replayFile(file, {
    signal: interrupt.signal,
    onProgress: (step) => progress.update(step),
    onRefused: (refused) => {
      progress.clear();
      refusals.add(refused);
    },
  });
  interrupt.stop();
  progress.clear();
  return replayed.ok ? ok(replayed.value.report) : replayed;
}

/** The run begins and ends with events of its own: the report counts them, and its head is the one on disk. */
function withFinalHead(report: ReplayReport, { runtime }: OpenDesk): ReplayReport {
  const { position, hash } = runtime.engine.store.head();
  const events = position - runtime.openedAtPosition;
  return { ...report, events, lastPosition: position, chainHead: hash };
}

/** Each refused line with its number, code and reasons; after so many, only how many more. */
class RefusalNotes {
  readonly #io: DeskIo;
  #count = 0;

  constructor(io: DeskIo) {
    this.#io = io;
  }

  add({ line, signalId, code, reasons }: RefusedLine): void {
    if (++this.#count > refusalsToldMax) return;
    const why = reasons.map(({ message }) => message).join('; ');
    const which = signalId === undefined ? '' : ` (${signalId})`;
    this.#io.note(visibleLine(`line ${line}${which}: ${code}: ${why}`));
  }

  finish(): void {
    const more = this.#count - refusalsToldMax;
    if (more > 0) this.#io.note(`and ${more} more refusals; each is on record in its signal's stream`);
  }
}
