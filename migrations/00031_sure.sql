-- +goose NO TRANSACTION
-- +goose Up
-- Deadlines that the clock acts on (PL-08). All can be done again after it was broken off, and nothing stops intake for long.
ALTER TABLE yonlendirme ADD COLUMN IF NOT EXISTS sure_gun smallint; -- working days that the birim was given; NULL: not kept then
ALTER TABLE basvuru ADD COLUMN IF NOT EXISTS yukseltildi timestamptz; -- since when the MİA is told that it is late

-- What has been said of a date, so that it is said once, whoever looks at the clock. sira 0 is the law's date.
CREATE TABLE IF NOT EXISTS sure_isaret (
    basvuru_no bigint NOT NULL,
    sira       int NOT NULL,
    olay       text NOT NULL CHECK (olay IN ('hatirlatma', 'gecti', 'yukseltme')),
    son_tarih  timestamptz NOT NULL,
    zaman      timestamptz NOT NULL,
    PRIMARY KEY (basvuru_no, sira, olay, son_tarih)
);
-- The calendar that open dates were last counted by: a digest of the holidays.
CREATE TABLE IF NOT EXISTS sure_takvim (
    tek   boolean PRIMARY KEY DEFAULT true CHECK (tek),
    ozet  bytea NOT NULL,
    zaman timestamptz NOT NULL
);
DROP INDEX CONCURRENTLY IF EXISTS yonlendirme_son;
CREATE INDEX CONCURRENTLY yonlendirme_son ON yonlendirme (son_tarih) WHERE durum IN ('kuyrukta', 'teslim');
DROP INDEX CONCURRENTLY IF EXISTS basvuru_yasal;
CREATE INDEX CONCURRENTLY basvuru_yasal ON basvuru (yasal_son) WHERE son_cevap IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS basvuru_yukseltildi;
CREATE INDEX CONCURRENTLY basvuru_yukseltildi ON basvuru (il_kodu, no DESC) WHERE yukseltildi IS NOT NULL AND son_cevap IS NOT NULL;
