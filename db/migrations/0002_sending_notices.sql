ALTER TYPE "public"."notice_kind" ADD VALUE 'busy_sending_day';--> statement-breakpoint
ALTER TYPE "public"."notice_kind" ADD VALUE 'sending_log';