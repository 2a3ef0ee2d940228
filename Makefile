# The two commands: `make run` opens the shell, `make test` runs every test.
# Both install what is missing (`.ci/install-missing`) and share one build of RocksDB.

CARGO ?= cargo

.PHONY: run test bench build missing

run: build
	@exec "$${CARGO_TARGET_DIR:-target}/debug/gremia" $(ARGS)

test: missing
	$(CARGO) test --locked

# The same profile as for running, so that nothing is compiled twice; `make bench ARGS=validation` runs less.
bench: missing
	$(CARGO) bench --profile dev --locked --bench speed --bench typing -- $(ARGS)

build: missing
	@$(CARGO) build --locked --quiet

missing:
	@sh .ci/install-missing >&2
