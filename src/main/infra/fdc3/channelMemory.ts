/** The newest instrument on each user channel. A program that joins a channel is told the channel's instrument. */
import { isUserChannelId, type UserChannelId } from '../../../shared/kernel/userChannels.ts';
import { readContext, type ContextFacts } from './readContext.ts';
import type { AgentsUpdate } from './receivedMessages.ts';

export type InstrumentFacts = Extract<ContextFacts, { kind: 'instrument' }>;
export type ChannelMemory = ReadonlyMap<UserChannelId, InstrumentFacts>;

export function remembered(
  memory: ChannelMemory,
  channel: UserChannelId,
  facts: InstrumentFacts,
): ChannelMemory {
  return new Map([...memory, [channel, facts]]);
}

/** The channels for which the bridge has another instrument than the console, with the bridge's instrument. */
export function differences(
  memory: ChannelMemory,
  { payload: { channelsState = {} } }: AgentsUpdate,
): ChannelMemory {
  const found = new Map<UserChannelId, InstrumentFacts>();
  for (const [channel, contexts] of Object.entries(channelsState)) {
    if (!isUserChannelId(channel)) continue;
    const context = contexts.find(({ type }) => type === 'fdc3.instrument');
    const facts = context && readContext(context);
    if (facts?.kind !== 'instrument' || isSame(facts, memory.get(channel))) continue;
    found.set(channel, facts);
  }
  return found;
}

function isSame(one: InstrumentFacts, other: InstrumentFacts | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
