-- +goose Up
-- Who changed reference data or a user, and from what to what (YE-05, OP-07). Append-only, as olay is; what it holds of people
-- is masked.
CREATE TABLE degisiklik (
    id        uuid PRIMARY KEY,
    zaman     timestamptz NOT NULL,
    yapan_rol text NOT NULL,
    yapan_id  bigint NOT NULL,
    yapan_ad  text NOT NULL,
    tablo     text NOT NULL, -- of the record
    kayit     text NOT NULL, -- its key
    islem     text NOT NULL,
    onceki    json,          -- NULL: it was new
    sonraki   json           -- NULL: it was deleted
);
CREATE INDEX degisiklik_kayit ON degisiklik (tablo, kayit, zaman);
REVOKE UPDATE, DELETE, TRUNCATE ON degisiklik FROM acikkapi_uygulama;
CREATE FUNCTION degisiklik_degismez() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'degisiklik is append-only'; END $$;
CREATE TRIGGER degisiklik_degismez BEFORE UPDATE OR DELETE ON degisiklik FOR EACH ROW EXECUTE FUNCTION degisiklik_degismez();
CREATE TRIGGER degisiklik_silinmez BEFORE TRUNCATE ON degisiklik FOR EACH STATEMENT EXECUTE FUNCTION degisiklik_degismez();

-- Raised with each change: who began from an older one is told, and overwrites nothing.
ALTER TABLE kullanici ADD COLUMN surum int NOT NULL DEFAULT 1;
ALTER TABLE sektor ADD COLUMN surum int NOT NULL DEFAULT 1;
CREATE INDEX kullanici_il ON kullanici (il_kodu, id DESC) WHERE aktif;
