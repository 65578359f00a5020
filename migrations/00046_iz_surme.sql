-- +goose Up
-- The trace that an event belongs to (W3C traceparent), so that what is sent again from the history keeps it (OP-03). Not part of the chain of
-- hashes: it says how something came about in the program, nothing about the case. NULL while nobody traces. The table is not rewritten.
SET LOCAL lock_timeout = '5s';
ALTER TABLE olay ADD COLUMN traceparent text;
