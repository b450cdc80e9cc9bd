import { Client } from 'ldapts';
import { type Directory, startOpenLdap } from '@/tests/support/openldap';
import { cpuTimeOf, cpuTimes } from './cpu-time';
import { changeOnPages, type PeerPages, startPeerPages } from './peer-pages';

/** RFC 3062 §2. */
const MODIFY_PASSWORD = '1.3.6.1.4.1.4203.1.11.1';
/** In bytes; the length is then one byte in BER. */
const MOST_BYTES = 100;

/** An account at the peer. */
export interface PeerAccount {
  /** Sets a new password, as its owner would with a web form on a directory. */
  change(next: string): Promise<void>;
  /** Signs in with the current password. @throws Error if it is refused */
  signIn(): Promise<void>;
}

export interface Peer {
  /** Its processor time so far, in milliseconds. */
  cpuMs(): number;
  addAccount(): Promise<PeerAccount>;
  remove(): Promise<void>;
}

/**
 * Starts the peer of a comparison: LTB Self Service Password, which is PHP in front of OpenLDAP, or a stand-in.
 *
 * A change costs that program four argon2id computations with the portal's parameters, all in slapd: it verifies the
 * current password by a bind, slapd verifies it once more for the modify password operation and hashes the new one, and
 * the user signs in with it. The stand-in does the same four, with one connection for the change and one for each
 * sign-in. It leaves out the program's pages, which cost as much again, so it is the stronger peer.
 *
 * @param pagesFolder an unpacked release of the program; the stand-in if undefined
 * @see docs/performance.md
 */
export async function startPeer(pagesFolder: string | undefined): Promise<Peer> {
  const directory = await startOpenLdap();
  await directory.letPeopleChangePasswords();
  const pages = pagesFolder ? await startPeerPages(pagesFolder, directory) : undefined;
  return {
    cpuMs: () => cpuTimeOf(directory.pid) + (pages ? (cpuTimes(pages.pid)?.server ?? 0) : 0),
    addAccount: () => addAccount(directory, pages),
    remove: async () => {
      pages?.stop();
      await directory.remove();
    },
  };
}

async function addAccount(directory: Directory, pages: PeerPages | undefined): Promise<PeerAccount> {
  const { dn, address, password } = await directory.addAccount();
  const [uid = ''] = address.split('@');
  let current = password;

  async function as(act: (client: Client) => Promise<unknown>): Promise<void> {
    const client = new Client({ url: directory.plainUrl });
    try {
      await client.bind(dn, current);
      await act(client);
    } finally {
      await client.unbind();
    }
  }

  return {
    async change(next) {
      if (pages) await changeOnPages(pages.origin, { uid, current, next });
      else await as((client) => client.exop(MODIFY_PASSWORD, passwordModification({ dn, current, next })));
      current = next;
    },
    signIn: () => as(async () => {}),
  };
}

/** A PasswdModifyRequestValue. */
function passwordModification({ dn, current, next }: { dn: string; current: string; next: string }): Buffer {
  const fields = [dn, current, next].map((text, tag) => inBer(0x80 + tag, Buffer.from(text)));
  return inBer(0x30, Buffer.concat(fields));
}

function inBer(tag: number, content: Buffer): Buffer {
  const length = content.length > MOST_BYTES ? [0x82, content.length >> 8, content.length & 0xff] : [content.length];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
