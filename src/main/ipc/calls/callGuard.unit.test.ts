import { describe, expect, test } from 'vitest';
import { judgeCallMessage } from './callGuard.ts';

const value = { orderId: 'o1' };
const call = {
  id: 'c1',
  type: 'APPLY',
  path: ['getOrder'],
  argumentList: [{ type: 'RAW', value }],
};

describe('the guard admits', () => {
  test('a call of a known method with one plain argument', () => {
    expect(judgeCallMessage(call)).toEqual({ admitted: true, message: call });
  });

  test('the release of the port', () => {
    expect(judgeCallMessage({ id: 'c1', type: 'RELEASE' }).admitted).toBe(true);
    expect(judgeCallMessage({ id: 'c1', type: 'RELEASE', path: [] }).admitted).toBe(true);
  });
});

describe('the guard refuses', () => {
  const cyclic: Record<string, unknown> = { ...call };
  cyclic['argumentList'] = [{ type: 'RAW', value: cyclic }];
  const withOwnPrototypeKey: unknown = JSON.parse('{"orderId":"o1","__proto__":{"admin":true}}');
  const argument = (given: unknown): unknown => ({ ...call, argumentList: [{ type: 'RAW', value: given }] });
  const cases: Readonly<Record<string, unknown>> = {
    'reading a property': { id: 'c1', type: 'GET', path: ['getOrder'] },
    'setting a property': { ...call, type: 'SET', value: { type: 'RAW', value: 1 } },
    'constructing an object': { ...call, type: 'CONSTRUCT' },
    'a further endpoint': { id: 'c1', type: 'ENDPOINT' },
    'an unknown type': { ...call, type: 'EVAL' },
    'an unknown method': { ...call, path: ['dropTables'] },
    'a method of every object': { ...call, path: ['toString'] },
    'the prototype': { ...call, path: ['__proto__'] },
    'a path through the constructor': { ...call, path: ['constructor', 'constructor'] },
    'a path into a method': { ...call, path: ['getOrder', 'call'] },
    'an empty path': { ...call, path: [] },
    'a path that is no list': { ...call, path: 'getOrder' },
    'no path': { id: 'c1', type: 'APPLY', argumentList: call.argumentList },
    'no argument': { ...call, argumentList: [] },
    'two arguments': { ...call, argumentList: [...call.argumentList, ...call.argumentList] },
    'an argument behind a transfer handler': {
      ...call,
      argumentList: [{ type: 'HANDLER', name: 'proxy', value }],
    },
    'a key that nobody knows': { ...call, extra: true },
    'a key that reaches into the prototype': argument(withOwnPrototypeKey),
    'an id that is no text': { ...call, id: 7 },
    'an id without end': { ...call, id: 'x'.repeat(65) },
    'no id': { type: 'APPLY', path: ['getOrder'], argumentList: call.argumentList },
    'a text without end': argument({ orderId: 'x'.repeat(200_000) }),
    'a list without end': argument({ orderIds: Array.from({ length: 5_000 }, () => 'o') }),
    bytes: argument(new Uint8Array(10)),
    'a map': argument(new Map()),
    'a date': argument(new Date(0)),
    'a large integer': argument(10n),
    'nesting without end': cyclic,
    nothing: undefined,
    null: null,
    'a text': 'APPLY',
    'a number': 1,
    'a list': [call],
  };
  test.each(Object.entries(cases))('%s', (_name, message) => {
    expect(judgeCallMessage(message)).toMatchObject({ admitted: false, fault: { code: 'invalid_message' } });
  });

  test('and names the call, where its id can be read', () => {
    expect(judgeCallMessage({ ...call, type: 'SET' })).toMatchObject({ id: 'c1' });
    expect(judgeCallMessage({ ...call, id: { toString: 'c1' } })).toMatchObject({ id: '' });
  });
});
