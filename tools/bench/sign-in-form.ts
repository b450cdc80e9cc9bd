import { sql } from 'drizzle-orm';
import { LOGIN_VISIT_COOKIE } from '@/app/_web/login-visit';
import { captchas } from '@/db/schema/captchas';
import { visitHashOf } from '@/lib/sign-in/visit-hash-of';
import { hiddenFields } from '@/tests/support/http-client';
import { type Answer, LoadClient } from './client';
import type { Portal } from './portal';

/** A captcha whose digits are known, because the bench itself inserted it into the database. */
interface Solved {
  id: string;
  digits: string;
}

/** Submits the login form as a browser without JavaScript does, once for each prepared captcha. */
export class SignInForm {
  #solved: Solved[] = [];

  private constructor(
    private readonly portal: Portal,
    private readonly client: LoadClient,
    private readonly hidden: readonly (readonly [string, string])[],
  ) {}

  static async open(portal: Portal): Promise<SignInForm> {
    const client = new LoadClient(portal.origin);
    const page = await client.get('/login', {});
    const hidden = hiddenFields(page.body.toString('utf8')).filter(([name]) => name !== 'captcha');
    if (page.status !== 200 || hidden.length === 0) throw new Error(`/login answered ${page.status} without a form`);
    return new SignInForm(portal, client, hidden);
  }

  /**
   * Prepares captchas with one statement, outside of the measurement. They expire after two minutes, so those that are
   * left from an earlier round are dropped.
   */
  async prepare(count: number): Promise<void> {
    const visit = decodeURIComponent(this.client.cookie(LOGIN_VISIT_COOKIE) ?? '');
    const { db, config } = this.portal.context();
    const visitHash = sql.param(visitHashOf(config.secret, { for: 'captcha', visit }), captchas.visitHash);
    const rows = await db.execute<{ id: string; digits: string }>(sql`
      insert into ${captchas} (form, visit_hash, digits, created_at, expires_at)
      select 'login', ${visitHash}, lpad((random() * 999999)::int::text, 6, '0'), now(), now() + interval '2 minutes'
      from generate_series(1, ${count}::int)
      returning id, digits`);
    this.#solved = rows;
  }

  /** @throws Error when no captcha is prepared */
  async send(account: string, password: string): Promise<Answer> {
    const captcha = this.#solved.pop();
    if (!captcha) throw new Error('too few captchas were prepared');
    const form = new FormData();
    for (const [name, value] of this.hidden) form.append(name, value);
    const entries = { account, domain: '', password, captcha: captcha.id, digits: captcha.digits, proof: '' };
    for (const [name, value] of Object.entries(entries)) form.set(name, value);
    return this.client.post('/login', form);
  }

  close(): void {
    this.client.close();
  }
}
