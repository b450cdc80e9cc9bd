import type { NextRequest, NextResponse } from 'next/server';
import { SignInRefused, signIn } from '@/app/_web/auth';
import { sealRefusal } from '@/app/_web/sealed-refusal';
import { isFromOurPages, seeOther } from '@/app/_web/see-other';
import { afterSurprise } from '@/app/_web/surprise';

/** Spends the token and signs in. */
export async function POST(request: NextRequest): Promise<NextResponse> {
  const form = await request.formData().catch(() => undefined);
  const token = form?.get('token');
  if (typeof token !== 'string') return seeOther('/campus');
  // Another site's form comes without our cookies, so it cannot be seen whether somebody is signed in here. It is led
  // over the page that sees it, and asks; so nobody is signed in as somebody else by a form of a stranger.
  if (!isFromOurPages(request)) return seeOther(`/campus?token=${encodeURIComponent(token)}`);

  try {
    await signIn('campus-link', { token, redirect: false });
    return seeOther('/');
  } catch (error) {
    const refusal = error instanceof SignInRefused ? error.refusal : { ok: false as const, code: afterSurprise(error) };
    return seeOther(`/campus/refused?refusal=${sealRefusal(refusal)}`);
  }
}
