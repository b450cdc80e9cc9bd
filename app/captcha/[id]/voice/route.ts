import { type NextRequest, NextResponse } from 'next/server';
import { answered } from '@/app/_web/answered';
import { currentContext } from '@/app/_web/current-member';
import { speakCaptcha, VOICES } from '@/lib/sign-in/captcha/speak-captcha';

/**
 * The audio of the digits, `?lang=zh-TW` or `en`. 404 for an unknown or expired captcha and for an unknown language.
 */
export function GET(request: NextRequest, { params }: { params: Promise<{ id: string }> }): Promise<NextResponse> {
  return answered(async () => {
    const language = VOICES.find((voice) => voice === request.nextUrl.searchParams.get('lang'));
    const voice = language && (await speakCaptcha(currentContext(), (await params).id, language));
    return voice ? partOf(Buffer.from(voice), request.headers.get('range')) : new NextResponse(null, { status: 404 });
  });
}

/**
 * The whole audio or a byte range: some browsers play audio only from servers that support ranges. @see RFC 9110 §14
 */
function partOf(sound: Buffer, range: string | null): NextResponse {
  const headers = { 'Content-Type': 'audio/wav', 'Accept-Ranges': 'bytes' };
  const [, from, to] = /^bytes=(\d{1,9})-(\d{0,9})$/.exec(range ?? '') ?? [];
  if (from === undefined) return new NextResponse(new Uint8Array(sound), { headers });
  const [first, last] = [Number(from), Math.min(to ? Number(to) : sound.length, sound.length - 1)];
  if (first > last) {
    return new NextResponse(null, { status: 416, headers: { 'Content-Range': `bytes */${sound.length}` } });
  }
  return new NextResponse(new Uint8Array(sound.subarray(first, last + 1)), {
    status: 206,
    headers: { ...headers, 'Content-Range': `bytes ${first}-${last}/${sound.length}` },
  });
}
