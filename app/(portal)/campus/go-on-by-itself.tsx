'use client';

import { useEffect, useState } from 'react';

/** Where JavaScript runs, the person need not press the button. The token leaves the address bar at once. */
export function GoOnByItself({ form, note }: { form: string; note: string }) {
  const [goesOn, setGoesOn] = useState(false);
  useEffect(() => {
    setGoesOn(true);
    window.history.replaceState(null, '', '/campus');
    const element = document.getElementById(form);
    if (element instanceof HTMLFormElement) element.requestSubmit();
  }, [form]);
  return (
    <p className="quiet" role="status">
      {goesOn ? note : ''}
    </p>
  );
}
