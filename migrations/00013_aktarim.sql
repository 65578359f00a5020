-- +goose Up
-- Who read or took away a citizen's data, other than by acting on it (SC-05): an export made, a file or report downloaded.
-- Append-only, as olay is.
CREATE TABLE erisim (
    id         uuid PRIMARY KEY,
    zaman      timestamptz NOT NULL,
    yapan_rol  text NOT NULL,
    yapan_id   bigint NOT NULL,
    yapan_ad   text NOT NULL,
    islem      text NOT NULL,
    basvuru_no bigint,        -- NULL: of a list
    ayrinti    text NOT NULL, -- in words, without personal data
    satir      int            -- rows of an export
);
CREATE INDEX erisim_yapan ON erisim (yapan_id, zaman);
CREATE INDEX erisim_basvuru ON erisim (basvuru_no, zaman) WHERE basvuru_no IS NOT NULL;
REVOKE UPDATE, DELETE, TRUNCATE ON erisim FROM acikkapi_uygulama;
CREATE FUNCTION erisim_degismez() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'erisim is append-only'; END $$;
CREATE TRIGGER erisim_degismez BEFORE UPDATE OR DELETE ON erisim FOR EACH ROW EXECUTE FUNCTION erisim_degismez();
CREATE TRIGGER erisim_silinmez BEFORE TRUNCATE ON erisim FOR EACH STATEMENT EXECUTE FUNCTION erisim_degismez();

-- A list on its way to an Excel file, made by the pipeline (PL-10). The file is in the blob store under the row's id.
CREATE TABLE aktarim (
    id           uuid PRIMARY KEY,
    kullanici_id bigint NOT NULL REFERENCES kullanici,
    rol          text NOT NULL CHECK (rol IN ('aks', 'yetkili', 'mia')), -- whose list
    kapsam       json NOT NULL,  -- il, ilçe and birim that the user had when asking
    suzgec       bytea NOT NULL, -- encrypted JSON: it may hold a T.C. Kimlik No and names
    ayrinti      text NOT NULL,  -- the same in words, without personal data
    durum        text NOT NULL DEFAULT 'bekliyor' CHECK (durum IN ('bekliyor', 'calisiyor', 'hazir', 'basarisiz', 'iptal')),
    toplam       int NOT NULL,           -- rows that the list had when it was asked for
    satir        int NOT NULL DEFAULT 0, -- rows written so far
    deneme       smallint NOT NULL DEFAULT 0,
    alan_id      uuid,           -- the attempt that is at it
    ozet         text,           -- SHA-256 of the file, hex
    boyut        bigint,
    neden        text NOT NULL DEFAULT '',
    olusturma    timestamptz NOT NULL,
    guncelleme   timestamptz NOT NULL, -- the last sign of life
    bitis        timestamptz
);
CREATE INDEX aktarim_kullanici ON aktarim (kullanici_id, olusturma DESC);
CREATE INDEX aktarim_bitis ON aktarim (bitis);
