/** `desk events STREAM`: what happened in one stream, oldest first. */
import type { StreamId } from '../../../../../shared/kernel/ids.ts';
import { formatMicros } from '../../../../../shared/kernel/time.ts';
import type { StoredEvent } from '../../../../engine/events/storedEvent.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { openEventsToRead } from '../../desk/readDesk.ts';
import { tellFault } from '../../terminal/tellFault.ts';

export interface EventsCommandOptions {
  readonly folder: string;
  readonly stream: StreamId;
  readonly json: boolean;
}

export async function eventsCommand(
  io: DeskIo,
  { folder, stream, json }: EventsCommandOptions,
): Promise<ExitCode> {
  const events = openEventsToRead(folder);
  if (!events.ok) return tellFault(io, events.error, json);
  try {
    let any = false;
    for await (const event of events.value.read(stream)) {
      any = true;
      if (json) await io.json(eventToJson(event));
      else await io.line(eventToText(event));
    }
    if (any) return exitCode.done;
    return tellFault(io, { code: 'stream_unknown', message: `there are no events in ${stream}` }, json);
  } finally {
    await events.value.close();
  }
}

function eventToJson(event: StoredEvent) {
  const { position, streamId, version, eventId, type, schemaVersion, data, time } = event;
  const { correlationId, causationId, actor } = event;
  return {
    position,
    streamId,
    version,
    eventId,
    type,
    schemaVersion,
    data,
    correlationId,
    causationId,
    actor,
    time: formatMicros(time),
  };
}

function eventToText({ position, version, time, type, actor, data }: StoredEvent): string {
  return `${position}  ${version}  ${formatMicros(time)}  ${type}  ${actor}  ${JSON.stringify(data)}`;
}
