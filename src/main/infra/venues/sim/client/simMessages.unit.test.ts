import { describe, expect, it } from 'vitest';
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import { instantMax } from '../../../../../shared/kernel/time.ts';
import { venueMessage } from '../wire/protocol.ts';
import { executionRecordOf, orderRecordOf, reportOf, tickOf } from './simMessages.ts';

const parsed = (text: string) => venueMessage.parse(JSON.parse(text));
const odd = ['253402300799999999', '-1', '8640000000000000001', '1e999', '0.5', '"yesterday"', 'null'];

describe('what a venue says at an instant that can not be', () => {
  it.each(odd)('is a fact without its time: %s', (time) => {
    const fill = `{"kind":"filled","clientOrderId":"c","executionId":"x","quantity":"1","price":"-37.63","venueTime":${time}}`;
    const message = parsed(`{"type":"report","report":${fill}}`);
    expect(message.type === 'report' && reportOf(message.report)).toMatchObject({
      type: 'filled',
      price: decimal('-37.63'),
      venueTime: undefined,
    });
  });

  it.each(odd)('is found again among the executions and orders: %s', (time) => {
    const execution = `{"sequence":1,"clientOrderId":"c","executionId":"x","quantity":"1","price":"2","venueTime":${time}}`;
    const executions = parsed(`{"type":"executions","id":1,"executions":[${execution}]}`);
    expect(executions.type === 'executions' && executions.executions.map(executionRecordOf)).toMatchObject([
      { executionId: 'x', quantity: decimal('1'), venueTime: undefined },
    ]);
    const terms =
      '"account":"a","symbol":"S","side":"buy","orderType":"limit","timeInForce":"GTD","limitPrice":"1"';
    const order = `{"sequence":1,"clientOrderId":"c","venueOrderId":"v",${terms},"goodTill":${time},"status":"accepted","quantity":"1","filledQuantity":"0"}`;
    const found = parsed(`{"type":"order","id":1,"order":${order}}`);
    const record = found.type === 'order' && found.order !== null ? orderRecordOf(found.order) : undefined;
    expect(record).toMatchObject({ status: 'accepted' });
    expect(record).not.toHaveProperty('goodTill');
  });

  it.each(odd)('is a price all the same: %s', (time) => {
    const tick = parsed(`{"type":"tick","symbol":"S","last":"-1","bid":"-1","ask":"0","marketTime":${time}}`);
    expect(tick.type === 'tick' && tickOf(tick)).toMatchObject({ last: decimal('-1'), marketTime: 0 });
  });

  it('keeps the last instant that can be', () => {
    const cancel = `{"kind":"canceled","clientOrderId":"c","reason":"r","venueTime":${instantMax}}`;
    const message = parsed(`{"type":"report","report":${cancel}}`);
    expect(message.type === 'report' && reportOf(message.report).venueTime).toBe(instantMax);
  });
});
