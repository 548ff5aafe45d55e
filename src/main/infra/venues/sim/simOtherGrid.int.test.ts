/** A venue that is started again with other instruments than its record was written with. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId } from '../../../../shared/kernel/ids.ts';
import { freshId } from '../testing/venueHarness.ts';
import { sampleTerms } from './testing/sampleTerms.ts';
import { SimTestBed, spx, type Client } from './testing/simTestBed.ts';

let bed: SimTestBed;
let client: Client;

const held = (...instruments: readonly string[]) => [
  '--mode',
  'held',
  ...instruments.flatMap((instrument) => ['--instrument', instrument]),
];

beforeEach(async () => {
  bed = new SimTestBed();
  await bed.start();
  client = await bed.connect();
});

afterEach(() => bed.dispose());

async function submit(change: Parameters<typeof sampleTerms>[0]): Promise<ClientOrderId> {
  const id = freshId();
  await client.venue.submit(sampleTerms(change), id, neverAborted);
  return id;
}

async function restart(...instruments: readonly string[]): Promise<void> {
  await bed.sim.stop();
  await bed.start(held(...instruments));
  await expect.poll(() => client.venue.connected).toBe(true);
}

describe('with another tick size', () => {
  it('its price stays what it was, and no stop trades for it', async () => {
    await client.venue.control.send({ type: 'movePrice', symbol: spx, price: '1380' });
    const id = await submit({
      orderType: 'stop',
      stopPrice: decimal('1390'),
      timeInForce: 'GTC',
    });
    await restart('SPX,0.5,1,1400');
    await client.listener.until('a price', () => client.listener.ticks.at(-1)?.ask === decimal('1380.5'));
    expect(client.listener.ticks.at(-1)).toMatchObject({ last: decimal('1380') });
    expect(await client.venue.queryOrder(id, neverAborted)).toMatchObject({ status: 'accepted' });
  });

  it('names the order, the price and the tick size that do not fit', async () => {
    const id = await submit({ limitPrice: decimal('1390.25') });
    await expect(restart('SPX,0.5,1,1400')).rejects.toThrow(
      `a working order in SPX, ${id}, whose price 1390.25 is not a multiple of the tick size 0.5`,
    );
  });
});

it('with another lot size it names the order, the quantity and the lot size that do not fit', async () => {
  const id = await submit({ limitPrice: decimal('1390'), quantity: decimal('5') });
  await expect(restart('SPX,0.25,2,1400')).rejects.toThrow(
    `a working order in SPX, ${id}, whose quantity 5 is not a multiple of the lot size 2`,
  );
});

it('without an instrument that has working orders it names the instrument and how many', async () => {
  await submit({ limitPrice: decimal('1390') });
  await submit({ limitPrice: decimal('1391') });
  await expect(restart('NDX,0.25,1,100')).rejects.toThrow('has 2 working orders in SPX');
  await restart('SPX,0.25,1,1400', 'NDX,0.25,1,100');
});

it('without an instrument whose orders are done it starts, and still says what became of them', async () => {
  const id = await submit({});
  await restart('NDX,0.25,1,100');
  expect(await client.venue.queryOrder(id, neverAborted)).toMatchObject({ status: 'filled' });
  expect(await client.venue.positions(neverAborted)).toHaveLength(1);
});
