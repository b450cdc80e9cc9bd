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

/** Spends the token, signs in, and redirects to the page that the user requested before. */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const fields = await readForm(request);
  const token = fields?.token;
  if (token === undefined) return seeOther('/campus');
  const fromPage = fields?.page === 'yes';
  const { headers } = request;
  const code = refuseFormOrigin(
    { origin: headers.get('origin'), site: headers.get('sec-fetch-site'), referer: headers.get('referer') },
    theRuntime().config.origins,
  );
  // A cross-site form arrives without the portal's SameSite cookies, so an existing session is not visible here. The
  // redirect to `/campus` makes it visible, and that page asks for confirmation. This prevents login CSRF: no foreign
  // form can sign a user in as someone else. A form of that page itself is refused, not redirected again: its browser
  // hides the origin.
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
    // A browser that never opened `/campus` gets the same refusal. If it keeps this cookie, the link is still valid.
    if (refusal.code === 'session.no_cookies') response.cookies.set(VISIT_COOKIE, newNonce(), visitCookieOptions());
    return response;
  }
}

function toRefusal(refusal: Pick<Refused, 'code' | 'detail'>): NextResponse {
  return seeOther(`/campus/refused?refusal=${sealRefusal(refusal)}`);
}
