import { type NextRequest, NextResponse } from 'next/server';
import { answered } from '@/app/_web/answered';
import { currentContext } from '@/app/_web/current-member';
import { readLoginVisit } from '@/app/_web/read-login-visit';
import { isFromOurPages } from '@/app/_web/see-other';
import { makeCaptcha } from '@/lib/captcha/make-captcha';

/** A new captcha for the login form in this browser: `{ id, proof }`. The body is not read. */
export function POST(request: NextRequest): Promise<NextResponse> {
  return answered(async () => {
    const visit = await readLoginVisit();
    if (!visit || !isFromOurPages(request)) return new NextResponse(null, { status: 403 });
    const { id, proof } = await makeCaptcha(currentContext(), { form: 'login', visit, work: 'usual' });
    return NextResponse.json({ id, proof });
  });
}
