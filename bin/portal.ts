import { Command } from 'commander';
import { refuseDemoByAccident } from './portal/act-on-demo';
import { addAnnounce } from './portal/announce';
import { addBreached } from './portal/breached';
import { addCampusLink } from './portal/campus-link';
import { addClose } from './portal/close';
import { addDeliveries } from './portal/deliveries';
import { addDemo } from './portal/demo';
import { addDoctor } from './portal/doctor';
import { runCommandLine, watchOutput } from './portal/frame';
import { addImport } from './portal/import';
import { addKeys } from './portal/keys';
import { addMigrate } from './portal/migrate';
import { addNotices } from './portal/notices';
import { addReinstate } from './portal/reinstate';
import { addReopen } from './portal/reopen';
import { standWhereCalled } from './portal/stand-where-called';
import { addSuspend } from './portal/suspend';
import { addTargets } from './portal/targets';
import { addThrottle } from './portal/throttle';
import { addWeakHashes } from './portal/weak-hashes';

const portal = new Command('portal')
  .description("The operator's command line of the mail self-service portal.")
  .option('--demo', 'act on the demo; without DATABASE_URL a command needs it, so that none does so by accident')
  .hook('preAction', refuseDemoByAccident)
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
addDemo(portal);
addCampusLink(portal);
addKeys(portal);
addDoctor(portal);
addSuspend(portal);
addReinstate(portal);
addClose(portal);
addReopen(portal);
addDeliveries(portal);
addTargets(portal);
addThrottle(portal);
addBreached(portal);
addImport(portal);
addWeakHashes(portal);
addAnnounce(portal);
addNotices(portal);
addMigrate(portal);

standWhereCalled();
await runCommandLine(portal, process.argv);
