CREATE TABLE "held_hashes" (
	"mailbox_id" uuid NOT NULL,
	"secret" text NOT NULL,
	CONSTRAINT "held_hashes_mailbox_id_secret_pk" PRIMARY KEY("mailbox_id","secret")
);
--> statement-breakpoint
ALTER TABLE "mailboxes" DROP CONSTRAINT "mailboxes_secret_form";--> statement-breakpoint
ALTER TABLE "mailboxes" ADD COLUMN "has_weak_hash" boolean GENERATED ALWAYS AS (case
        when password_secret is null then false
        when password_secret like '{ARGON2ID}%'
          then substring(password_secret from 'm=([0-9]+)')::numeric * substring(password_secret from 't=([0-9]+)')::numeric < 35840
        when password_secret ~ '\$2[aby]\$' then substring(password_secret from '\$2[aby]\$([0-9]{2})')::numeric < 10
        else true
      end) STORED;--> statement-breakpoint
ALTER TABLE "held_hashes" ADD CONSTRAINT "held_hashes_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mailboxes_imported_hash" ON "mailboxes" USING btree ("id") WHERE "mailboxes"."password_secret" not like '{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$%';--> statement-breakpoint
CREATE INDEX "mailboxes_weak_hash" ON "mailboxes" USING btree ("address") WHERE "mailboxes"."has_weak_hash";--> statement-breakpoint
ALTER TABLE "mailboxes" ADD CONSTRAINT "mailboxes_secret_form" CHECK ("mailboxes"."password_secret" ~ '^(\{ARGON2ID\}\$argon2id\$v=19\$m=([1-9][0-9]{0,4}|1[0-9]{5}),t=[1-9],p=[1-9][0-9]?\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}|\{SSHA\}([A-Za-z0-9+/]{4}){7,17}([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)|\{(MD5-CRYPT|CRYPT)\}\$1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|\{CRYPT\}\$5\$(rounds=([1-9][0-9]{3,4}|100000)\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43}|\{(SHA512-CRYPT|CRYPT)\}\$6\$(rounds=([1-9][0-9]{3,4}|100000)\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}|\{(BLF-CRYPT|CRYPT)\}\$2[aby]\$(0[4-9]|1[0-2])\$[./A-Za-z0-9]{53})$');--> statement-breakpoint
-- A sign-in puts a better hash of the same password in the place of the imported one, here too.
GRANT SELECT, INSERT, UPDATE ON held_hashes TO portal_app;
