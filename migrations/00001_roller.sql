-- +goose Up
-- Roles are of the whole server, so they may be there already. Nobody logs in as them: a connection of the
-- application takes one on with SET ROLE.
--   acikkapi_uygulama  what the application runs as; cannot change or remove a line of olay (SC-05)
--   acikkapi_birim     what a Yetkili's pages and the birim messages are read as; has no right to contact data (YT-03)
-- +goose StatementBegin
DO $$
DECLARE r text;
BEGIN
    FOREACH r IN ARRAY ARRAY['acikkapi_uygulama', 'acikkapi_birim'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', r);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
END $$;
-- +goose StatementEnd
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO acikkapi_uygulama;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO acikkapi_uygulama;
