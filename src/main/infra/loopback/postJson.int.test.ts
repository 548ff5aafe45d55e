import { createServer, type IncomingMessage } from 'node:http';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { listenOnLoopback } from './loopbackServer.ts';
import { postJson } from './postJson.ts';

let url: string;
let status: number;
const heard: { readonly request: IncomingMessage; readonly body: string }[] = [];

beforeEach(async () => {
  heard.length = 0;
  status = 204;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      heard.push({ request, body });
      response.writeHead(status, status === 302 ? { location: 'http://192.0.2.1/' } : {}).end('answer');
    });
  });
  const port = await listenOnLoopback(server, 0);
  url = `http://127.0.0.1:${port}/alerts`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
});

test('a program gets the body as JSON, with the token', async () => {
  await postJson(url, '{"position":1}', 'secret');
  expect(heard).toMatchObject([
    {
      body: '{"position":1}',
      request: {
        method: 'POST',
        url: '/alerts',
        headers: { 'content-type': 'application/json', authorization: 'Bearer secret' },
      },
    },
  ]);
  await postJson(url, '{}', undefined);
  expect(heard[1]?.request.headers.authorization).toBeUndefined();
});

test.each([500, 401, 302])('an answer of %i is no success', async (given) => {
  status = given;
  await expect(postJson(url, '{}', undefined)).rejects.toThrow(`it answers ${given}`);
  expect(heard).toHaveLength(1);
});

test('a program that is not there is said with the reason', async () => {
  await expect(postJson('http://127.0.0.1:1/', '{}', undefined)).rejects.toThrow(/^it does not answer \(/);
});
