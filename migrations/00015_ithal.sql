-- +goose Up
-- Who imported what when (OP-05): one row for each import that was accepted; the application cannot change or remove it.
CREATE TABLE ithal (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    konu         text NOT NULL CHECK (konu IN ('detsis', 'adres', 'tatil')),
    dosya        text NOT NULL,  -- the file's name without its folder
    boyut        bigint NOT NULL,
    ozet         bytea NOT NULL, -- SHA-256 of the file
    satir_sayisi int NOT NULL,
    tam          boolean NOT NULL, -- the file was said to hold the whole register
    sentetik     boolean NOT NULL, -- it held invented units only
    sonuc        json NOT NULL,    -- what became of the rows, in the words of the report
    yapan        text NOT NULL,
    zaman        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ithal_ozet ON ithal (konu, ozet);
REVOKE UPDATE, DELETE, TRUNCATE ON ithal FROM acikkapi_uygulama;

-- A unit's short name, which paths show in brackets behind the name: “MİLLİ EĞİTİM BAKANLIĞI (MEB)”.
ALTER TABLE birim ADD COLUMN kisa_ad text NOT NULL DEFAULT '';

-- birim.arama as turkce.Fold writes it, for the importer, which builds paths in the database; a test holds the two together.
CREATE FUNCTION turkce_duz(s text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT translate(lower(translate(s, 'Iİ', 'ıi') COLLATE "tr-x-icu"), 'çğıöşüâîû', 'cgiosuaiu') $$;
