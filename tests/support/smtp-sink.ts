import { SMTPServer } from 'smtp-server';
import { type ReadMail, readMail } from './mails';
import { atTheEnd } from './world';

/** The behaviour of a mail server towards one mail. */
export type Mood =
  | 'takes'
  | 'refuses_for_now'
  | 'refuses_recipient'
  | 'refuses_message'
  | 'cuts_in_data'
  | 'says_nothing'
  | 'takes_and_says_nothing';

export interface SmtpSink {
  readonly port: number;
  /** The behaviour towards the next mails. */
  mood: Mood;
  /** The accepted mails, whether or not the response could still be sent. */
  readonly taken: ReadMail[];
  /** Called when a mail was received whole and is not answered yet. */
  onWhole: () => void;
  close(): Promise<void>;
}

/** A real SMTP server on loopback. Closed after the test file. */
export async function startSmtpSink(port = 0): Promise<SmtpSink> {
  const taken: ReadMail[] = [];
  const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onMailFrom(_address, _session, done) {
      if (sink.mood === 'says_nothing') return;
      done(sink.mood === 'refuses_for_now' ? refusal(451, 'later') : null);
    },
    onRcptTo(_address, _session, done) {
      done(sink.mood === 'refuses_recipient' ? refusal(550, 'no such <b>user</b>') : null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (sink.mood === 'cuts_in_data') cut(session.id);
      });
      stream.once('end', async () => {
        if (sink.mood === 'cuts_in_data') return;
        if (sink.mood === 'refuses_message') return done(refusal(554, 'spam'));
        taken.push(await readMail(Buffer.concat(chunks)));
        sink.onWhole();
        if (sink.mood === 'takes') done();
      });
    },
  });
  function cut(id: string): void {
    for (const connection of server.connections) if (connection.session.id === id) connection._socket.destroy();
  }
  server.on('error', () => {});
  const listening = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    const on = server.listen(port, '127.0.0.1', () => resolve((on.address() as { port: number }).port));
  });
  const close = () =>
    new Promise<void>((resolve) => {
      for (const connection of server.connections) connection._socket.destroy();
      server.close(() => resolve());
    });
  const sink: SmtpSink = { port: listening, mood: 'takes', taken, onWhole: () => {}, close };
  atTheEnd(close);
  return sink;
}
