-- +goose Up
-- Whoever has proved themselves with a certificate on its own listener is handed over to the site: a ticket, good once, for a minute,
-- and only in the browser that asked for it (GR-03). Neither the ticket nor the browser's secret is kept, only digests.
CREATE TABLE sertifika_giris (
    ozet            bytea PRIMARY KEY,
    istek           bytea NOT NULL,
    kullanici_id    bigint NOT NULL REFERENCES kullanici ON DELETE CASCADE,
    sertifika_bitis timestamptz NOT NULL,
    bitis           timestamptz NOT NULL,
    kullanildi      timestamptz
);
CREATE INDEX sertifika_giris_bitis ON sertifika_giris (bitis);
