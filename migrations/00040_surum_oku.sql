-- +goose Up
-- The program tells operators which migrations the database has (OP-02).
GRANT SELECT ON goose_db_version TO acikkapi_uygulama;
