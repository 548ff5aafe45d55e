/** What the lines of one process to its venues need, with the checks of what leaves and of what comes in. */
import type { Auditor } from './checks/auditor.ts';
import type { SimulatedDisk } from './machine/platform.ts';
import type { SimulatedProcess } from './machine/simulatedProcess.ts';
import type { SessionTools } from './venue/session.ts';
import type { AdapterTools } from './venue/venueLine.ts';

export interface LineWatch extends SessionTools {
  readonly disk: SimulatedDisk;
  readonly process: SimulatedProcess;
  readonly fixRecord: object | undefined;
  readonly auditor: () => Auditor;
  /** Called when a submission has left. */
  readonly onSubmitted: () => void;
  /** Called when a process sends that does not hold the record. */
  readonly onWrongSender: () => void;
}

export function lineTools(watch: LineWatch): Omit<AdapterTools, 'serve'> {
  const { time, random, faults, disk, process, fixRecord, auditor, onSubmitted, onWrongSender } = watch;
  const holds = (): boolean => disk.holdsRecord(process);
  return {
    time,
    random,
    faults,
    fixRecord,
    alive: () => process.alive,
    hear: process.hear,
    scheduler: process.scheduler(),
    position: () => disk.rows.length,
    maySend: () => disk.maySend(process),
    onLeave() {
      if (!holds()) onWrongSender();
    },
    onSubmit(...sent) {
      auditor().sending(...sent);
      onSubmitted();
    },
    onAnswered(clientOrderId) {
      if (holds()) auditor().answered(clientOrderId);
    },
    onLife(venue, sign) {
      if (!holds()) return;
      auditor().life.sign(venue, sign);
      if (sign === 'disconnected') auditor().pacing.onDisconnected(venue);
    },
    onTooFast(venue) {
      if (holds()) auditor().pacing.tooFast(venue);
    },
    onCancel(clientOrderId) {
      if (holds()) auditor().pacing.canceling(clientOrderId);
    },
  };
}
