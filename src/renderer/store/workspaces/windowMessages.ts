/** The messages between the windows of this console. A window ignores a message that it does not understand. */
import { z } from 'zod';
import { rowIds } from '../../../shared/contract/ids.ts';
import { panelIds } from '../../../shared/contract/panels.ts';
import { placeSchema } from '../../model/dock/workspaces.ts';
import { auditFilterSchema } from '../../model/events/auditFilter.ts';
import { screens, settingsParts } from '../window/uiStore.ts';

const panel = z.enum(panelIds);
const position = z.number().int().min(0);
const messageSchema = z.discriminatedUnion('kind', [
  /** A panel has a window of its own, at this place. */
  z.strictObject({ kind: z.literal('here'), panel, place: placeSchema }),
  z.strictObject({ kind: z.literal('gone'), panel }),
  /** The main window asks the others to say that they are here. */
  z.strictObject({ kind: z.literal('who') }),
  /** The current workspace has no window for the panel. */
  z.strictObject({ kind: z.literal('close'), panel }),
  /** The panel comes back to the main window. */
  z.strictObject({ kind: z.literal('back'), panel }),
  z.strictObject({ kind: z.literal('chosen'), orderId: rowIds.order.optional() }),
  /** All windows show this moment; without `at` the present. */
  z.strictObject({
    kind: z.literal('moment'),
    at: position.optional(),
    marked: position.optional(),
    head: position,
  }),
  z.strictObject({ kind: z.literal('open'), orderId: rowIds.order }),
  z.strictObject({ kind: z.literal('show'), screen: z.enum(screens) }),
  z.strictObject({ kind: z.literal('showAudit'), filter: auditFilterSchema }),
  z.strictObject({ kind: z.literal('showSignal'), position }),
  z.strictObject({ kind: z.literal('showSettings'), part: z.enum(settingsParts) }),
]);
export type Message = z.infer<typeof messageSchema>;

const channel = new BroadcastChannel('breakwater.windows');

export function post(message: Message): void {
  channel.postMessage(message);
}

export function listen(take: (message: Message) => void): void {
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = messageSchema.safeParse(data);
    if (message.success) take(message.data);
  });
}
