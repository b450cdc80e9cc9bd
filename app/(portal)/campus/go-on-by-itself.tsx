'use client';

import { useEffect, useState } from 'react';

/** Submits the form automatically when JavaScript runs, and first removes the token from the address bar. */
export function GoOnByItself({ form, note }: { form: string; note: string }) {
  const [isSubmitting, setIsSubmitting] = useState(false);
  useEffect(() => {
    setIsSubmitting(true);
    window.history.replaceState(null, '', '/campus');
    const element = document.getElementById(form);
    if (element instanceof HTMLFormElement) element.requestSubmit();
  }, [form]);
  return (
    <p className="quiet" role="status">
      {isSubmitting ? note : ''}
    </p>
  );
}
