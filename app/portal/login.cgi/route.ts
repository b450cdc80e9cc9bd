import { NextResponse } from 'next/server';
import { languageIn } from '@/app/_web/language';

/**
 * The URL of the former service, which users may have bookmarked. Redirects to the login form and keeps the language.
 */
export function GET(request: Request): NextResponse {
  const language = languageIn(new URL(request.url).searchParams.get('lang'));
  return new NextResponse(null, {
    status: 302,
    headers: { Location: language ? `/login?lang=${language}` : '/login' },
  });
}
