/** What a standby answers to commands: that it is one, and how far it is. It can do nothing else. */
import { apiMethods, type ServedApi } from '../../../shared/contract/api.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { counted } from '../../../shared/kernel/counted.ts';
import { tableOf } from '../../../shared/kernel/records.ts';
import { holderWords } from '../../domain/lease/leaseTaken.ts';
import type { StandbyState } from '../../infra/postgres/standby/standBy.ts';

export function standbyApi(state: () => StandbyState | undefined): ServedApi {
  return tableOf(
    apiMethods,
    () => () => Promise.resolve({ ok: false as const, fault: standbyFault(state()) }),
  );
}

/** The state of a standby as a fault; undefined while it takes its first look at the record. */
export function standbyFault(state: StandbyState | undefined): FaultView {
  const code = 'standby';
  if (state === undefined) {
    return { code, message: 'This engine is a standby, which still copies the record: it takes nothing.' };
  }
  const { position, behind, holder, reaches, fault } = state;
  const held =
    holder === undefined
      ? 'nobody holds the lease'
      : `the lease is held by ${holderWords(holder)}, epoch ${holder.epoch}`;
  const far = `its copy is at position ${position}, ${counted(behind, 'event')} behind`;
  const why = fault === undefined ? '' : `; it can not read the record: ${fault.message}`;
  return {
    code,
    message: `This engine is a standby and takes nothing: ${held}; ${far}; it reaches ${reaches.length === 0 ? 'no venue' : reaches.join(', ')}${why}`,
    details: {
      position,
      behind,
      reaches: reaches.join(','),
      ...(holder !== undefined && {
        holderHost: holder.host,
        holderPid: holder.pid,
        holderSince: holder.since,
        epoch: holder.epoch,
      }),
      ...(fault !== undefined && { fault: fault.code }),
    },
  };
}
