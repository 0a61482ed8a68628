-- The verified multipurpose number that a line's check calls show; who rings it back reaches the line.
ALTER TABLE lines ADD COLUMN check_number TEXT;
CREATE INDEX lines_check_number ON lines (check_number);
