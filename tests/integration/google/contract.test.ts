import { randomUUID } from 'node:crypto';
import { systemClock } from '@/lib/clock';
import { google } from '@/lib/mail-systems/google/google';
import { startGoogleEmulator } from '../../support/google-emulator';
import { newPassword } from '../../support/people';
import { orderOf, targetContract } from '../../support/target-contract';

targetContract('google, on an emulator of its Directory API', async () => {
  const emulator = await startGoogleEmulator();
  const gone = await startGoogleEmulator();
  await gone.close();
  emulator.addUser(emulator.config.admin, { isAdmin: true });
  const target = google(emulator.config, systemClock);

  return {
    target,
    unreachable: google(gone.config, systemClock),
    newAccount: async () => {
      const account = { address: `${randomUUID()}@gapp.nthu.edu.tw`, password: newPassword() };
      emulator.addUser(account.address);
      await target.write(await orderOf(account.address, 1, account.password));
      return account;
    },
    signsIn: async (address, password) => (await emulator.signIn(address, password)) === 'accepted',
  };
});
