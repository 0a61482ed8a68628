-- A date of a series has one call that takes place. Those taken back when the series changed are kept as history
-- beside it.
ALTER TABLE scheduled_calls DROP CONSTRAINT scheduled_calls_occurrence_key;
CREATE UNIQUE INDEX scheduled_calls_occurrence_key ON scheduled_calls (series_id, local_on) WHERE state <> 'cancelled';
CREATE INDEX scheduled_calls_series ON scheduled_calls (series_id, local_on);
