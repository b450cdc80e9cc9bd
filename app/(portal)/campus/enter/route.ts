import type { NextRequest, NextResponse } from 'next/server';
import { SignInRefused, signIn } from '@/app/_web/auth';
import { newNonce } from '@/app/_web/content-security-policy';
import { currentContext } from '@/app/_web/current-member';
import { refuseFormOrigin } from '@/app/_web/form-origin';
import { ownReturnPath } from '@/app/_web/own-return-path';
import { readForm } from '@/app/_web/read-form';
import { RETURN_COOKIE } from '@/app/_web/return-path';
import { sealRefusal } from '@/app/_web/sealed-refusal';
import { seeOther } from '@/app/_web/see-other';
import { afterUnexpectedError } from '@/app/_web/unexpected-error';
import { VISIT_COOKIE, visitCookieOptions } from '@/app/_web/visit-cookie';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { Refused } from '@/lib/result';
import { theRuntime } from '@/lib/runtime/runtime';

/** Spends the token, signs in, and leads to the page that the person had asked for. */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const fields = await readForm(request);
  const token = fields?.token;
  if (token === undefined) return seeOther('/campus');
  const fromPage = fields?.page === 'yes';
  const code = refuseFormOrigin(
    { origin: request.headers.get('origin'), site: request.headers.get('sec-fetch-site') },
    theRuntime().config.origins,
  );
  // Another site's form comes without our cookies, so it cannot be seen whether somebody is signed in here. It is led
  // over the page that sees it, and asks; so nobody is signed in as somebody else by a form of a stranger. The form of
  // that page is led there no second time: its browser hides where it comes from.
  if (code && fromPage) {
    const reason = code === 'request.origin_hidden' ? 'hidden' : 'foreign';
    recordSecurityEvent(currentContext(), 'request.foreign_origin', reason);
  }
  if (code) return fromPage ? toRefusal({ code }) : seeOther(`/campus?token=${encodeURIComponent(token)}`);

  try {
    await signIn('campus-link', { token, redirect: false });
    const backTo = request.cookies.get(RETURN_COOKIE)?.value;
    const response = seeOther(await ownReturnPath(backTo));
    if (backTo !== undefined) response.cookies.set(RETURN_COOKIE, '', { path: '/campus', maxAge: 0 });
    return response;
  } catch (error) {
    const refusal = error instanceof SignInRefused ? error.refusal : { code: afterUnexpectedError(error) };
    const response = toRefusal(refusal);
    // A browser that was never at `/campus` is told the same; it may keep this one, and then the link is still good.
    if (refusal.code === 'session.no_cookies') response.cookies.set(VISIT_COOKIE, newNonce(), visitCookieOptions());
    return response;
  }
}

function toRefusal(refusal: Pick<Refused, 'code' | 'detail'>): NextResponse {
  return seeOther(`/campus/refused?refusal=${sealRefusal(refusal)}`);
}
