-- +goose Up
-- Cards of staff who have left (KI-03, KT-08): the bureau starts their cancellation for a reason that no form offers, and records which
-- card cannot be got back.
ALTER TABLE iptal_nedeni ADD COLUMN buro boolean NOT NULL DEFAULT false;
INSERT INTO iptal_nedeni (id, kod, ad, sira, buro) OVERRIDING SYSTEM VALUE VALUES (0, 'personel_ayrildi', 'Personelin Ayrılması', 0, true);
ALTER TABLE kart ADD COLUMN geri_alinamadi_id bigint REFERENCES kullanici;
