-- +goose Up
-- The bureau finds a request by the name of the relative or of who asks, in any Turkish letters (KB-01): kart.arama as basvuru.arama, and
-- the same of the staff. basvuru_arama is what basvuru's trigger calls (00011).
ALTER TABLE kart ADD COLUMN arama text GENERATED ALWAYS AS (basvuru_arama(ad, soyad)) STORED;
CREATE INDEX kart_kisi ON kart USING gin (arama gin_trgm_ops);
CREATE INDEX kullanici_kisi ON kullanici USING gin (basvuru_arama(ad, soyad) gin_trgm_ops);
-- What the bureau's people have decided today.
CREATE INDEX kart_talep_veren ON kart_talep (karar_veren_id, karar_zaman) WHERE karar IS NOT NULL;
-- What is in somebody's hands.
CREATE INDEX kart_talep_alan ON kart_talep (alan_id) WHERE karar IS NULL AND alan_id IS NOT NULL;
