/** `desk run --metrics-port`: what Prometheus reads from a real process is what happened in it. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { RunningDesk, runToEnd } from '../../testing/deskProcess.ts';
import { sampleSignal } from '../../../../domain/signal/testing/sampleSignal.ts';
import { tempDesk } from '../../testing/tempDesk.ts';

function tokenOf(data: string): string {
  return readFileSync(join(data, 'metrics.token'), 'utf8');
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** The values of a scrape, by name and labels; labels of the scope are left out. */
async function scrape(address: string, data: string): Promise<Map<string, number>> {
  const response = await fetch(address, { headers: bearer(tokenOf(data)) });
  expect(response.status).toBe(200);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      const named = line
        .slice(0, at)
        .replace(/,?otel_scope_[a-z_]+="[^"]*"/g, '')
        .replace('{,', '{')
        .replace('{}', '');
      return [named, Number(line.slice(at + 1))];
    }),
  );
}

/** The status of a request that says which host it is for. */
function statusFor(address: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(address, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });
}

describe('desk run --metrics-port', () => {
  it('serves counters, gauges and histograms that agree with what happened', async () => {
    const { data } = tempDesk();
    const desk = new RunningDesk('--data', data, '--signals', '-', '--metrics-port', '0');
    const [ready] = await desk.answered(1);
    const address = ready?.['metrics'] as string;
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    desk.send(
      ...Array.from({ length: 20 }, (_unused, i) => sampleSignal(`S-${i}`)),
      sampleSignal('S-big', { quantity: '999999' }),
      sampleSignal('S-zero', { quantity: '0' }),
    );
    await desk.answered(23);
    await vi.waitFor(async () => {
      const metrics = await scrape(address, data);
      expect(metrics.get('breakwater_orders_filled_total')).toBe(20);
    });
    const metrics = await scrape(address, data);
    expect(Object.fromEntries(metrics)).toMatchObject({
      breakwater_orders_created_total: 20,
      breakwater_orders_submitted_total: 20,
      breakwater_accepting: 1,
      'breakwater_refusals_total{breakwater_refusal_code="max_order_quantity"}': 1,
      'breakwater_refusals_total{breakwater_refusal_code="quantity_zero"}': 1,
      'breakwater_stage_signals_total{breakwater_stage="RiskAssessment",breakwater_outcome="refused"}': 1,
      'breakwater_stage_signals_total{breakwater_stage="Execution",breakwater_outcome="passed"}': 20,
      'breakwater_stage_duration_count{breakwater_stage="Execution",breakwater_outcome="passed"}': 20,
      'breakwater_acknowledge_duration_count{breakwater_venue="sim",signal_symbol="SPX"}': 20,
      'breakwater_breaker_state{breakwater_breaker="sim",breakwater_state="closed"}': 1,
    });
    expect(metrics.get('breakwater_store_position')).toBeGreaterThan(80);
    desk.kill('SIGTERM');
    expect((await desk.ended).code).toBe(0);
  });

  it('answers this machine only, and only what it is for', async () => {
    const { data } = tempDesk();
    const desk = new RunningDesk('--data', data, '--metrics-port', '0');
    const [ready] = await desk.answered(1);
    const address = ready?.['metrics'] as string;
    expect((await fetch(address.replace('/metrics', '/other'))).status).toBe(404);
    expect((await fetch(address, { method: 'POST' })).status).toBe(403);
    // A page whose own name was made to resolve to this machine.
    expect(await statusFor(address, 'evil.example')).toBe(403);
    const addresses = Object.values(networkInterfaces()).flat();
    const outside = addresses.filter((one) => one?.family === 'IPv4' && !one.internal);
    const fromOutside = outside.map((one) => fetch(address.replace('127.0.0.1', one?.address ?? '')));
    const reached = (await Promise.allSettled(fromOutside)).filter(({ status }) => status === 'fulfilled');
    expect(reached).toEqual([]);
    desk.kill('SIGTERM');
    await desk.ended;
  });

  it('asks for the token of a file that only its own user can read, unless it is told not to', async () => {
    const { data } = tempDesk();
    const asking = new RunningDesk('--data', data, '--metrics-port', '0');
    const [ready] = await asking.answered(1);
    const address = ready?.['metrics'] as string;
    expect(ready?.['metricsToken']).toBe(join(data, 'metrics.token'));
    const token = tokenOf(data);
    expect(statSync(join(data, 'metrics.token')).mode & 0o777).toBe(0o600);
    const headers = [{}, bearer(''), bearer(token.slice(1)), bearer(`${token}0`), { authorization: token }];
    for (const wrong of headers) {
      expect((await fetch(address, { headers: wrong })).status).toBe(401);
    }
    expect((await fetch(`${address}?token=${token}`)).status).toBe(401);
    expect((await fetch(address, { headers: bearer(token) })).status).toBe(200);
    asking.kill('SIGTERM');
    await asking.ended;

    const open = new RunningDesk('--data', data, '--metrics-port', '0', '--metrics-open');
    const [openReady] = await open.answered(1);
    expect(openReady).not.toHaveProperty('metricsToken');
    expect((await fetch(openReady?.['metrics'] as string)).status).toBe(200);
    expect(tokenOf(data)).toBe(token);
    open.kill('SIGTERM');
    await open.ended;
  });

  it('is switched on and off by the configuration while it runs', async () => {
    const { data, file } = tempDesk();
    const config = file('desk.json', '{}');
    const desk = new RunningDesk('--data', data, '--config', config);
    const [ready] = await desk.answered(1);
    expect(ready).not.toHaveProperty('metrics');
    const free = new RunningDesk('--data', tempDesk().data, '--metrics-port', '0');
    const port = Number(/:(\d+)\//.exec((await free.answered(1))[0]?.['metrics'] as string)?.[1]);
    free.kill('SIGINT');
    await free.ended;
    const address = `http://127.0.0.1:${port}/metrics`;
    writeFileSync(config, JSON.stringify({ metrics: { prometheusPort: port } }));
    await vi.waitFor(() => scrape(address, data), { timeout: 30_000, interval: 100 });
    writeFileSync(config, '{}');
    await vi.waitFor(() => expect(fetch(address)).rejects.toThrow('fetch failed'), {
      timeout: 30_000,
      interval: 100,
    });
    desk.kill('SIGTERM');
    expect((await desk.ended).code).toBe(0);
  });

  it('goes on trading when the port is taken, and says so', async () => {
    const first = new RunningDesk('--data', tempDesk().data, '--metrics-port', '0');
    const port = /:(\d+)\//.exec((await first.answered(1))[0]?.['metrics'] as string)?.[1] ?? '';
    const second = new RunningDesk('--data', tempDesk().data, '--metrics-port', port, '--signals', '-');
    expect((await second.answered(1))[0]).not.toHaveProperty('metrics');
    second.send(sampleSignal('S-1'));
    expect((await second.answered(2))[1]).toMatchObject({ type: 'acknowledged' });
    for (const desk of [first, second]) desk.kill('SIGTERM');
    await Promise.all([first.ended, second.ended]);
    expect(second.stderr).toContain('telemetry can not be exported');
  });

  it('refuses what is no port', async () => {
    const refused = await runToEnd('run', '--data', tempDesk().data, '--metrics-port', '70000');
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('expected a port from 0 to 65535');
  });
});
