/** The eight user channels that FDC3 2.2 recommends: programs that share one follow each other. */

export const userChannels = {
  'fdc3.channel.1': { name: 'Channel 1', colour: 'red' },
  'fdc3.channel.2': { name: 'Channel 2', colour: 'orange' },
  'fdc3.channel.3': { name: 'Channel 3', colour: 'yellow' },
  'fdc3.channel.4': { name: 'Channel 4', colour: 'green' },
  'fdc3.channel.5': { name: 'Channel 5', colour: 'cyan' },
  'fdc3.channel.6': { name: 'Channel 6', colour: 'blue' },
  'fdc3.channel.7': { name: 'Channel 7', colour: 'magenta' },
  'fdc3.channel.8': { name: 'Channel 8', colour: 'purple' },
} as const satisfies Record<string, { readonly name: string; readonly colour: string }>;
export type UserChannelId = keyof typeof userChannels;

export function isUserChannelId(text: string): text is UserChannelId {
  return Object.hasOwn(userChannels, text);
}

export const userChannelIds: readonly UserChannelId[] = Object.keys(userChannels).filter(isUserChannelId);
