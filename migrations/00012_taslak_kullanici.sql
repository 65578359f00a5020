-- +goose Up
-- Whose draft it is: of an AKS who files on somebody's behalf, and finds it again after signing in (AK-01, UI-03). NULL: a citizen's,
-- whose session has its id.
ALTER TABLE taslak ADD COLUMN kullanici_id bigint REFERENCES kullanici ON DELETE CASCADE;
CREATE INDEX taslak_kullanici ON taslak (kullanici_id, guncelleme) WHERE kullanici_id IS NOT NULL;
