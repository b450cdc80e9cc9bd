/** A database in the form of Dovecot's configuration. @param url postgres://role:password@host:port/database */
export function databaseOf(url: string) {
  const { hostname: host, port, pathname, username: user, password } = new URL(url);
  return { host, port: Number(port), name: pathname.slice(1), user, password };
}
