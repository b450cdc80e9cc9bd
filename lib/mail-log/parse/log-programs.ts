/** The services of Dovecot by the names that they log under; `deliver` and `dovecot-auth` are those of Dovecot 1. */
const DOVECOT_SERVICES = new Set(
  `imap-login pop3-login submission-login managesieve-login sieve-login imap-urlauth-login
  auth auth-worker dovecot-auth imap pop3 submission managesieve sieve lmtp lda deliver dovecot-lda imap-hibernate
  imap-urlauth imap-urlauth-worker indexer indexer-worker doveadm doveadm-server dsync dsync-local dsync-remote dsync-server
  master log config stats old-stats anvil dict dict-async dict-expire director replicator aggregator ssl-params
  ssl-build-param script script-login quota-status dns-client dns_client health-check ipc notify push-notification fts
  dovecot-auth-worker tcpwrap welcome rawlog checkpassword doveconf`.split(/\s+/),
);

/** The daemons and commands of Postfix, which are the last part of a program's name: `postfix-out/submission/smtpd`. */
const POSTFIX_SERVICES = new Set(
  `smtpd smtp lmtp qmgr nqmgr oqmgr cleanup pickup bounce defer trace error retry local virtual pipe discard postscreen
  dnsblog tlsproxy tlsmgr verify anvil scache flush showq proxymap proxywrite trivial-rewrite rewrite spawn master
  postfix-script postsuper postqueue postdrop sendmail postmap postalias postkick postlog postlogd postlock postcat
  postconf posttls-finger postfix postmulti qmqpd set-permissions`.split(/\s+/),
);

/** Whether a name is one of Dovecot's services, in either case: Dovecot 1 wrote `IMAP(user)`. */
export const isDovecotService = (name: string): boolean =>
  DOVECOT_SERVICES.has(name) || DOVECOT_SERVICES.has(name.toLowerCase());

/** Whether a syslog name is Dovecot's own, also under another instance name: `dovecot`, `dovecot-mx`. */
export const isDovecotProgram = (program: string): boolean => program.includes('dovecot');

/** Whether a service is Postfix's own; policy servers log as `postfix/policy-spf` too. */
export const isPostfixService = (service: string): boolean => POSTFIX_SERVICES.has(service);

/** The service of a program of Postfix, or undefined for another program. */
export function postfixServiceOf(program: string): string | undefined {
  const service = program.slice(program.lastIndexOf('/') + 1);
  const isNamed = program.length > service.length || program.startsWith('postfix');
  return isNamed && (POSTFIX_SERVICES.has(service) || program.startsWith('postfix')) ? service : undefined;
}
