-- +goose Up
-- A flood of parked messages (PL-05): the list, its numbers and how long the oldest has waited come from the undecided ones alone, whatever has been
-- decided on over the years. Made before any flood, the table is small: the lock is short.
CREATE INDEX park_bekleyen ON park (zaman DESC, id DESC) INCLUDE (tuketici, tip) WHERE karar IS NULL;
CREATE INDEX park_tip ON park (tip);
