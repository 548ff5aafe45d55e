/** Settings as they are kept, also after damage. */
import { expect, test } from 'vitest';
import { firstSettings, keptText, readSettings } from './settings.ts';

test('settings are read as they were kept', () => {
  const chosen = {
    ...firstSettings,
    theme: 'light',
    tableZone: 'Asia/Tokyo',
    hotkeys: { buy: 'Ctrl J' },
  } as const;
  expect(readSettings(keptText(chosen))).toEqual({ settings: chosen, damaged: [] });
});

test('a damaged setting has its first value and costs no other', () => {
  const text = keptText({ ...firstSettings, theme: 'light', density: 'roomy' }).replace('"roomy"', '"huge"');
  const { settings, damaged } = readSettings(text);
  expect(damaged).toEqual(['density']);
  expect(settings).toEqual({ ...firstSettings, theme: 'light' });
});

test.each(['', 'no JSON', '[]', '{"version":99,"settings":{}}'])(
  'what is no settings at all gives the first ones: %s',
  (text) => {
    expect(readSettings(text)).toEqual({ settings: firstSettings, damaged: ['all settings'] });
  },
);

test('a time zone that this machine does not know is a damage', () => {
  const text = keptText({ ...firstSettings, clockZone: 'Mars/Olympus' });
  expect(readSettings(text).damaged).toEqual(['clockZone']);
});
