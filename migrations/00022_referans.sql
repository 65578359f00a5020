-- +goose Up
-- Raised with each change made on the pages of reference data (OP-07): who began from an older one is told, and overwrites nothing.
ALTER TABLE hizmet_baslik ADD COLUMN surum int NOT NULL DEFAULT 1;
ALTER TABLE hizmet_alt_baslik ADD COLUMN surum int NOT NULL DEFAULT 1;
ALTER TABLE egitim_durumu ADD COLUMN surum int NOT NULL DEFAULT 1;
ALTER TABLE tatil ADD COLUMN surum int NOT NULL DEFAULT 1;

-- The texts of SMS and of the closing letter, where they are not the program's own. Each change is a row: a letter reads as it did
-- on the day it was sent.
CREATE TABLE metin (
    ad    text NOT NULL, -- of the template
    surum int NOT NULL,
    metin text,          -- NULL: the program's own again
    zaman timestamptz NOT NULL, -- in force from then on
    PRIMARY KEY (ad, surum)
);
REVOKE UPDATE, DELETE, TRUNCATE ON metin FROM acikkapi_uygulama;
