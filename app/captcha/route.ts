import { NextResponse } from 'next/server';
import { answered } from '@/app/_web/answered';
import { readLoginVisits } from '@/app/_web/read-login-visit';
import { newLoginCaptcha } from '../(portal)/login/new-login-captcha';

/** A new captcha for the login form in this browser: `{ id, proof }`. Ignores the request body. */
export function POST(): Promise<NextResponse> {
  return answered(async () => {
    if ((await readLoginVisits()).length === 0)
      return new NextResponse('captcha.no_cookies', { status: 403, headers: { 'Content-Type': 'text/plain' } });
    const { id, proof } = await newLoginCaptcha();
    return NextResponse.json({ id, proof });
  });
}
