/**
 * The words that a sample may show. Anything else in a line may be a name, an address, a subject or a password, so that
 * only words of Dovecot's and Postfix's own messages are kept.
 */
const VOCABULARY = new Set(
  `a aborted accept accepted access account active after agent all already and any appended at attempt attempts auth
  authenticated authentication authorization bad be before bounced box by bytes cache canceled cannot certificate change
  cipher cleanup client closed command commands conn connect connected connecting connection connections copied copy could
  credentials data debug deferred del delay delays delete deleted deliver delivered delivery denied dest destination
  detected did directory disabled disallowed discard discarded disconnect disconnected disconnecting domain dovecot dsn
  duplicate empty end error error_code event exceeded existing expire expired expunge expunged fail failed failure fatal
  file filter finish flags folder for forward forwarded found from full greylist handshake handshaking has header helo held
  hold host id idle ignored imap in inactivity inbox index info input internal invalid is killed last ldap left limit
  line lip list lmtp local log logged login logout logs lookup lost lport mail mailbox managesieve master maximum mech
  mechanism message messages method milter mismatch missing moved mpid msgid name network new no non not notification of
  on or order orig_queue_id out output pam panic password passwords permanent permission pid policy pop postfix prefix
  process program protocol proto proxy proxying qmgr query queue queued quota rate read received recipient recipients
  refused reject rejected relay relayed remote remove removed rename renamed request reset response restarted retr retry
  rip rport sasl sasl_method sasl_sender sasl_username save saved secs secured sender sent server service session
  shutting sieve signal size smtp smtpd sql ssl started starting state status stored submission subsystem success
  successful syscall table temporarily temporary timed timeout tls to too top transport tried trying unable unavailable
  undeliverable unexpected unknown unsupported uid up use user userdb passdb users using verification verify vsize waited
  warning was while with without worker wrong`.split(/\s+/),
);
const MOST_CHARACTERS = 200;
const HIDDEN = '…';

/**
 * A sample of a line that no parser knows: its form, without the texts in it. It holds no password, also of a line that
 * names one in a way that nobody has thought of.
 */
export function sampleOf(text: string): string {
  let sample = '';
  // Letters and digits of any script belong to one word, with the characters that hold a name or an address together.
  for (const [, word = '', between = ''] of text
    .slice(0, 1_000)
    .matchAll(/([\p{L}\p{N}_@.+/\\-]*)([^\p{L}\p{N}_@.+/\\-]*)/gu)) {
    sample += shown(word) + separators(between);
    if (sample.length >= MOST_CHARACTERS) return `${sample.slice(0, MOST_CHARACTERS)}${HIDDEN}`;
  }
  return sample.trim();
}

function shown(word: string): string {
  if (word === '') return '';
  return VOCABULARY.has(word.toLowerCase()) && word.toUpperCase() !== word ? word : HIDDEN;
}

/** Only the marks that these logs use for structure; marks may be a part of a password, too. */
function separators(text: string): string {
  return /^[ :;,=<>()[\]]{1,4}$/.test(text) ? text : text === '' ? '' : ' ';
}
