-- +goose NO TRANSACTION
-- +goose Up
-- Parked messages, searched by their reason as it is shown and never by what is hidden of it (PL-05, SC-05): store.Park writes it; NULL: as a process of an
-- earlier version has parked it, the sweep fills it in. Every filter of the page has an index in the order of the list. All is built without
-- stopping anybody (OP-01); what stands before a CREATE INDEX removes what is left of an attempt that was broken off.
ALTER TABLE park ADD COLUMN IF NOT EXISTS neden_arama text;
DROP INDEX CONCURRENTLY IF EXISTS park_neden;
CREATE INDEX CONCURRENTLY park_neden ON park USING gin (neden_arama gin_trgm_ops);
DROP INDEX CONCURRENTLY IF EXISTS park_nedensiz;
CREATE INDEX CONCURRENTLY park_nedensiz ON park (id) WHERE neden_arama IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS park_kararli;
CREATE INDEX CONCURRENTLY park_kararli ON park (karar, zaman DESC, id DESC) INCLUDE (tuketici, tip) WHERE karar IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS park_tuketici_zaman;
CREATE INDEX CONCURRENTLY park_tuketici_zaman ON park (tuketici, zaman DESC, id DESC) INCLUDE (karar, tip);
DROP INDEX CONCURRENTLY IF EXISTS park_tip_zaman;
CREATE INDEX CONCURRENTLY park_tip_zaman ON park (tip, zaman DESC, id DESC) INCLUDE (karar, tuketici);
DROP INDEX CONCURRENTLY IF EXISTS park_tip;
-- Decided ones go after a time (store.SweepPark).
DROP INDEX CONCURRENTLY IF EXISTS park_eski;
CREATE INDEX CONCURRENTLY park_eski ON park (coalesce(karar_zaman, zaman)) WHERE karar IS NOT NULL;
-- What has been discarded and has gone since: republish (SC-12) leaves it alone still.
CREATE TABLE IF NOT EXISTS park_atilan (
    tuketici text NOT NULL,
    mesaj_id uuid NOT NULL,
    PRIMARY KEY (tuketici, mesaj_id)
);
