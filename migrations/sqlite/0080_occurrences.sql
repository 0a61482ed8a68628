-- A date of a series has one call that takes place. Those taken back when the series changed are kept as history
-- beside it. The rule of 0002 that allowed no second row is taken out of the table by `src/store/loosen_key.rs`.
CREATE UNIQUE INDEX scheduled_calls_occurrence_key ON scheduled_calls (series_id, local_on) WHERE state <> 'cancelled';
CREATE INDEX scheduled_calls_series ON scheduled_calls (series_id, local_on);
