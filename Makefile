# The everyday commands of the project. `make help` lists them; CONTRIBUTING.md explains them.
.DEFAULT_GOAL := help
.PHONY: help run test bench check format screenshots

help: ## List the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

run: ## Start the demonstration: a small association, a simulated carrier, accelerated time
	cargo run --locked -- demo

test: ## Run every test, on SQLite and on a PostgreSQL server started for the occasion
	tests/with-postgres.sh tests/run.sh

bench: ## Run the benchmarks (release build, several minutes)
	tests/with-postgres.sh cargo bench --package passerelle-benches --package passerelle-planner --benches --locked

check: ## Formatting, lints and documentation, where every warning is an error
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

format: ## Format the whole code
	cargo fmt --all

screenshots: ## Take the pictures of every page anew, into docs/screenshots/
	tests/install-browser.sh
	tests/with-postgres.sh cargo test --locked --workspace --test browser
	tests/keep-screenshots.sh
