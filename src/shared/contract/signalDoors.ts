/** The doors through which other programs send signals, as operators see them. */
import { z } from 'zod';

const door = {
  /** Answers since the start. */
  acknowledged: z.number(),
  /** Signals that were refused, with the refusal on record. */
  refused: z.number(),
  /** Signals that were not taken and have to be sent again. */
  busy: z.number(),
  /** Why the door is not open. */
  fault: z.string().optional(),
};

const network = z.object({
  ...door,
  /** Absent while nothing listens. */
  address: z.string().optional(),
  tokenFile: z.string(),
  /** Clients that have shown the token. */
  clients: z.number(),
});
export type NetworkDoorView = z.infer<typeof network>;

const folder = z.object({
  ...door,
  path: z.string(),
  /** Files that were taken or refused, and are still in the folder with their results. */
  filesDone: z.number(),
  filesWaiting: z.number(),
});
export type FolderDoorView = z.infer<typeof folder>;

/** Only the configured doors. */
export const signalDoorsSchema = z.object({ network: network.optional(), folder: folder.optional() });
export type SignalDoorsView = z.infer<typeof signalDoorsSchema>;

export interface DoorSentence {
  readonly name: string;
  readonly healthy: boolean;
  readonly detail: string;
}

/** One sentence for each door. */
export function doorSentences({ network, folder }: SignalDoorsView): readonly DoorSentence[] {
  const files = folder && `${folder.path}: files ${folder.filesDone} done, ${folder.filesWaiting} waiting`;
  return [
    ...(network === undefined
      ? []
      : [sentence('signals by network', network, `${network.address ?? ''}, clients ${network.clients}`)]),
    ...(folder === undefined || files === undefined ? [] : [sentence('signals by folder', folder, files)]),
  ];
}

function sentence(name: string, view: NetworkDoorView | FolderDoorView, place: string): DoorSentence {
  const { acknowledged, refused, busy, fault } = view;
  if (fault !== undefined) return { name, healthy: false, detail: `not taken: ${fault}` };
  const counts = `acknowledged ${acknowledged}, refused ${refused}, to be sent again ${busy}`;
  return { name, healthy: true, detail: `${place}; ${counts}` };
}
