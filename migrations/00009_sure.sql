-- +goose NO TRANSACTION
-- +goose Up
-- Everything here can be done again after it was broken off, and none of it stops intake for long (OP-01).
-- Days on which nobody works, or only until 13:00 (yarim): law 2429. Weekends are not listed.
CREATE TABLE IF NOT EXISTS tatil (
    gun   date PRIMARY KEY,
    ad    text NOT NULL,
    yarim boolean NOT NULL DEFAULT false
);
-- Working days that a birim has for its answer; NULL: as the heading above it, or the general 15 (PL-08).
ALTER TABLE hizmet_baslik ADD COLUMN IF NOT EXISTS sure_gun smallint CHECK (sure_gun BETWEEN 1 AND 60);
ALTER TABLE hizmet_alt_baslik ADD COLUMN IF NOT EXISTS sure_gun smallint CHECK (sure_gun BETWEEN 1 AND 60);

-- Son Cevap Verme Tarihi: of a routing; of the whole application by law 3071 (30 days); and the one that counts now, which
-- store.Do keeps: the earliest of the open routings, else the law's, NULL once it is closed. The defaults are for a program of
-- before, which files beside the new one during an upgrade.
ALTER TABLE yonlendirme ADD COLUMN IF NOT EXISTS son_tarih timestamptz;
ALTER TABLE basvuru ADD COLUMN IF NOT EXISTS yasal_son timestamptz NOT NULL DEFAULT now() + interval '30 days',
    ADD COLUMN IF NOT EXISTS son_cevap timestamptz;
ALTER TABLE basvuru ALTER COLUMN son_cevap SET DEFAULT now() + interval '30 days';
-- An application filed on behalf of somebody while KPS was away (AK-01): name and residence come later, or never.
ALTER TABLE basvuru ADD COLUMN IF NOT EXISTS kimlik text NOT NULL DEFAULT 'tamam';
ALTER TABLE basvuru DROP CONSTRAINT IF EXISTS basvuru_kimlik_check;
ALTER TABLE basvuru ADD CONSTRAINT basvuru_kimlik_check CHECK (kimlik IN ('tamam', 'bekliyor', 'bulunamadi')) NOT VALID;
ALTER TABLE basvuru VALIDATE CONSTRAINT basvuru_kimlik_check;

-- +goose StatementBegin
DO $$
DECLARE
    ilk bigint := 0;
    son bigint := (SELECT max(no) FROM basvuru);
BEGIN
    WHILE ilk <= son LOOP
        UPDATE basvuru SET yasal_son = olusturma + interval '30 days',
                son_cevap = CASE WHEN durum NOT LIKE 'kapali%' THEN olusturma + interval '30 days' END
            WHERE no >= ilk AND no < ilk + 2000;
        COMMIT; -- its locks end
        ilk := ilk + 2000;
    END LOOP;
END $$;
-- +goose StatementEnd

GRANT SELECT ON tatil TO acikkapi_birim;
