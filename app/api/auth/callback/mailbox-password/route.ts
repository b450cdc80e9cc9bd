import type { NextRequest } from 'next/server';
import { handlers } from '@/app/_web/auth';

/** next-auth's own endpoint for credentials. The portal's form does not use it, but the same checks apply to it. */
export async function POST(request: NextRequest): Promise<Response> {
  const response = await handlers.POST(request);
  const location = response.headers.get('location');
  if (!location) return response;
  // next-auth derives the host of the redirect itself. A path keeps the host of the request.
  const { pathname, search } = new URL(location, request.url);
  const headers = new Headers(response.headers);
  headers.set('location', `${pathname}${search}`);
  return new Response(null, { status: response.status, headers });
}
