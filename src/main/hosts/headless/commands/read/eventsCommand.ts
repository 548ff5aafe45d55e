/** `desk events STREAM`: shows the events of one stream, oldest first. */
import { InvalidArgumentError } from 'commander';
import { tell, tellFault, type Call } from '../../desk/call.ts';
import { deskCommand } from '../commandLine.ts';
import { parseStreamId, type StreamId } from '../../../../../shared/kernel/ids.ts';
import { formatMicros } from '../../../../../shared/kernel/time.ts';
import type { StoredEvent } from '../../../../engine/events/storedEvent.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { eventView } from '../../../../ipc/views/eventView.ts';
import { onEvents } from '../../desk/readDesk.ts';

export const eventsCommand = deskCommand({
  name: 'events',
  about: 'the events of one stream, oldest first',
  declare: (command) => command.argument('<stream>', 'desk, signal-<id>, order-<id> or venue-<id>', stream),
  work: (call: Call, name: StreamId) =>
    onEvents(call, async (events) => {
      let any = false;
      for await (const event of events.read(name)) {
        any = true;
        await tell(call, eventView(event), eventToText(event));
      }
      if (any) return exitCode.done;
      return tellFault(call, { code: 'stream_unknown', message: `there are no events in ${name}` });
    }),
});

function stream(value: string): StreamId {
  const parsed = parseStreamId(value);
  if (parsed === undefined) {
    throw new InvalidArgumentError(
      'expected desk, or the name of a stream such as order-<id> or signal-<id>',
    );
  }
  return parsed;
}

function eventToText({ position, version, time, type, actor, data }: StoredEvent): string {
  return `${position}  ${version}  ${formatMicros(time)}  ${type}  ${actor}  ${JSON.stringify(data)}`;
}
