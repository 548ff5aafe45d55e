/**
 * The key of a standby's checkpoints must be the desk's own: with another one, what it signs after a takeover is not what
 * the other engine trusts.
 */
import { join } from 'node:path';
import { publicKeyText } from '../../checkpoints/signedCheckpoint.ts';
import { publicKeyOf, signingKeyName } from '../../checkpoints/signingKey.ts';
import { RecordError } from '../recordFault.ts';
import type { Session } from '../recordLink.ts';

/** Why a folder's key is not the desk's; undefined where it is, or where the record has no events yet. */
export async function whyOtherKey(
  session: Session,
  folder: string,
  position: number,
): Promise<RecordError | undefined> {
  if (position === 0) return undefined;
  const { rows } = await session.ask<{ publicKey: string }>({
    text: 'SELECT public_key AS "publicKey" FROM breakwater.checkpoints ORDER BY position DESC LIMIT 1',
  });
  const key = publicKeyOf(folder);
  const [last] = rows;
  if (key !== undefined && (last === undefined || last.publicKey === publicKeyText(key))) return undefined;
  const found =
    key === undefined ? 'is missing' : 'is another one than signed the last checkpoint of the record';
  return new RecordError({
    code: 'signing_key_other',
    message: `The key that signs checkpoints ${found}: ${join(folder, signingKeyName)}. Expected a copy of ${signingKeyName} from the data folder of the desk's other engine, readable for this user alone (mode 600)`,
    details: { folder },
  });
}
