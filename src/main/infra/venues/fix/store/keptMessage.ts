/** A message in the record of a session. */
import { epochMicros, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { FixMessageKind } from '../../../../../shared/kernel/fixMessages.ts';

export interface LoggedMessage {
  readonly direction: 'in' | 'out';
  readonly kind: FixMessageKind;
  readonly epoch: number;
  readonly seqNum: number;
  readonly msgType: string;
  readonly time: EpochMicros;
  readonly raw: string;
}

export interface KeptMessage extends LoggedMessage {
  readonly position: number;
}

export interface MessageRow {
  readonly position: number;
  readonly epoch: number;
  readonly direction: 'in' | 'out';
  readonly kind: FixMessageKind;
  readonly seq_num: number;
  readonly msg_type: string;
  readonly time: number;
  readonly raw: string;
}

export function keptOf(row: MessageRow): KeptMessage {
  const { position, epoch, direction, kind, raw } = row;
  const time = epochMicros(row.time);
  return { position, epoch, direction, kind, seqNum: row.seq_num, msgType: row.msg_type, time, raw };
}
