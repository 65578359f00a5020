-- +goose Up
-- Which edition of each part of the seed data this database holds, so that seeding again is done in no time.
CREATE TABLE tohum_surum (
    ad    text PRIMARY KEY,
    surum text NOT NULL,
    zaman timestamptz NOT NULL DEFAULT now()
);
