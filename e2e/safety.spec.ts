// What the shell keeps out, each tried from inside the real page.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { show, untilReady } from './support/console.ts';
import { answerFileDialogs, expect, holdFileDialogs, test } from './fixtures.ts';
import { refusalOf, takePorts } from './support/ports.ts';

test('a page runs, opens, saves and is handed nothing but its own', async ({ desk }) => {
  const { app, window } = desk;
  await untilReady(window);

  await test.step('the page is served under a policy without inline scripts and eval', async () => {
    const policy = await desk.window.evaluate(async () => {
      const answer = await fetch(location.href);
      return answer.headers.get('content-security-policy');
    });
    expect(desk.window.url()).toMatch(/^breakwater:\/\/console\//);
    const directives = new Map(
      (policy ?? '').split('; ').map((directive) => {
        const [name = '', ...values] = directive.split(' ');
        return [name, values.join(' ')] as const;
      }),
    );
    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('script-src')).toBe("'self'");
    expect(directives.get('style-src')).toBe("'self'");
    expect(directives.get('form-action')).toBe("'none'");
    expect(directives.get('frame-ancestors')).toBe("'none'");
    expect(directives.get('require-trusted-types-for')).toBe("'script'");
    expect(directives.get('trusted-types')).toBe("'none'");
    expect(policy).not.toContain('unsafe');
  });

  await test.step('the console itself breaks its policy nowhere', async () => {
    const refused: string[] = [];
    window.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
    });
    await window.reload();
    await untilReady(window);
    for (const screen of ['Resilience', 'Metrics', 'Audit', 'Signals', 'Trade']) {
      await window.getByRole('tab', { name: screen }).click();
    }
    expect(refused).toEqual([]);
  });

  await test.step('the policy holds: eval, inline code and requests to elsewhere really fail', async () => {
    const found = await desk.window.evaluate(async () => {
      const blocked: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
      const marks = globalThis as unknown as Record<string, unknown>;
      const attempt = (work: () => unknown): string => {
        try {
          work();
          return 'worked';
        } catch (error) {
          return (error as Error).name;
        }
      };
      const script = document.createElement('script');
      const button = document.createElement('button');
      const asText = [
        attempt(() => (script.textContent = 'window.inlineScript = 1')),
        attempt(() => script.append(new Text('window.inlineScript = 1'))),
        attempt(() => (document.createElement('script').src = 'https://example.org/x.js')),
        attempt(() => (button.innerHTML = '<i>text as markup</i>')),
        attempt(() => button.setAttribute('onclick', 'window.inlineHandler = 1')),
        // The text of a program, where only a function is allowed.
        attempt(() => setTimeout('window.timerText = 1' as unknown as () => void, 0)),
      ];
      const style = document.createElement('style');
      style.textContent = 'body { outline: 7px solid red }';
      document.body.append(script, button, style);
      button.click();
      const timer = new Promise((resolve) => setTimeout(resolve, 50));
      // In a task of the page's own: what a debugger runs may do more.
      const evaluated = await new Promise<string[]>((resolve) => {
        setTimeout(() => {
          // oxlint-disable-next-line no-eval, no-new-func, typescript/no-implied-eval
          resolve([attempt(() => (0, eval)('1')), attempt(() => new Function('return 1')())]);
        }, 0);
      });
      const fetched = await fetch('https://example.org/').then(
        () => 'worked',
        () => 'failed',
      );
      await timer;
      const result = {
        evaluated,
        asText,
        fetched,
        ran: ['inlineScript', 'inlineHandler', 'timerText'].filter((name) => name in marks),
        outline: getComputedStyle(document.body).outlineWidth === '7px',
        blocked: [...new Set(blocked)].toSorted(),
      };
      for (const element of [script, button, style]) element.remove();
      return result;
    });
    expect(found).toMatchObject({
      evaluated: ['EvalError', 'EvalError'],
      asText: Array.from({ length: 6 }, () => 'TypeError'),
      fetched: 'failed',
      ran: [],
      outline: false,
    });
    expect(found.blocked).toEqual(
      expect.arrayContaining(['connect-src', 'require-trusted-types-for', 'style-src-elem']),
    );
  });

  await test.step('a page can not save files, and its developer tools do not open', async () => {
    const found = await app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined) return undefined;
      const ended = new Promise<string>((resolve) => {
        contents.session.once('will-download', (event, item) => {
          resolve(event.defaultPrevented ? 'prevented' : item.getState());
        });
      });
      contents.downloadURL(contents.getURL());
      const download = await ended;
      contents.openDevTools({ mode: 'detach' });
      return { download, devTools: contents.isDevToolsOpened() };
    });
    expect(found).toEqual({ download: 'prevented', devTools: false });
  });

  await test.step('files outside the built pages are not served', async () => {
    const statuses = await desk.window.evaluate(() =>
      Promise.all(
        ['%2e%2e/main/main.js', '..%2fmain%2fmain.js', 'nothing.js', '%'].map(async (path) => {
          const answer = await fetch(`breakwater://console/${path}`).catch(() => undefined);
          return answer?.status;
        }),
      ),
    );
    expect(statuses).toEqual([404, 404, 404, 404]);
  });

  await test.step('secrets and sources are not in what is served', async () => {
    const statuses = await desk.window.evaluate(
      (paths) => {
        return Promise.all(
          paths.map((path) =>
            fetch(path)
              .then(({ status }) => status)
              .catch(() => 0),
          ),
        );
      },
      [
        'breakwater://console/package.json',
        'breakwater://elsewhere/index.html',
        `file://${join('/', 'etc', 'passwd')}`,
      ],
    );
    expect(statuses.every((status) => status !== 200)).toBe(true);
  });

  await test.step('windows are sandboxed and isolated, and the page has no Node and no Electron', async () => {
    const preferences = await desk.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => {
        const contents = window.webContents as unknown as {
          getLastWebPreferences(): Electron.WebPreferences;
        };
        return contents.getLastWebPreferences();
      }),
    );
    expect(preferences).toHaveLength(1);
    for (const one of preferences) {
      expect(one).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
      expect(one.webviewTag).not.toBe(true);
    }
    const found = await desk.window.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter(
        (name) => name in globalThis,
      ),
    );
    expect(found).toEqual([]);
  });

  await test.step('navigation, new windows, frames and webviews are denied', async () => {
    const url = window.url();
    const opened: string[] = [];
    app.on('window', (page) => opened.push(page.url()));
    const openedExternally = await app.evaluate(({ shell }) => {
      const urls: string[] = [];
      shell.openExternal = (asked) => {
        urls.push(asked);
        return Promise.resolve();
      };
      (globalThis as unknown as { openedUrls: string[] }).openedUrls = urls;
      return urls;
    });
    expect(openedExternally).toEqual([]);
    const found = await window.evaluate(() => {
      const results = {
        open: globalThis.open('https://example.org/') === null,
        openOwn: globalThis.open('breakwater://console/index.html') === null,
        openAllowed: globalThis.open('https://www.fixtrading.org/') === null,
        webview: 'getURL' in document.createElement('webview'),
      };
      const link = document.createElement('a');
      link.href = 'https://example.org/';
      link.target = '_blank';
      const frame = document.createElement('iframe');
      frame.src = 'https://example.org/';
      const form = document.createElement('form');
      form.action = 'https://example.org/';
      document.body.append(link, frame, form);
      link.click();
      form.submit();
      location.href = 'https://example.org/';
      for (const element of [link, frame, form]) element.remove();
      return results;
    });
    expect(found).toEqual({ open: true, openOwn: true, openAllowed: true, webview: false });
    // What was asked for would have begun by now: the page has drawn its next status since.
    const after = await app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const drawn = (await contents?.executeJavaScript(`new Promise((resolve) => {
      const strip = document.querySelector('[data-testid="status-strip"]');
      new MutationObserver(() => resolve(strip.textContent)).observe(strip, { subtree: true, characterData: true });
    })`)) as string;
      return { drawn, url: contents?.getURL(), loading: contents?.isLoadingMainFrame() };
    });
    expect(after).toEqual({ drawn: expect.stringContaining('Active'), url, loading: false });
    expect(app.windows()).toHaveLength(1);
    expect(opened).toEqual([]);
    const external = await app.evaluate(() => (globalThis as unknown as { openedUrls: string[] }).openedUrls);
    expect(external).toEqual(['https://www.fixtrading.org/']);
  });

  await test.step('the preload adds nothing to the page', async () => {
    const own = await desk.window.evaluate(() => Object.getOwnPropertyNames(window).toSorted());
    const bare = await desk.app.evaluate(async ({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
      await window.loadURL('breakwater://console/index.html');
      const names = (await window.webContents.executeJavaScript(
        'Object.getOwnPropertyNames(window)',
      )) as string[];
      window.destroy();
      return names;
    });
    expect(own.filter((name) => !bare.includes(name))).toEqual([]);
  });

  await test.step('permissions are denied', async () => {
    const answers = await desk.window.evaluate(async () => {
      const outcome = (work: Promise<unknown>): Promise<string> =>
        work.then(
          () => 'granted',
          () => 'denied',
        );
      return {
        notifications: await Notification.requestPermission(),
        microphone: await outcome(navigator.mediaDevices.getUserMedia({ audio: true })),
        screen: await outcome(navigator.mediaDevices.getDisplayMedia()),
        clipboard: await outcome(navigator.clipboard.readText()),
        midi: await outcome(navigator.requestMIDIAccess()),
        position: await outcome(
          new Promise((resolve, reject) => {
            navigator.geolocation.getCurrentPosition(resolve, reject);
          }),
        ),
        queried: await navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state),
      };
    });
    expect(answers).toEqual({
      notifications: 'denied',
      microphone: 'denied',
      screen: 'denied',
      clipboard: 'denied',
      midi: 'denied',
      position: 'denied',
      queried: 'denied',
    });
  });

  await test.step('only the console itself is handed ports', async () => {
    const handed = await desk.app.evaluate(
      async ({ BrowserWindow }, preload) => {
        const outcomes: boolean[] = [];
        for (const url of ['breakwater://console/index.html', 'about:blank']) {
          const window = new BrowserWindow({
            show: false,
            webPreferences: { preload, sandbox: true, contextIsolation: true },
          });
          await window.loadURL(url);
          const asked = window.webContents.executeJavaScript(`new Promise((resolve) => {
          addEventListener('message', ({ ports }) => ports.length > 0 && resolve(true));
          postMessage({ type: 'breakwater:connect' }, '*');
          setTimeout(() => resolve(false), 500);
        })`) as Promise<boolean>;
          outcomes.push(await asked);
          window.destroy();
        }
        return outcomes;
      },
      await desk.app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        const contents = window?.webContents as unknown as {
          getLastWebPreferences(): Electron.WebPreferences;
        };
        return contents.getLastWebPreferences().preload ?? '';
      }),
    );
    expect(handed).toEqual([false, false]);
  });
});

test('a page is refused what it may not ask for, and a dialog for a file takes nothing from the window', async ({
  desk,
}) => {
  const { app, window, dataFolder } = desk;
  await untilReady(window);

  await test.step('forged and malformed messages are answered with a typed refusal, and the console goes on', async () => {
    await takePorts(window);
    const invalid = { code: 'invalid_message' };
    const argumentList = [{ type: 'RAW', value: {} }];
    const calls: readonly unknown[] = [
      null,
      'getDeskInfo',
      { id: 'x', type: 'GET', path: ['getDeskInfo'] },
      { id: 'x', type: 'SET', path: ['getDeskInfo'], value: { type: 'RAW', value: 1 } },
      { id: 'x', type: 'CONSTRUCT', path: ['getDeskInfo'], argumentList },
      { id: 'x', type: 'APPLY', path: ['constructor', 'constructor'], argumentList },
      { id: 'x', type: 'APPLY', path: ['__proto__'], argumentList },
      { id: 'x', type: 'APPLY', path: ['getDeskInfo'], argumentList: [] },
      {
        id: 'x',
        type: 'APPLY',
        path: ['getOrder'],
        argumentList: [{ type: 'RAW', value: 'x'.repeat(300_000) }],
      },
      { id: 'x', type: 'APPLY', path: ['getOrder'], argumentList: [{ type: 'RAW', value: { orderId: 7 } }] },
    ];
    for (const message of calls) {
      expect(await refusalOf(window, 'calls', message)).toMatchObject({
        value: { ok: false, fault: invalid },
      });
    }
    const streams: readonly unknown[] = [
      null,
      7,
      { type: 'subscribe', subscriptionId: 'x', topic: 'secrets', parameters: {} },
      { type: 'subscribe', subscriptionId: 'x', topic: 'orders', parameters: { limit: 1e9 } },
      { type: 'acknowledge', subscriptionId: 'x', sequence: -1 },
    ];
    for (const message of streams) {
      expect(await refusalOf(window, 'streams', message)).toMatchObject({ type: 'refused', fault: invalid });
    }
    await expect(window.getByTestId('status-strip').getByText('Active', { exact: true })).toBeVisible();
  });

  await test.step('a page names no file: a path in a call is refused, and nothing is read or written', async () => {
    await takePorts(window);
    const target = join(dataFolder, 'forged.db');
    for (const [method, path] of [
      ['startReplay', join(dataFolder, 'events.db')],
      ['startBackup', target],
      ['startBackup', 'forged.db'],
    ]) {
      const argumentList = [{ type: 'RAW', value: { path } }];
      const refusal = await refusalOf(window, 'calls', {
        id: 'x',
        type: 'APPLY',
        path: [method],
        argumentList,
      });
      expect(refusal).toMatchObject({ value: { ok: false, fault: { code: 'path_not_taken' } } });
    }
    expect(existsSync(target)).toBe(false);
    await show(window, 'Signals');
    await expect(window.getByTestId('jobs').locator('[data-kind]')).toHaveCount(0);
    // With a connection of its own again.
    await window.reload();
    await untilReady(window);
  });

  await test.step('a canceled dialog for a file starts nothing, and leaves the way free for the next', async () => {
    await answerFileDialogs(app, undefined);
    await show(window, 'Signals');
    const jobs = window.getByTestId('jobs').locator('[data-kind]');
    await window.getByRole('button', { name: 'Choose a file…' }).click();
    await window.getByRole('button', { name: 'Back up to a new file…' }).click();
    await answerFileDialogs(app, join(desk.dataFolder, 'chosen.db'));
    await window.getByRole('button', { name: 'Back up to a new file…' }).click();
    await expect(jobs).toHaveCount(1);
    await expect(jobs).toContainText('Backup to chosen.db');
    await expect(jobs).toHaveAttribute('data-state', 'done');
    await desk.screenshot('signals-files');
  });

  await test.step('a dialog for a file leaves the window free: the kill switch is asked for and held beside it', async () => {
    const opened = await holdFileDialogs(app);
    const isChordTaken = (): Promise<boolean> =>
      app.evaluate(({ globalShortcut }) => globalShortcut.isRegistered('CommandOrControl+Shift+K'));
    await show(window, 'Signals');
    await window.getByRole('button', { name: 'Choose a file…' }).click();
    // A window that owns the dialog would hear no pointer and no key while it is open.
    await expect.poll(() => opened.evaluate(({ owned }) => owned)).toEqual([false]);
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isEnabled())).toBe(
      true,
    );
    // The native dialog has the keyboard: the keys of the kill switch come through all the same.
    await expect.poll(isChordTaken).toBe(true);
    await window.keyboard.press('Control+Shift+k');
    const kill = window.getByRole('alertdialog', { name: /^Kill switch/ });
    await kill.getByLabel(/^Reason/).fill('a dialog for a file is open');
    await kill.getByRole('button', { name: /^Hold to stop desk/ }).hover();
    await window.mouse.down();
    await expect(kill).toBeHidden();
    await window.mouse.up();
    await expect(window.getByTestId('status-strip').getByText('Halted', { exact: true })).toBeVisible();
    await opened.evaluate(({ answers }) => answers[0]?.());
    await expect.poll(isChordTaken).toBe(false);
  });
});
