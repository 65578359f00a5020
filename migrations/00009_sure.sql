-- +goose Up
-- Days on which nobody works, or only until 13:00 (yarim): law 2429. Weekends are not listed.
CREATE TABLE tatil (
    gun   date PRIMARY KEY,
    ad    text NOT NULL,
    yarim boolean NOT NULL DEFAULT false
);
-- Working days that a birim has for its answer; NULL: as the heading above it, or the general 15 (PL-08).
ALTER TABLE hizmet_baslik ADD COLUMN sure_gun smallint CHECK (sure_gun BETWEEN 1 AND 60);
ALTER TABLE hizmet_alt_baslik ADD COLUMN sure_gun smallint CHECK (sure_gun BETWEEN 1 AND 60);

-- Son Cevap Verme Tarihi: of a routing; of the whole application by law 3071 (30 days); and the one that counts now, which
-- store.Do keeps: the earliest of the open routings, else the law's, NULL once it is closed.
ALTER TABLE yonlendirme ADD COLUMN son_tarih timestamptz;
ALTER TABLE basvuru ADD COLUMN yasal_son timestamptz, ADD COLUMN son_cevap timestamptz;
UPDATE basvuru SET yasal_son = olusturma + interval '30 days';
UPDATE basvuru SET son_cevap = yasal_son WHERE durum NOT LIKE 'kapali%';
ALTER TABLE basvuru ALTER COLUMN yasal_son SET NOT NULL;

-- An application filed on behalf of somebody while KPS was away (AK-01): name and residence come later, or never.
ALTER TABLE basvuru ADD COLUMN kimlik text NOT NULL DEFAULT 'tamam' CHECK (kimlik IN ('tamam', 'bekliyor', 'bulunamadi'));

GRANT SELECT ON tatil TO acikkapi_birim;
