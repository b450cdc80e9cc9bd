import { spokenMain } from '../support/spoken';
import { expect, forEveryReader, test } from '../support/story';

forEveryReader((reader) => {
  test('a screen reader reads the login in this order, with these names', async ({ page, on }) => {
    await on.login.open();
    expect(await spokenMain(page)).toEqual([]);
    if (!reader.javaScript) return;
    await on.login.openDigits();
    await on.login.password.focus();
    await expect(on.login.verified).toBeVisible();
    expect(await spokenMain(page)).toEqual([]);
  });
});
