-- A text to the outer circle, sent some at a time. What it says is sealed.

CREATE TABLE news (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    is_live BOOLEAN NOT NULL,
    record TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT news_pkey PRIMARY KEY (id)
);
CREATE INDEX news_organisation ON news (organisation_id, is_live);
