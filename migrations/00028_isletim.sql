-- +goose Up
-- The operator's side (PL-05, OP-04). exchange and anahtar are where a parked message goes when it is to be worked on again; NULL: as a
-- process of an earlier version has parked it. What was decided, by whom, when and why stands in degisiklik too, for good.
ALTER TABLE park ADD COLUMN exchange text, ADD COLUMN anahtar text, ADD COLUMN konu_no bigint, ADD COLUMN karar_zaman timestamptz,
    ADD COLUMN karar_veren text, ADD COLUMN aciklama text;
DELETE FROM park p WHERE karar IS NULL AND EXISTS (
    SELECT FROM park o WHERE (o.tuketici, o.mesaj_id) = (p.tuketici, p.mesaj_id) AND o.karar IS NULL AND (o.zaman, o.id) < (p.zaman, p.id));
CREATE UNIQUE INDEX park_acik ON park (tuketici, mesaj_id) WHERE karar IS NULL;
CREATE INDEX park_zaman ON park (zaman DESC, id DESC);

-- Processes that run, each with a sign of life every few seconds. The id is made at the start and says nothing about the machine.
CREATE TABLE surec (
    id      uuid PRIMARY KEY,
    surum   text NOT NULL,
    roller  text[] NOT NULL,
    durum   json NOT NULL, -- what it says of each part that it needs, by name: “” = there
    basladi timestamptz NOT NULL,
    gorulme timestamptz NOT NULL
);

-- When a job that runs by the clock last ran, whichever process did it.
CREATE TABLE nabiz (
    ad    text PRIMARY KEY,
    zaman timestamptz NOT NULL
);

-- SMS that nobody has sent yet, for their number and age.
CREATE INDEX sms_bekleyen ON sms (olusturma) WHERE durum IN ('bekliyor', 'gonderiliyor');
