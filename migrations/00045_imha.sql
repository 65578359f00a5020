-- +goose NO TRANSACTION
-- +goose Up
-- Retention and disposal of personal data (SC-06). docs/imha.md says what goes and what stays. All of it can be done again after it was broken off.

-- How long a kind of record is kept once nobody acts on it any more, in years; periyot: between two disposal lists, in months. Six months are the most that the
-- by-law allows (RG 28.10.2017/30224, art. 11).
CREATE TABLE IF NOT EXISTS saklama_suresi (
    tur   text PRIMARY KEY CHECK (tur IN ('basvuru', 'periyot')),
    sure  smallint NOT NULL,
    surum int NOT NULL DEFAULT 1,
    CONSTRAINT saklama_suresi_sinir CHECK (sure >= 1 AND sure <= CASE WHEN tur = 'periyot' THEN 6 ELSE 50 END)
);
REVOKE INSERT, DELETE, TRUNCATE ON saklama_suresi FROM acikkapi_uygulama;
INSERT INTO saklama_suresi (tur, sure) VALUES ('basvuru', 5), ('periyot', 6) ON CONFLICT DO NOTHING;

-- A disposal list: made by the timer, handed in by one person, approved by another. It is the record that the by-law wants kept (art. 7): nobody can remove it.
CREATE TABLE IF NOT EXISTS imha_liste (
    no           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    durum        text NOT NULL DEFAULT 'inceleniyor' CHECK (durum IN ('inceleniyor', 'onayda', 'onaylandi', 'tamamlandi')),
    zaman        timestamptz NOT NULL,
    oneren_id    bigint REFERENCES kullanici,
    oneren       text,
    oneri_zaman  timestamptz,
    onaylayan_id bigint REFERENCES kullanici,
    onaylayan    text,
    onay_zaman   timestamptz,
    bitis        timestamptz,
    surum        int NOT NULL DEFAULT 1,
    CONSTRAINT imha_iki_kisi CHECK (onaylayan_id <> oneren_id),
    CONSTRAINT imha_onay CHECK (durum NOT IN ('onaylandi', 'tamamlandi') OR (oneren_id IS NOT NULL AND onaylayan_id IS NOT NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS imha_liste_acik ON imha_liste ((true)) WHERE durum <> 'tamamlandi'; -- one at a time

-- What a list speaks of. neden says why an item was left out: what stood against it when its turn came.
CREATE TABLE IF NOT EXISTS imha_kalem (
    liste_no bigint NOT NULL REFERENCES imha_liste,
    konu     text NOT NULL CHECK (konu IN ('basvuru', 'kart')),
    konu_no  bigint NOT NULL,
    il_kodu  smallint NOT NULL, -- 0: of no il
    dayanak  timestamptz NOT NULL, -- when its time began
    durum    text NOT NULL DEFAULT 'bekliyor' CHECK (durum IN ('bekliyor', 'imha', 'cikti')),
    neden    text NOT NULL DEFAULT '',
    zaman    timestamptz, -- of disposal, or of being left out
    PRIMARY KEY (liste_no, konu, konu_no)
);
CREATE INDEX IF NOT EXISTS imha_kalem_konu ON imha_kalem (konu, konu_no);
CREATE INDEX IF NOT EXISTS imha_kalem_bekleyen ON imha_kalem (liste_no, konu, konu_no) WHERE durum = 'bekliyor';

-- A legal hold: as long as it is not lifted, nothing of the record is disposed of.
CREATE TABLE IF NOT EXISTS yasal_saklama (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    konu           text NOT NULL CHECK (konu IN ('basvuru', 'kart')),
    konu_no        bigint NOT NULL,
    neden          text NOT NULL,
    koyan_id       bigint NOT NULL,
    koyan          text NOT NULL,
    zaman          timestamptz NOT NULL,
    kaldirma_neden text,
    kaldiran_id    bigint,
    kaldiran       text,
    kaldirma_zaman timestamptz
);
CREATE UNIQUE INDEX IF NOT EXISTS yasal_saklama_acik ON yasal_saklama (konu, konu_no) WHERE kaldirma_zaman IS NULL;
REVOKE DELETE, TRUNCATE ON imha_liste, imha_kalem, yasal_saklama FROM acikkapi_uygulama;

ALTER TABLE basvuru DROP CONSTRAINT IF EXISTS basvuru_kimlik_check;
ALTER TABLE basvuru DROP CONSTRAINT IF EXISTS basvuru_kimlik;
ALTER TABLE basvuru ADD CONSTRAINT basvuru_kimlik CHECK (kimlik IN ('tamam', 'bekliyor', 'bulunamadi', 'imha')) NOT VALID;
ALTER TABLE basvuru VALIDATE CONSTRAINT basvuru_kimlik;
-- They describe a person, and few enough of them live in a village: NULL once they are disposed of.
ALTER TABLE basvuru ALTER COLUMN yerlesim_id DROP NOT NULL, ALTER COLUMN egitim_id DROP NOT NULL, ALTER COLUMN sektor_id DROP NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS basvuru_imha;
CREATE INDEX CONCURRENTLY basvuru_imha ON basvuru (olusturma) WHERE son_cevap IS NULL AND kimlik <> 'imha';

DROP INDEX CONCURRENTLY IF EXISTS sms_kod;
CREATE INDEX CONCURRENTLY sms_kod ON sms (olusturma) WHERE olay_id IS NULL; -- codes: they belong to no record

-- The salt of a row's digest. It goes with what it has salted: without it nobody can try words against the digest. NULL in rows of before it was kept, too.
ALTER TABLE olay ADD COLUMN IF NOT EXISTS tuz bytea;

-- What is left of a row of the history: who did what and when, no words of theirs, nothing by which words could be tried.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION olay_imhali(o olay) RETURNS olay LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    g jsonb := o.govde::jsonb #- '{veri,metin_sha256}';
BEGIN
    IF o.tip NOT IN ('basvuru.yonlendirildi', 'birim.teslim_edildi', 'birim.cevapladi', 'mia.cevapladi') THEN -- theirs are units and outcomes
        o.aciklama := '';
    END IF;
    IF o.yapan_rol = 'vatandas' THEN
        o.yapan_ad := 'Vatandaş';
        g := jsonb_set(g, '{yapan,ad}', '"Vatandaş"');
    END IF;
    IF jsonb_typeof(g #> '{veri,hizmetler}') = 'array' THEN
        g := jsonb_set(g, '{veri,hizmetler}', (SELECT coalesce(jsonb_agg(h - 'aciklama_sha256'), '[]') FROM jsonb_array_elements(g #> '{veri,hizmetler}') h));
    END IF;
    o.govde := g::json;
    o.tuz := NULL;
    RETURN o;
END $$;
-- +goose StatementEnd

-- The one change that the history knows: to what olay_imhali leaves, of what an approved list speaks of.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION olay_degismez() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW::text = olay_imhali(OLD)::text AND EXISTS (SELECT FROM imha_kalem k JOIN imha_liste l ON l.no = k.liste_no
            WHERE k.konu = OLD.konu AND k.konu_no = OLD.konu_no AND k.durum = 'bekliyor' AND l.durum = 'onaylandi') THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'olay is append-only';
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION olay_imha(of_konu text, of_no bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE olay o SET aciklama = (olay_imhali(o)).aciklama, yapan_ad = (olay_imhali(o)).yapan_ad, govde = (olay_imhali(o)).govde, tuz = NULL
    WHERE o.konu = of_konu AND o.konu_no = of_no
$$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION olay_imha FROM public;
GRANT EXECUTE ON FUNCTION olay_imha TO acikkapi_uygulama;
