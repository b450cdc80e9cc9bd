import { newPassword } from '../support/people';
import { spokenMain } from '../support/spoken';
import { expect, forTwoReaders, test } from '../support/story';

const SCRIPT = { zh_TW: [''], en: [''] };

/** Replaces what differs from run to run. */
const generalised = (line: string, address: string): string =>
  line
    .replaceAll(address, 'ADDRESS')
    .replace(/\b\d{2}:\d{2}:\d{2}\b/g, 'TIME')
    .replace(/\b[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}\b/g, 'NUMBER')
    .replace(/\d{4}\/\d{1,2}\/\d{1,2}|\d{1,2} [A-Z][a-z]+ \d{4}/g, 'DATE');

forTwoReaders(({ language }) => {
  test('a screen reader reads the result of a change in this order: the outcome, its proofs, what to do next', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const { address } = (await signInNewPerson()).box;
    await on.password.open(address);
    await on.password.fill(newPassword());
    await on.password.apply.click();
    await expect(on.receipt.outcome(words('receipt.verdict.proved'))).toBeVisible();
    const spoken = await spokenMain(page);
    expect(spoken.map((line) => generalised(line, address))).toEqual(SCRIPT[language]);
  });
});
