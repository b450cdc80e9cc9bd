/** All tables, for drizzle. One file a table: the file explains it. */
export * from './schema/announcement-readings';
export * from './schema/announcements';
export * from './schema/audit-log';
export * from './schema/captchas';
export * from './schema/deliveries';
export * from './schema/installation';
export * from './schema/mailboxes';
export * from './schema/password-changes';
export * from './schema/people';
export * from './schema/portal-keys';
export * from './schema/sessions';
export * from './schema/sign-in-failures';
export * from './schema/spent-campus-links';
export * from './schema/suspension-incidents';
export * from './schema/suspensions';
export * from './schema/throttle-windows';
