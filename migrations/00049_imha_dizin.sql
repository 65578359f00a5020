-- +goose NO TRANSACTION
-- +goose Up
-- Disposal (SC-06) looks up by the application what is stored by other keys: without these it reads both tables whole, once for every record of a list of 20,000. Built
-- without stopping anybody (OP-01); what stands before a CREATE INDEX removes what is left of an attempt that was broken off.
DROP INDEX CONCURRENTLY IF EXISTS tekrar_anahtari_basvuru;
CREATE INDEX CONCURRENTLY tekrar_anahtari_basvuru ON tekrar_anahtari (basvuru_no) WHERE basvuru_no IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS park_konu;
CREATE INDEX CONCURRENTLY park_konu ON park (konu_no) WHERE konu_no IS NOT NULL;
