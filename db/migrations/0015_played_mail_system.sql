-- A demo without a mail server plays one: a target of its own, so that each delivery says by whom it was taken.
ALTER TABLE "mail_targets" DROP CONSTRAINT "mail_targets_known";--> statement-breakpoint
ALTER TABLE "mail_targets" ADD CONSTRAINT "mail_targets_known" CHECK ("mail_targets"."target" in ('dovecot-sql', 'ldap', 'google', 'played'));--> statement-breakpoint
-- It reads what Dovecot reads. The table behind the view is open to this role already.
GRANT SELECT ON dovecot_passdb TO portal_app;
