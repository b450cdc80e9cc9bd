import { type NextRequest, NextResponse } from 'next/server';
import { autoconfig } from '@/lib/mailbox/mail-settings/autoconfig';
import { theRuntime } from '@/lib/runtime/runtime';
import { requestScope } from './request-scope';
import { xmlAnswer } from './xml-answer';

/**
 * Answers Thunderbird by the domain of the address, or by the host where it names none. Whether the mailbox exists makes
 * no difference.
 */
export function answerAutoconfig({ nextUrl }: NextRequest): NextResponse {
  const address = nextUrl.searchParams.get('emailaddress');
  const domain = address === null ? domainOfHost(requestScope().host) : address.slice(address.lastIndexOf('@') + 1);
  const xml = autoconfig(theRuntime().config.campus, domain);
  return xml ? xmlAnswer(xml) : new NextResponse('No settings for this domain\n', { status: 404 });
}

const domainOfHost = (host: string): string => host.replace(/:\d+$/, '').replace(/^autoconfig\./, '');
