import { NextResponse } from 'next/server';
import { languageIn } from '@/app/_web/language';

/** The old service's address, in people's bookmarks: leads to the form, and keeps the language. */
export function GET(request: Request): NextResponse {
  const language = languageIn(new URL(request.url).searchParams.get('lang'));
  return new NextResponse(null, {
    status: 302,
    headers: { Location: language ? `/login?lang=${language}` : '/login' },
  });
}
