import { Command } from 'commander';
import { changeToCallerDirectory } from './portal/change-to-caller-directory';
import { runCommandLine, watchOutput } from './portal/frame';

/** In the order of the help. Only the file of the called command is loaded, which keeps the start of the others short. */
const COMMANDS: { usage: string; does: string; load: () => Promise<(command: Command) => void> }[] = [
  {
    usage: 'demo',
    does: 'list the demo mailboxes with their holders and passwords; changes nothing',
    load: async () => (await import('./portal/demo')).addDemo,
  },
  {
    usage: 'campus-link',
    does: 'make a campus link, as the campus information system does for a person who is signed in there',
    load: async () => (await import('./portal/campus-link')).addCampusLink,
  },
  {
    usage: 'keys',
    does: 'list, rotate and revoke the key pairs to which the campus system encrypts its links',
    load: async () => (await import('./portal/keys')).addKeys,
  },
  {
    usage: 'doctor',
    does: 'check the installation; changes nothing but the decoy accounts in directories',
    load: async () => (await import('./portal/doctor')).addDoctor,
  },
  {
    usage: 'suspend',
    does: 'suspend mailboxes: they can neither sign in nor send, and still receive mail',
    load: async () => (await import('./portal/suspend')).addSuspend,
  },
  {
    usage: 'reinstate',
    does: 'lift the suspension of mailboxes, after their paper forms have arrived',
    load: async () => (await import('./portal/reinstate')).addReinstate,
  },
  {
    usage: 'close',
    does: 'close mailboxes: no sign-in, no sending, and mail to them is refused; their contents are kept',
    load: async () => (await import('./portal/close')).addClose,
  },
  {
    usage: 'reopen',
    does: 'reopen closed mailboxes with their former passwords and suspensions',
    load: async () => (await import('./portal/reopen')).addReopen,
  },
  {
    usage: 'deliveries',
    does: 'list the changes that have not reached a mail system, and retry them',
    load: async () => (await import('./portal/deliveries')).addDeliveries,
  },
  {
    usage: 'changes',
    does: 'show one change of a password by its number: whose, when, how, and its state at each service',
    load: async () => (await import('./portal/changes')).addChanges,
  },
  {
    usage: 'targets',
    does: 'show and set which mail systems receive the changes in a domain',
    load: async () => (await import('./portal/targets')).addTargets,
  },
  {
    usage: 'mail-settings',
    does: 'print the DNS records by which mail programs find their servers',
    load: async () => (await import('./portal/mail-settings')).addMailSettings,
  },
  {
    usage: 'throttle',
    does: 'show or clear the failed sign-ins of one address with the mailbox password',
    load: async () => (await import('./portal/throttle')).addThrottle,
  },
  {
    usage: 'breached',
    does: 'make or query the list of breached passwords, which the portal refuses',
    load: async () => (await import('./portal/breached')).addBreached,
  },
  {
    usage: 'import <people> <mailboxes>',
    does: 'import people, mailboxes, custodians and password hashes from two CSV files',
    load: async () => (await import('./portal/import')).addImport,
  },
  {
    usage: 'weak-hashes',
    does: 'list the mailboxes whose imported password has a weak hash',
    load: async () => (await import('./portal/weak-hashes')).addWeakHashes,
  },
  {
    usage: 'announce [file]',
    does: 'publish an announcement of suspensions, or a new version of one with the same id',
    load: async () => (await import('./portal/announce')).addAnnounce,
  },
  {
    usage: 'notices',
    does: 'list the notices that could not be sent: retried, or given up',
    load: async () => (await import('./portal/notices')).addNotices,
  },
  {
    usage: 'ingest',
    does: 'read the logs of Dovecot and Postfix for the pages of mailbox access and sent mail',
    load: async () => (await import('./portal/ingest')).addIngest,
  },
  {
    usage: 'migrate',
    does: 'run the migrations, and prepare an empty database for its first server',
    load: async () => (await import('./portal/migrate')).addMigrate,
  },
];

/** The called command, or the one that `help` is called for. The options before it take no values. */
const [called] = process.argv.slice(2).filter((word) => !word.startsWith('-') && word !== 'help');

const portal = new Command('portal')
  .description("The operator's command line of the mail self-service portal.")
  .option('--demo', 'act on the demo; required without DATABASE_URL, so that no command acts on the demo by accident')
  .hook('preAction', async (...given) => {
    const { refuseDemoByAccident } = await import('./portal/act-on-demo');
    refuseDemoByAccident(...given);
  })
  .addHelpText(
    'after',
    `
With DATABASE_URL the commands act on that database. Without it they act on the demo, if --demo is given: on the running
demo, or else on its database, which is started for the call. The command demo needs no --demo.

Every command has --help, and --json for one JSON document as the only output on stdout.
Exit codes:
  0  success
  1  failure: a sentence on stderr says why; with --json stdout holds {"error": {"code", "message"}} (doctor prints its checks)
  3  done, but not in force at every mail system yet; for deliveries and notices: something is stuck
A repeated act changes nothing, and says so. "npm run --silent portal -- …" keeps npm's own lines out of stdout.`,
  );

watchOutput();
for (const { usage, does, load } of COMMANDS) {
  const command = portal.command(usage).description(does);
  if (command.name() !== called) continue;
  const add = await load();
  add(command);
}

changeToCallerDirectory();
await runCommandLine(portal, process.argv);
