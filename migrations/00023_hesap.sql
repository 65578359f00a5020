-- +goose Up
-- The modules of a user of e-İçişleri (GR-04); at most one is the opening page. Those who are there keep what their kind has opened
-- until now.
CREATE TABLE kullanici_modul (
    kullanici_id bigint NOT NULL REFERENCES kullanici,
    modul        text NOT NULL CHECK (modul IN ('acikkapi', 'kart', 'kimlik_burosu', 'isletim', 'tanim')),
    acilis       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (kullanici_id, modul)
);
CREATE UNIQUE INDEX kullanici_modul_acilis ON kullanici_modul (kullanici_id) WHERE acilis;
INSERT INTO kullanici_modul (kullanici_id, modul)
SELECT k.id, t.modul FROM kullanici k
JOIN (VALUES ('mia', 'acikkapi'), ('vali', 'acikkapi'), ('vali_yardimcisi', 'acikkapi'), ('personel', 'kart'),
             ('kimlik_burosu', 'kimlik_burosu'), ('isletmen', 'isletim'), ('proje_yoneticisi', 'tanim')) AS t (tip, modul) ON t.tip = k.tip;

-- A password given by somebody else is changed before anything else opens. parola_surum is raised with each new one: sessions that
-- began with an older one end with their next request (GR-05, GR-06).
ALTER TABLE kullanici ADD COLUMN parola_gecici boolean NOT NULL DEFAULT false;
ALTER TABLE kullanici ADD COLUMN parola_surum int NOT NULL DEFAULT 0;

-- A deleted user's name is free again, as their T.C. Kimlik No is.
ALTER TABLE kullanici DROP CONSTRAINT kullanici_kullanici_adi_key;
CREATE UNIQUE INDEX kullanici_adi_tek ON kullanici (kullanici_adi) WHERE aktif;
