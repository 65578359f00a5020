-- +goose Up
-- A birim that answers by a system of its own (PL-02, SC-10): what was decided on the operator's page. A consumer makes RabbitMQ follow, and
-- tells by durum and hata how far it has come. surum rises with each decision: whoever comes late with an older one does nothing.
CREATE TABLE birim_sistem (
    birim_no     text PRIMARY KEY REFERENCES birim,
    durum        text NOT NULL CHECK (durum IN ('istendi', 'kuruldu', 'kapanacak', 'kapali')),
    surum        int NOT NULL,
    parola_ozet  bytea,          -- RabbitMQ's salted SHA-256 of the password, which nobody has but the birim; NULL: withdrawn
    anahtar_id   bigint REFERENCES api_anahtar, -- for the files of answers
    hata         text NOT NULL DEFAULT '', -- why the last attempt came to nothing; '' = it did not
    son_islem    timestamptz NOT NULL,
    son_islem_yapan text NOT NULL
);

-- Queues that a birim's own system empties, and not ours.
ALTER TABLE kuyruk ADD COLUMN dis boolean NOT NULL DEFAULT false;
