import { Command } from 'commander';
import { runCommandLine, watchOutput } from './portal/frame';
import { standWhereCalled } from './portal/stand-where-called';

/** In the order of the help. The file of a command is loaded when that command is called, so that it costs the others no time. */
const COMMANDS: { usage: string; does: string; load: () => Promise<(command: Command) => void> }[] = [
  {
    usage: 'demo',
    does: 'list the demo mailboxes with their holders and passwords; changes nothing',
    load: async () => (await import('./portal/demo')).addDemo,
  },
  {
    usage: 'campus-link',
    does: 'make a campus link, as the campus information system does when a person presses its button',
    load: async () => (await import('./portal/campus-link')).addCampusLink,
  },
  {
    usage: 'keys',
    does: 'the key pairs to which the campus system encrypts its links',
    load: async () => (await import('./portal/keys')).addKeys,
  },
  {
    usage: 'doctor',
    does: 'look whether everything is as it should be; changes nothing but the decoys of directories',
    load: async () => (await import('./portal/doctor')).addDoctor,
  },
  {
    usage: 'suspend',
    does: 'suspend mailboxes: no login and no sending, while mail still arrives',
    load: async () => (await import('./portal/suspend')).addSuspend,
  },
  {
    usage: 'reinstate',
    does: 'lift the suspension of mailboxes, after their paper forms have come',
    load: async () => (await import('./portal/reinstate')).addReinstate,
  },
  {
    usage: 'close',
    does: 'close mailboxes: no login, no sending, and mail to them is refused; what is in them stays',
    load: async () => (await import('./portal/close')).addClose,
  },
  {
    usage: 'reopen',
    does: 'reopen closed mailboxes, with the passwords and the suspensions that they had',
    load: async () => (await import('./portal/reopen')).addReopen,
  },
  {
    usage: 'deliveries',
    does: 'changes that do not get through to a mail system',
    load: async () => (await import('./portal/deliveries')).addDeliveries,
  },
  {
    usage: 'targets',
    does: 'which mail systems must learn of the changes in a domain',
    load: async () => (await import('./portal/targets')).addTargets,
  },
  {
    usage: 'throttle',
    does: 'failed sign-ins with the mailbox password, of one address',
    load: async () => (await import('./portal/throttle')).addThrottle,
  },
  {
    usage: 'breached',
    does: 'passwords of published lists, which nobody may set',
    load: async () => (await import('./portal/breached')).addBreached,
  },
  {
    usage: 'import <people> <mailboxes>',
    does: 'take in people, mailboxes, custodians and hashes of passwords, from two CSV files',
    load: async () => (await import('./portal/import')).addImport,
  },
  {
    usage: 'weak-hashes',
    does: 'list the mailboxes whose imported password is stored in a weak way',
    load: async () => (await import('./portal/weak-hashes')).addWeakHashes,
  },
  {
    usage: 'announce [file]',
    does: 'publish an announcement of suspensions, or a new version of one that has the same id',
    load: async () => (await import('./portal/announce')).addAnnounce,
  },
  {
    usage: 'notices',
    does: 'mails to people that were not sent: tried again, or given up',
    load: async () => (await import('./portal/notices')).addNotices,
  },
  {
    usage: 'migrate',
    does: 'bring the database up to date, and prepare an empty one for its first server',
    load: async () => (await import('./portal/migrate')).addMigrate,
  },
];

/** The command that is called, or asked about by `help`. The options before it take no values. */
const [called] = process.argv.slice(2).filter((word) => !word.startsWith('-') && word !== 'help');

const portal = new Command('portal')
  .description("The operator's command line of the mail self-service portal.")
  .option('--demo', 'act on the demo; without DATABASE_URL a command needs it, so that none does so by accident')
  .hook('preAction', async (...given) => {
    const { refuseDemoByAccident } = await import('./portal/act-on-demo');
    refuseDemoByAccident(...given);
  })
  .addHelpText(
    'after',
    `
With DATABASE_URL the commands act on that database. Without it they act on the demo, when --demo says so: on that of the
server that runs, or else on its database, which is started for the call. demo and campus-link need no --demo there.

Every command has --help, and --json for one JSON document on stdout and nothing else there. The exit code is 0 on
success alone. 1: a sentence on stderr says why, and with --json stdout holds {"error": {"code", "message"}} (doctor
answers with its checks). 3: it was done, and a mail system does not know it yet; of deliveries and notices, that something
is stuck. An act that is repeated does nothing more, and says so. Call it as "npm run --silent portal -- …" to keep npm's own lines out of stdout.`,
  );

watchOutput();
for (const { usage, does, load } of COMMANDS) {
  const command = portal.command(usage).description(does);
  if (command.name() !== called) continue;
  const add = await load();
  add(command);
}

standWhereCalled();
await runCommandLine(portal, process.argv);
