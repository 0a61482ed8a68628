-- SQLite lets one writer in at a time by itself.
SELECT 1;
