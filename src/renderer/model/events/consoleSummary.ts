/** What the events of attached consoles say, for people. */
import type { ConsoleEventData } from '../../../main/domain/desk/consoleEvents.ts';
import { counted } from '../../format/decimals.ts';
import { dateTime, timesZone } from '../../format/times.ts';

type Connected = ConsoleEventData['ConsoleConnected'];

export function connectedSummary(data: Connected): string {
  return [`${person(data)} is connected`, ...placeOf(data)].join(' · ');
}

export function disconnectedSummary(data: ConsoleEventData['ConsoleDisconnected']): string {
  const { why, times, since } = data;
  const what =
    times === undefined
      ? `${person(data)} is connected no more: ${why}`
      : `${counted(times, 'more connection')} came and went, the last ended: ${why}`;
  return [what, ...placeOf(data), `since ${dateTime(since)} ${timesZone()}`].join(' · ');
}

function person({ operator, standing }: Connected): string {
  return standing === 'nobody' ? operator : `${operator}, ${standing.replace('_', ' ')},`;
}

function placeOf({ console, machine, certificate, address }: Connected): readonly string[] {
  return [
    `console ${console} on ${machine}`,
    ...(certificate === undefined ? [] : [`certificate ${certificate}`]),
    ...(address === undefined ? [] : [`from ${address}`]),
  ];
}
