-- +goose Up
-- Tries at what must not be tried often: identity checks, sign-in, codes (SC-02, SC-09). iz is a blind index of a
-- T.C. Kimlik No, a phone or an address; a row is of use for a day.
CREATE TABLE deneme (
    iz    bytea NOT NULL,
    konu  text NOT NULL,
    zaman timestamptz NOT NULL
);
CREATE INDEX deneme_iz ON deneme (iz, konu, zaman);
CREATE INDEX deneme_zaman ON deneme USING brin (zaman);
-- Counting is deneme's now: a code need not say whose it is.
ALTER TABLE onay_kodu DROP COLUMN tckn_iz, DROP COLUMN telefon_iz, DROP COLUMN ip_iz;
CREATE INDEX onay_kodu_bitis ON onay_kodu USING brin (bitis);
-- Unused uploads of a draft are swept away with it.
CREATE INDEX dosya_sahipsiz ON dosya (yukleyen) WHERE basvuru_no IS NULL;
