-- A visit of which nobody told anything in time is a human's.
ALTER TABLE household_visits ADD COLUMN is_late BOOLEAN NOT NULL DEFAULT FALSE;
