-- +goose Up
-- One act on several applications (PL-11): what was asked for, and what became of each. The rows are worked off one by one, each
-- in a transaction of its own, so that a request which breaks off leaves the rest to go on with. metin is emptied at the end.
CREATE TABLE toplu (
    id           uuid PRIMARY KEY,
    kullanici_id bigint NOT NULL,
    islem        text NOT NULL CHECK (islem IN ('yonlendir', 'kapat')),
    birim_no     text[] NOT NULL,
    sonuc        text NOT NULL,
    metin        text NOT NULL,
    zaman        timestamptz NOT NULL
);
CREATE INDEX toplu_kullanici ON toplu (kullanici_id, zaman);
CREATE TABLE toplu_satir (
    toplu_id   uuid NOT NULL REFERENCES toplu ON DELETE CASCADE,
    sira       int NOT NULL,
    basvuru_no bigint NOT NULL,
    durum      text NOT NULL DEFAULT 'bekliyor' CHECK (durum IN ('bekliyor', 'yapildi', 'reddedildi', 'bulunamadi')),
    neden      text NOT NULL DEFAULT '',
    PRIMARY KEY (toplu_id, sira),
    UNIQUE (toplu_id, basvuru_no)
);
