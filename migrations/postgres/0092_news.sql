-- A text to the outer circle, sent some at a time. What it says is sealed.

CREATE TABLE news (
    id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    is_live BOOLEAN NOT NULL,
    record JSONB NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT news_pkey PRIMARY KEY (id)
);
CREATE INDEX news_organisation ON news (organisation_id, is_live);
