-- +goose NO TRANSACTION
-- +goose Up
-- Lists of a million applications (AK-02, MI-01): every filter is answered from one index, in the order of the list, without
-- reading the applications themselves. All is built without stopping intake (OP-01); what stands before a CREATE INDEX removes
-- what is left of an attempt that was broken off.
--   arama      the words of name and family name as turkce.Fold writes them, each after a space, with a slash between
--   hizmetler  the ids of the headings, and those of the sub-headings below zero; NULL: filed by a program of before, look there
ALTER TABLE basvuru ADD COLUMN IF NOT EXISTS arama text, ADD COLUMN IF NOT EXISTS hizmetler int[];
-- Lists are read as they were a moment ago, so that pages and what is counted need not visit the table.
ALTER TABLE basvuru SET (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE basvuru ALTER COLUMN arama SET STATISTICS 300;

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION basvuru_arama(ad text, soyad text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(translate(' ' || translate(ad, '/', ' ') || '/ ' || translate(soyad, '/', ' '),
        'ÇçĞğIıİÖöŞşÜüÂâÎîÛû-.''', 'ccggiiioossuuaaiiuu   ') COLLATE "und-x-icu")
$$;
-- +goose StatementEnd
-- A trigger, so that nobody who writes a name, or removes one, can forget it; a generated column would write the table anew
-- under a lock.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION basvuru_arama() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.arama := basvuru_arama(NEW.ad, NEW.soyad); RETURN NEW; END $$;
-- +goose StatementEnd
CREATE OR REPLACE TRIGGER basvuru_arama BEFORE INSERT OR UPDATE OF ad, soyad ON basvuru FOR EACH ROW EXECUTE FUNCTION basvuru_arama();

-- +goose StatementBegin
DO $$
DECLARE
    ilk bigint := 0;
    son bigint := (SELECT max(no) FROM basvuru);
BEGIN
    WHILE ilk <= son LOOP
        UPDATE basvuru b SET arama = basvuru_arama(ad, soyad), hizmetler = (SELECT array_agg(id) FROM (
                SELECT baslik_id id FROM basvuru_hizmet WHERE basvuru_no = b.no UNION SELECT -alt_baslik_id FROM basvuru_hizmet WHERE basvuru_no = b.no) h
                WHERE id IS NOT NULL)
            WHERE no >= ilk AND no < ilk + 2000 AND (arama IS NULL OR hizmetler IS NULL);
        COMMIT; -- its locks end
        ilk := ilk + 2000;
    END LOOP;
END $$;
-- +goose StatementEnd

-- Newest first: by the time of filing, then by number. Numbers alone are not in the order of filing: each process takes some
-- dozens of them beforehand.
DROP INDEX CONCURRENTLY IF EXISTS basvuru_il_zaman;
CREATE INDEX CONCURRENTLY basvuru_il_zaman ON basvuru (il_kodu, olusturma DESC, no DESC) INCLUDE (arama, hizmetler);
DROP INDEX CONCURRENTLY IF EXISTS basvuru_ilce_zaman;
CREATE INDEX CONCURRENTLY basvuru_ilce_zaman ON basvuru (il_kodu, ilce_id, olusturma DESC, no DESC);
DROP INDEX CONCURRENTLY IF EXISTS basvuru_durum_zaman;
CREATE INDEX CONCURRENTLY basvuru_durum_zaman ON basvuru (il_kodu, durum, olusturma DESC, no DESC);
-- “Süresi Geçtiği Halde Cevaplanmayanlar”: of the open ones.
DROP INDEX CONCURRENTLY IF EXISTS basvuru_son_cevap;
CREATE INDEX CONCURRENTLY basvuru_son_cevap ON basvuru (il_kodu, son_cevap) WHERE son_cevap IS NOT NULL;
-- Rare names, whose list the order would find only at its end. What has not been sorted in yet is read by every search: it
-- stays short.
DROP INDEX CONCURRENTLY IF EXISTS basvuru_kisi;
CREATE INDEX CONCURRENTLY basvuru_kisi ON basvuru USING gin (arama gin_trgm_ops) WITH (gin_pending_list_limit = 128);

DROP INDEX CONCURRENTLY IF EXISTS basvuru_il;
DROP INDEX CONCURRENTLY IF EXISTS basvuru_ilce_liste;
DROP INDEX CONCURRENTLY IF EXISTS basvuru_durum;
DROP INDEX CONCURRENTLY IF EXISTS basvuru_soyad;
