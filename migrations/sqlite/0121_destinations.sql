-- To whom a message goes, as a blind index: how many texts one number or address gets, and what it was told just before.

ALTER TABLE messages ADD COLUMN destination TEXT;
CREATE INDEX messages_destination ON messages (destination, made_at);
