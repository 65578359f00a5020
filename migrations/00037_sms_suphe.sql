-- +goose NO TRANSACTION
-- +goose Up
-- verildi is since when a provider may have the SMS (by the database's clock); NULL: none has been asked, or the last one has certainly not
-- taken it. A provider that does not know it is believed only some time after (PL-07).
ALTER TABLE sms ADD COLUMN IF NOT EXISTS verildi timestamptz;

-- Parts whose number is not known yet: a receipt with an unknown number may be of one of them.
DROP INDEX CONCURRENTLY IF EXISTS sms_parca_acik;
CREATE INDEX CONCURRENTLY sms_parca_acik ON sms_parca (saglayici, zaman) WHERE no IS NULL;
