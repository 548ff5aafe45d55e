import { expect, it } from 'vitest';
import { withoutCredentials } from './withoutCredentials.ts';

it.each([
  ['http://127.0.0.1:4318', 'http://127.0.0.1:4318'],
  ['https://ada:secret@collector.example/otlp', 'https://collector.example/otlp'],
  ['https://secret@collector.example', 'https://collector.example'],
  ['https://collector.example/otlp?api-key=secret#secret', 'https://collector.example/otlp'],
  ['HTTPS://a:secret@b@collector.example/x', 'HTTPS://collector.example/x'],
  ['ada@example and why?', 'ada@example and why?'],
  ['100000', '100000'],
])('%s', (text, expected) => {
  expect(withoutCredentials(text)).toBe(expected);
});
