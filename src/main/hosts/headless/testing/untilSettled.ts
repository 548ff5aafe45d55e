/** Waits for a running desk to have nothing under way. */
import { vi } from 'vitest';
import { connectControl } from '../../control/controlClient.ts';

const settleMsMax = 60_000;
const underWay = ['created', 'submitting', 'in_doubt', 'accepted', 'partially_filled'] as const;

/** Resolves once no order of the desk on this data folder works or is in doubt. */
export async function untilSettled(data: string): Promise<void> {
  const control = await connectControl(data);
  const isSettled = async (): Promise<boolean> => {
    const page = await control?.api.queryOrders({ filter: { statuses: [...underWay] }, limit: 1 });
    return page?.ok === true && page.value.total === 0;
  };
  await vi.waitUntil(isSettled, { timeout: settleMsMax, interval: 100 });
  control?.close();
}
