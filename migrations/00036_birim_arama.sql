-- +goose Up
-- The type-ahead searches an index of names in memory (store/birim_dizin.go): nothing reads birim.arama or its index any more, which
-- only made imports slow. Both go at once, whatever the size of the table: a short ACCESS EXCLUSIVE lock, no rewrite.
-- A program of before this release still writes the column when it imports or seeds DETSİS units: stop those that run beside it, or let
-- them import nothing until they are replaced. What they do with applications does not touch it.
SET LOCAL lock_timeout = '5s';
DROP INDEX birim_arama;
ALTER TABLE birim DROP COLUMN arama;
DROP FUNCTION turkce_duz(text);
