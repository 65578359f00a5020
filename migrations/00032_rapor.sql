-- +goose Up
-- Counts for the reports (PL-09), kept by the consumer rapor and by nobody else. A line is how many; it may be below zero for a moment,
-- while messages overtake each other. docs/rapor.md says what each olcu counts.
CREATE TABLE sayim (
    nesil     int NOT NULL,      -- generation: pages read the one that sayim_durum names
    il_kodu   smallint NOT NULL, -- of the application, like ilce_id
    baslik_id int NOT NULL,      -- 0: whatever its headings
    alt_baslik_id int NOT NULL,  -- 0: whatever its sub-headings
    gun       date NOT NULL,     -- in Istanbul: of filing for olcu = a state, else of what was done
    ilce_id   int NOT NULL,
    birim_no  text NOT NULL,     -- '': of the application as a whole
    olcu      text NOT NULL,
    dilim     smallint NOT NULL, -- working days that an answer took, 31: more than 30; -1: none
    adet      bigint NOT NULL,
    PRIMARY KEY (nesil, il_kodu, baslik_id, alt_baslik_id, gun, ilce_id, birim_no, olcu, dilim)
) WITH (fillfactor = 80);
ALTER TABLE sayim SET (autovacuum_vacuum_scale_factor = 0.05);
CREATE TABLE sayim_durum (
    nesil int NOT NULL,
    zaman timestamptz -- when it was last built from the whole history; NULL: events of before this table are not counted
);
CREATE UNIQUE INDEX sayim_durum_bir ON sayim_durum ((true)); -- one line
INSERT INTO sayim_durum (nesil, zaman) SELECT 1, CASE WHEN NOT EXISTS (SELECT FROM olay) THEN now() END;
-- Events that a generation has counted from the history before their message came to the consumer.
CREATE TABLE sayim_sayilan (
    nesil   int NOT NULL,
    olay_id uuid NOT NULL,
    PRIMARY KEY (nesil, olay_id)
);
