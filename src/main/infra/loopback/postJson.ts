/** Posts JSON to a program of this machine. */

const postMsMax = 5_000;

/** Rejects with an Error that says why where the program did not take it; a redirect is not followed. */
export async function postJson(url: string, body: string, token: string | undefined): Promise<void> {
  let status: number;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(postMsMax),
    });
    await answer.body?.cancel();
    ({ status } = answer);
  } catch (error) {
    throw new Error(`it does not answer (${reasonOf(error)})`, { cause: error });
  }
  if (status < 200 || status > 299) throw new Error(`it answers ${status}`);
}

/** `fetch` says "fetch failed", and its cause says why. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error instanceof Error ? error.message : String(error);
}
