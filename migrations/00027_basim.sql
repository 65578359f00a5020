-- +goose Up
-- A form posted twice makes one batch (KB-03).
ALTER TABLE basim ADD COLUMN anahtar uuid NOT NULL UNIQUE;
-- What came to the bureau on a day.
CREATE INDEX kart_talep_geldi ON kart_talep (geldi) WHERE geldi IS NOT NULL;
