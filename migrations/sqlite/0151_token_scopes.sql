-- What a token may be used for, as words between spaces. None: everything its holder may do.
ALTER TABLE api_tokens ADD COLUMN scopes TEXT;
