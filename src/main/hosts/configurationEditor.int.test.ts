/** The configuration file changed from a window: judged before it is written, with the text before kept. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { err, type Result } from '../../shared/kernel/result.ts';
import type { Fault } from '../../shared/kernel/fault.ts';
import { operator, TradingBed } from '../engine/trading/testing/tradingBed.ts';
import { configurationSource } from '../infra/configuration/configurationSource.ts';
import { defaultDeskConfiguration } from '../infra/configuration/deskConfiguration.ts';
import { ConfigurationEditor, type EditorOptions } from './configurationEditor.ts';
import { ConfigurationReloader } from './configurationReloader.ts';

const first = '{"maxConcurrentOrders":7,"venues":[{"venue":"sim","breaker":{"openMs":900}}]}';
const full: Fault = { code: 'store_unavailable', message: 'the disk is full' };

async function opened(text: string | undefined, reload?: EditorOptions['reloader']['reload']) {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-edit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'configuration.json');
  if (text !== undefined) writeFileSync(file, text);
  const bed = await TradingBed.open();
  const source = { ...configurationSource(undefined, folder), watch: () => () => undefined };
  const configuration = defaultDeskConfiguration();
  const { engine } = bed;
  const reloader = new ConfigurationReloader({
    engine,
    configuration,
    source,
    logger: { log: () => undefined },
    onChanged: async () => undefined,
  });
  onTestFinished(() => reloader.close());
  const editor = new ConfigurationEditor({
    engine,
    configuration,
    source,
    clock: bed.time,
    reloader: { reload: reload ?? ((context) => reloader.reload(context)) },
  });
  const revision = (): string => value(editor.view()).revision;
  /** The file system takes real time, the engine simulated one. */
  const put = async (next: string, of = revision()) => {
    const seen = { done: false };
    const work = editor.put({ text: next, revision: of }, operator).finally(() => (seen.done = true));
    while (!seen.done) {
      await bed.time.advance(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return work;
  };
  return { bed, editor, file, folder, put, revision, read: () => readFileSync(file, 'utf8') };
}

function value<T>(result: Result<T, Fault>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

test('the settings in force say whether the file has them', async () => {
  const { editor } = await opened(first);
  const settings = new Map(value(editor.view()).settings.map(({ path, from }) => [path, from]));
  expect(settings.get('venues.sim.breaker.openMs')).toBe('file');
  expect(settings.get('venues.sim.breaker.failureThreshold')).toBe('default');
  expect(settings.get('processingTimeoutMs')).toBe('default');
});

test('a text is judged with the path of every mistake, and nothing is written', async () => {
  const { editor, put, read } = await opened(first);
  const wrong = '{"maxConcurrentOrders":0,"colour":"red"}';
  expect(
    value(editor.check(wrong))
      .problems.map(({ path }) => path)
      .toSorted(),
  ).toEqual(['colour', 'maxConcurrentOrders']);
  expect(await put(wrong)).toMatchObject({ ok: false, error: { code: 'configuration_invalid' } });
  expect(await put('{')).toMatchObject({ ok: false, error: { code: 'configuration_invalid' } });
  expect(read()).toBe(first);
});

test('a valid text is written and put in force, and the one before is kept beside it', async () => {
  const { bed, editor, folder, put, read } = await opened(first);
  const next = '{"maxConcurrentOrders":9}';
  expect(value(editor.check(next)).changes).toContainEqual({
    path: 'maxConcurrentOrders',
    from: 1_000,
    to: 9,
  });
  expect(await put(next)).toMatchObject({ ok: true });
  expect(bed.engine.configuration.maxConcurrentOrders).toBe(9);
  expect(read()).toBe(next);
  const [kept] = readdirSync(folder).filter((name) => name.endsWith('.old'));
  expect(readFileSync(join(folder, kept ?? ''), 'utf8')).toBe(first);
});

test('the first file may be made', async () => {
  const { put, read, editor } = await opened(undefined);
  expect(value(editor.view())).toMatchObject({ revision: 'none' });
  expect(await put('{"maxConcurrentOrders":9}')).toMatchObject({ ok: true });
  expect(read()).toBe('{"maxConcurrentOrders":9}');
});

test('what only a restart can change is told, and not written', async () => {
  const { editor, put, read } = await opened(first);
  const next = '{"accounts":["other"],"venues":[{"venue":"sim","simulator":{"tickMs":1}}]}';
  expect(value(editor.check(next)).restart).toEqual(['accounts', 'venues.sim.simulator']);
  expect(await put(next)).toMatchObject({ ok: false, error: { code: 'restart_required' } });
  expect(read()).toBe(first);
});

test('a file that somebody changed meanwhile is not overwritten', async () => {
  const { file, put, read, revision } = await opened(first);
  const before = revision();
  writeFileSync(file, '{"maxConcurrentOrders":8}');
  expect(await put('{"maxConcurrentOrders":9}', before)).toMatchObject({
    ok: false,
    error: { code: 'configuration_changed' },
  });
  expect(read()).toBe('{"maxConcurrentOrders":8}');
});

test('a link is not written through', async () => {
  const { editor, folder, file, put } = await opened(undefined);
  writeFileSync(join(folder, 'elsewhere.json'), '{}');
  symlinkSync(join(folder, 'elsewhere.json'), file);
  expect(value(editor.view()).whyNotEditable).toContain('is a link');
  expect(await put('{"maxConcurrentOrders":9}')).toMatchObject({
    ok: false,
    error: { code: 'configuration_not_editable' },
  });
});

test.each([
  ['the text before', first],
  ['no file', undefined],
])('what can not be put in force leaves %s, and stays readable beside it', async (_what, before) => {
  const { folder, put, editor } = await opened(before, () => Promise.resolve(err(full)));
  expect(await put('{"maxConcurrentOrders":9}')).toEqual({ ok: false, error: full });
  expect(value(editor.view()).text).toBe(before);
  const refused = readdirSync(folder).filter((name) => name.endsWith('-refused.old'));
  expect(readFileSync(join(folder, refused[0] ?? ''), 'utf8')).toBe('{"maxConcurrentOrders":9}');
});
