/** Subscribes the webhook that the configuration names. */
import type { Engine } from '../engine/assembly/engine.ts';
import { AlertWebhook } from '../engine/alerts/alertWebhook.ts';
import type { WebhookSettings } from '../engine/configuration.ts';
import type { Scheduler } from '../engine/ports.ts';
import { postJson } from '../infra/loopback/postJson.ts';
import { readSecretFile } from '../infra/paths/secretFile.ts';

const tokenBytesMax = 4_096;

/** Does nothing where the configuration names no webhook. */
export function openWebhook(engine: Engine, scheduler: Scheduler): void {
  const { webhook: settings } = engine.configuration.alerts;
  if (settings === undefined) return;
  const post = async (body: string): Promise<void> => postJson(settings.url, body, tokenOf(settings));
  engine.bus.subscribeDurably(
    new AlertWebhook({ alerts: engine.alerts, scheduler, store: engine.store, post }),
  );
}

/**
 * The token is read for each post, so that a new token counts at once. Throws where the file is not readable by this
 * user alone.
 */
function tokenOf({ tokenFile }: WebhookSettings): string | undefined {
  if (tokenFile === undefined) return undefined;
  const token = readSecretFile(tokenFile, tokenBytesMax, 'let nobody else read it: chmod 600')?.trim();
  if (token === undefined || token === '') throw new Error(`${tokenFile} has no token`);
  return token;
}
