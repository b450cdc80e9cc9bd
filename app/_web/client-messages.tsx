'use client';

import { type AbstractIntlMessages, NextIntlClientProvider } from 'next-intl';
import { type ReactNode, useMemo } from 'react';

interface Props {
  locale: string;
  timeZone: string;
  /** The messages as JSON. React would look at each sentence of an object on its way to the browser, and at each request. */
  json: string;
  children: ReactNode;
}

/** Gives the client components below it their sentences. */
export function ClientMessages({ locale, timeZone, json, children }: Props) {
  const messages = useMemo<AbstractIntlMessages>(() => JSON.parse(json), [json]);
  return (
    <NextIntlClientProvider locale={locale} timeZone={timeZone} messages={messages}>
      {children}
    </NextIntlClientProvider>
  );
}
