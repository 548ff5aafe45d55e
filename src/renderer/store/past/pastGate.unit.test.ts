import { afterEach, expect, it } from 'vitest';
import { pastRefusal } from './pastGate.ts';
import { backToLive, goToPosition } from './pastStore.ts';

afterEach(backToLive);

it('lets nothing that acts leave the window while the past is shown, and everything that reads', () => {
  const cancel = { orderIds: ['o1'], reason: 'too old' };
  expect(pastRefusal('cancelOrders', cancel)).toBeUndefined();
  goToPosition(7, 12);
  expect(pastRefusal('cancelOrders', cancel)).toMatchObject({ code: 'in_the_past' });
  expect(pastRefusal('engageKillSwitch', { scope: 'desk', flatten: false, reason: 'now' })).toMatchObject({
    message: 'The window shows the desk as of position 7: go back to live before you act.',
  });
  expect(pastRefusal('getDeskAt', { position: 7 })).toBeUndefined();
  backToLive();
  expect(pastRefusal('cancelOrders', cancel)).toBeUndefined();
});
