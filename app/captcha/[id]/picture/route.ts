import { type NextRequest, NextResponse } from 'next/server';
import { answered } from '@/app/_web/answered';
import { currentContext } from '@/app/_web/current-member';
import { drawCaptcha } from '@/lib/sign-in/captcha/draw-captcha';

/** The picture of the digits. 404 for an unknown or expired captcha. */
export function GET(_: NextRequest, { params }: { params: Promise<{ id: string }> }): Promise<NextResponse> {
  return answered(async () => {
    const picture = await drawCaptcha(currentContext(), (await params).id);
    if (!picture) return new NextResponse(null, { status: 404 });
    return new NextResponse(Buffer.from(picture), { headers: { 'Content-Type': 'image/png' } });
  });
}
