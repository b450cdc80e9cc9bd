import { type NextRequest, NextResponse } from 'next/server';
import { answered } from '@/app/_web/answered';
import { currentLanguage } from '@/app/_web/current-language';
import { currentMember } from '@/app/_web/current-member';
import { statusOf } from '@/app/_web/refusals';
import { answerInstead } from '@/app/_web/request-scope';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { configurationProfile } from '@/lib/mailbox/mail-settings/configuration-profile';
import { findMailSettings } from '@/lib/mailbox/mail-settings/find-mail-settings';
import type { RefusalCode } from '@/lib/refusal-codes';

/** The configuration profile of a mailbox, for Mail on iPhone, iPad and Mac. Authorized like the page that links to it. */
export function GET(
  _request: NextRequest,
  { params }: { params: Promise<{ address: string }> },
): Promise<NextResponse> {
  return answered(async () => {
    const { found } = await currentMember();
    if (!found.ok) return refused(found.code);
    const own = await findOwnMailbox(found.value, decodeURIComponent((await params).address));
    if (!own.ok) return refused(own.code);
    const { servers } = findMailSettings(own.value);
    if (!servers) return refused('page.not_found');
    const language = (await currentLanguage()) === 'en' ? 'en' : 'zh';
    return new NextResponse(configurationProfile(own.value, servers, language), {
      headers: {
        'Content-Type': 'application/x-apple-aspen-config; charset=utf-8',
        'Content-Disposition': `attachment; filename="${own.value.mailbox.address}.mobileconfig"`,
      },
    });
  });
}

/** The browser shows the page of the refusal in place of a file. */
function refused(code: RefusalCode): NextResponse {
  answerInstead({ code });
  return new NextResponse(null, { status: statusOf(code) });
}
