import { type Answer, type Fields, formsIn, type HttpClient } from './http-client';

export interface ChangeForm {
  readonly path: string;
  readonly hidden: Fields;
}

/** The change form as a browser without JavaScript receives it: its address and its hidden fields. */
export async function openChangeForm(client: HttpClient, address: string): Promise<ChangeForm> {
  const path = `/mailboxes/${address}/password`;
  const page = await client.get(path);
  const [hidden] = formsIn(page.body, 'intent');
  if (page.status !== 200 || !hidden) {
    throw new Error(`no change form at ${path}: status ${page.status}`);
  }
  return { path, hidden };
}

export function sendChangeForm(
  client: HttpClient,
  form: ChangeForm,
  typed: { next: string; confirm?: string; besides?: Fields },
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { next, confirm = next, besides = [] } = typed;
  return client.postMultipart(form.path, [...form.hidden, ['next', next], ['confirm', confirm], ...besides], headers);
}
