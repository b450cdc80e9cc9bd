import type { NextRequest } from 'next/server';
import { handlers } from '@/app/_web/auth';

/** Where next-auth takes credentials by itself. The portal's own form does not need it; what guards that, guards this. */
export async function POST(request: NextRequest): Promise<Response> {
  const response = await handlers.POST(request);
  const location = response.headers.get('location');
  if (!location) return response;
  // It names the host that it believes to be ours; a path leads to the one that was asked.
  const { pathname, search } = new URL(location, request.url);
  const headers = new Headers(response.headers);
  headers.set('location', `${pathname}${search}`);
  return new Response(null, { status: response.status, headers });
}
