-- +goose Up
-- A card whose print is spoilt, or was lost on its way, goes into a later batch, too; the earlier one keeps it, with the reason (KB-03).
ALTER TABLE basim_kart ADD COLUMN bozuk timestamptz;
ALTER TABLE basim_kart ADD COLUMN bozuk_neden text;
ALTER TABLE basim_kart ADD CONSTRAINT basim_kart_bozuk CHECK ((bozuk IS NULL) = (bozuk_neden IS NULL));
ALTER TABLE basim_kart DROP CONSTRAINT basim_kart_kart_no_talep_sira_key;
CREATE UNIQUE INDEX basim_kart_tek ON basim_kart (kart_no, talep_sira) WHERE bozuk IS NULL;
CREATE INDEX basim_kart_bozulan ON basim_kart (kart_no, talep_sira) WHERE bozuk IS NOT NULL;
