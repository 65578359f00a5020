-- +goose NO TRANSACTION
-- +goose Up
-- The lists' filter by the beginning of a name (AK-02, MI-01): without it a name that is rare, or not there at all, reads
-- every application. pattern_ops, or LIKE could use it under the C collation only. Built without stopping intake (OP-01).
DROP INDEX CONCURRENTLY IF EXISTS basvuru_soyad; -- of an attempt that was broken off: not valid, and in the way
CREATE INDEX CONCURRENTLY basvuru_soyad ON basvuru (il_kodu, soyad text_pattern_ops, ad text_pattern_ops);
