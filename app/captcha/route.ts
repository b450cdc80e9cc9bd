import { type NextRequest, NextResponse } from 'next/server';
import { answered } from '@/app/_web/answered';
import { readLoginVisit } from '@/app/_web/read-login-visit';
import { isFromOurPages } from '@/app/_web/see-other';
import { newLoginCaptcha } from '../(portal)/login/new-login-captcha';

/** A new captcha for the login form in this browser: `{ id, proof }`. The body is not read. */
export function POST(request: NextRequest): Promise<NextResponse> {
  return answered(async () => {
    if (!(await readLoginVisit()) || !isFromOurPages(request)) return new NextResponse(null, { status: 403 });
    const { id, proof } = await newLoginCaptcha();
    return NextResponse.json({ id, proof });
  });
}
